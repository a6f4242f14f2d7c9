//! What an archive's files hold.

use std::collections::BTreeSet;

use guohe_clock::{Date, Timestamp};
use guohe_flow::{
    Attributes, Inclusion, SignedRoot, StoredEvent, StreamKey, UnreadableRoot, chain_hash,
    ports::StreamRecord,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form written and read by this program.
pub(super) const FORM: u32 = 1;

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Form of this file.
    pub(super) form: u32,
    /// Version of the program that wrote it.
    pub(super) program: String,
    /// When, by the machine's clock.
    pub(super) exported_at: Timestamp,
    /// The streams at rest since before this day (Beijing).
    pub(super) closed_before: Date,
    /// One file a service.
    pub(super) services: Vec<ServiceFile>,
    /// Documents that events refer to.
    pub(super) documents: BTreeSet<Document>,
}

/// One service's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ServiceFile {
    /// Which service.
    pub(super) service: String,
    /// Name of the file.
    pub(super) file: String,
    /// Lines in it.
    pub(super) streams: u64,
    /// Events in them.
    pub(super) events: u64,
    /// SHA-256 of its bytes, hex.
    pub(super) sha256: String,
    /// The service's newest signed root; the lines tell how it covers their streams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) root: Option<RootLine>,
}

/// A signed root. Its statement names the public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RootLine {
    /// The canonical bytes that were signed, as text.
    pub(super) statement: String,
    /// The Ed25519 signature over them, hex.
    pub(super) signature: String,
}

impl RootLine {
    /// A root as it is written.
    pub(super) fn new(root: &SignedRoot) -> Self {
        let statement = String::from_utf8_lossy(&root.body).into_owned();
        Self { statement, signature: hex::encode(&root.signature) }
    }

    /// Reads it back; whether it is signed is asked separately.
    pub(super) fn read(&self) -> Result<SignedRoot, UnreadableRoot> {
        let signature = hex::decode(&self.signature).unwrap_or_default();
        SignedRoot::read(self.statement.as_bytes(), &signature)
    }
}

/// A document, kept under its hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Document {
    /// The tenant.
    pub(super) department: String,
    /// SHA-256 of its content, hex: its name.
    pub(super) sha256: String,
}

/// A stream with its evidence: one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StreamLine {
    /// Which stream.
    pub(super) stream: StreamKey,
    /// Number of events.
    pub(super) version: u64,
    /// Hash of the last one, hex.
    pub(super) head_hash: String,
    /// When the first was recorded.
    pub(super) created_at: Timestamp,
    /// When the last was recorded.
    pub(super) updated_at: Timestamp,
    /// Version of the state's form.
    pub(super) state_version: u32,
    /// The state after the last event.
    pub(super) state: Value,
    /// Its searchable attributes.
    pub(super) attributes: Attributes,
    /// The canonical bytes of each event, as text: RFC 8785 is UTF-8.
    pub(super) events: Vec<String>,
    /// Proof that the service's newest root covers it, up to some event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inclusion: Option<Inclusion>,
}

impl StreamLine {
    /// A stream with its events.
    pub(super) fn new(record: StreamRecord, events: Vec<StoredEvent>, inclusion: Option<Inclusion>) -> Self {
        let text = |event: StoredEvent| String::from_utf8_lossy(&event.body).into_owned();
        Self {
            stream: record.key,
            version: record.version,
            head_hash: record.head_hash,
            created_at: record.created_at,
            updated_at: record.updated_at,
            state_version: record.state_version,
            state: record.state,
            attributes: record.attributes,
            events: events.into_iter().map(text).collect(),
            inclusion,
        }
    }

    /// What is wrong with the chain, in words; empty where it is whole.
    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let mut previous = String::new();
        for (index, body) in self.events.iter().enumerate() {
            let number = index as u64 + 1;
            let hash = chain_hash(body.as_bytes());
            let stored = StoredEvent {
                stream: self.stream.clone(),
                sequence: number,
                body: body.clone().into(),
                hash,
            };
            match stored.open() {
                Err(error) => findings.push(format!("event {number} does not read: {error}")),
                Ok(envelope) => {
                    if envelope.previous_hash != previous {
                        findings.push(format!("event {number} does not follow its predecessor"));
                    }
                    if envelope.stream != self.stream || envelope.sequence != number {
                        findings.push(format!("event {number} belongs elsewhere"));
                    }
                }
            }
            previous = stored.hash;
        }
        if previous != self.head_hash {
            findings.push("the last event is not the head".to_owned());
        }
        if self.events.len() as u64 != self.version {
            findings.push(format!("{} events of {}", self.events.len(), self.version));
        }
        findings
    }

    /// Texts in the events that may name a document: 64 hex digits.
    pub(super) fn names(&self) -> BTreeSet<Document> {
        let mut names = BTreeSet::new();
        for body in &self.events {
            let envelope: Value = serde_json::from_str(body).unwrap_or_default();
            collect(&envelope["data"], &mut |text| {
                if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    let department = self.stream.department.clone();
                    names.insert(Document { department, sha256: text.to_owned() });
                }
            });
        }
        names
    }
}

fn collect(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, take)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, take)),
        _ => {}
    }
}
