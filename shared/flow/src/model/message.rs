//! Messages as deciders write them.

use serde::Serialize;
use serde_json::Value;

/// A fact for other streams, of this service or another. The engine adds source, sequence and id, and the
/// topology says who receives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Event type and routing key, `<service>.<noun>.<verb>`.
    pub event_type: &'static str,
    /// The payload in ProtoJSON.
    pub data: Value,
}

impl Outgoing {
    /// A message of `event_type` with a serialisable payload.
    ///
    /// A payload that does not serialise becomes `null`, which every consumer refuses into its dead letters;
    /// contracts are generated types, for which this does not happen.
    pub fn new(event_type: &'static str, payload: &impl Serialize) -> Self {
        Self { event_type, data: serde_json::to_value(payload).unwrap_or(Value::Null) }
    }
}
