//! Events as they are kept: canonical bytes in a hash chain.

use guohe_clock::{Date, Timestamp};
use guohe_policy::{PolicyRef, RuleRef};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Actor, Cause, StreamKey};

/// An event with everything that is hashed.
///
/// Stored as its RFC 8785 canonical JSON; those exact bytes are hashed, and each event carries the hash of the
/// one before it in its stream, so that no event can be changed, removed or reordered unseen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventEnvelope {
    /// The stream it belongs to.
    pub stream: StreamKey,
    /// Position in the stream, from 1.
    pub sequence: u64,
    /// The event's tag.
    pub event_type: String,
    /// Version of the data's form.
    pub schema_version: u32,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The day from which it counts (Beijing), where that differs from the day of recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// Who gave the command.
    pub actor: Actor,
    /// What brought the command.
    pub cause: Cause,
    /// The pack it was decided under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyRef>,
    /// The rules relied on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleRef>,
    /// The event's own data; `null` for one without.
    pub data: Value,
    /// Hash of the previous event of the stream, hex; empty for the first.
    pub previous_hash: String,
}

/// An event as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The stream it belongs to.
    pub stream: StreamKey,
    /// Position in the stream, from 1.
    pub sequence: u64,
    /// The canonical bytes that were hashed.
    pub body: Vec<u8>,
    /// SHA-256 of the body, hex.
    pub hash: String,
}

impl StoredEvent {
    /// Writes an envelope in its canonical form and hashes it.
    pub fn seal(envelope: &EventEnvelope) -> Result<Self, serde_json::Error> {
        let body = canonical(envelope)?;
        let hash = chain_hash(&body);
        Ok(Self { stream: envelope.stream.clone(), sequence: envelope.sequence, body, hash })
    }

    /// Reads the envelope back.
    pub fn open(&self) -> Result<EventEnvelope, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

/// The RFC 8785 canonical JSON of a value.
///
/// `serde_json` keeps an object's members sorted by their bytes and writes whole numbers and texts as the RFC asks.
/// So its own output is canonical wherever all names are ASCII and no number has a fraction, at a third of the cost;
/// the rest goes through `serde_jcs`. A test holds the two together.
pub(crate) fn canonical(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let value = serde_json::to_value(value)?;
    if is_plain(&value) { serde_json::to_vec(&value) } else { serde_jcs::to_vec(&value) }
}

/// True where names sort alike by bytes and by UTF-16 units, and no number is written differently.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().all(|(name, value)| name.is_ascii() && is_plain(value)),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Number(number) => {
            let safe = 1_i64 << 53;
            number.as_i64().is_some_and(|number| (-safe..=safe).contains(&number))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// SHA-256 of an event's canonical bytes, hex. The bytes hold the previous hash, which makes the chain.
pub fn chain_hash(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_short_way_writes_what_the_rfc_says() {
        let values = [
            json!({"b": 1, "a": {"d": [1, -2, null, true], "c": "线\u{1F600}\u{7}\"\\/\n\u{7f}\u{2028}"}, "": ""}),
            json!({"\u{1F600}": 1, "\u{FB33}": 2, "\u{20AC}": 3, "z": 4}),
            json!({"float": 0.1, "whole": 1e21, "large": 9_007_199_254_740_993_u64, "minus": -0.0}),
            json!([]),
            json!("only a text"),
        ];
        for value in values {
            let expected = serde_jcs::to_vec(&value).expect("canonical");
            assert_eq!(canonical(&value).expect("canonical"), expected, "{value}");
        }
    }
}
