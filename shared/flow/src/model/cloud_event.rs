//! The wire form of messages: CloudEvents 1.0, structured JSON (`application/cloudevents+json`).
//!
//! Extension attributes carry what delivery needs: the source stream and one sequence number per consuming
//! service. CloudEvents allows only simple values there, hence the `service=number;…` list.

use std::collections::BTreeMap;

use guohe_clock::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StreamKey;

/// Media type of a structured CloudEvent in JSON.
pub const CLOUD_EVENT_CONTENT_TYPE: &str = "application/cloudevents+json";

/// Media type of several in one message, as a JSON array.
pub const CLOUD_EVENT_BATCH_CONTENT_TYPE: &str = "application/cloudevents-batch+json";

/// Largest message accepted, bytes.
const LARGEST_MESSAGE_BYTES: usize = 1024 * 1024;

/// One message between services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudEvent {
    /// Always `1.0`.
    pub specversion: String,
    /// Unique per source: `<stream>/<stream version>/<number>`.
    pub id: String,
    /// The producing service, as a URI reference: `/guohe/<service>`.
    pub source: String,
    /// `<service>.<noun>.<verb>`; also the routing key.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The source stream, `department/kind/id`.
    pub subject: String,
    /// When the producer recorded it.
    pub time: Timestamp,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// Sequence number per consuming service on this source stream: `intake=3;notification=5`.
    pub sequences: String,
    /// W3C trace context, where tracing is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// The payload in ProtoJSON.
    pub data: Value,
}

/// Why bytes from the bus are no message of ours.
#[derive(Debug, thiserror::Error)]
pub enum CloudEventError {
    /// Larger than the limit.
    #[error("the message has {0} bytes, more than {LARGEST_MESSAGE_BYTES}")]
    TooLarge(usize),
    /// Not JSON, or a required attribute is missing or of the wrong type.
    #[error("not a structured CloudEvent: {0}")]
    Shape(#[from] serde_json::Error),
    /// Another version of the specification.
    #[error("specversion is {0:?}, only \"1.0\" is understood")]
    Version(String),
    /// The subject names no stream.
    #[error("subject: {0}")]
    Subject(#[from] super::InvalidStreamKey),
    /// The source is none of ours.
    #[error("source {0:?} does not begin with /guohe/")]
    Source(String),
    /// No sequence number for the consumer that received it.
    #[error("sequences {0:?} has no positive number for {1}")]
    Sequence(String, String),
}

impl CloudEvent {
    /// Reads and checks a message.
    pub fn parse(bytes: &[u8]) -> Result<Self, CloudEventError> {
        if bytes.len() > LARGEST_MESSAGE_BYTES {
            return Err(CloudEventError::TooLarge(bytes.len()));
        }
        let event: Self = serde_json::from_slice(bytes)?;
        if event.specversion != "1.0" {
            return Err(CloudEventError::Version(event.specversion));
        }
        if !event.source.starts_with("/guohe/") {
            return Err(CloudEventError::Source(event.source));
        }
        StreamKey::parse(&event.subject)?;
        Ok(event)
    }

    /// The producing service.
    pub fn service(&self) -> &str {
        self.source.trim_start_matches("/guohe/")
    }

    /// The source stream.
    pub fn source_stream(&self) -> Result<StreamKey, CloudEventError> {
        Ok(StreamKey::parse(&self.subject)?)
    }

    /// This consumer's sequence number, from 1.
    pub fn sequence_for(&self, consumer: &str) -> Result<u64, CloudEventError> {
        parse_sequences(&self.sequences)
            .remove(consumer)
            .filter(|number| *number > 0)
            .ok_or_else(|| CloudEventError::Sequence(self.sequences.clone(), consumer.to_owned()))
    }

    /// Writes sequence numbers for the `sequences` attribute.
    pub fn write_sequences(numbers: &BTreeMap<String, u64>) -> String {
        numbers.iter().map(|(service, number)| format!("{service}={number}")).collect::<Vec<_>>().join(";")
    }
}

fn parse_sequences(text: &str) -> BTreeMap<&str, u64> {
    text.split(';')
        .filter_map(|pair| pair.split_once('='))
        .filter_map(|(service, number)| Some((service, number.parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> CloudEvent {
        CloudEvent {
            specversion: "1.0".into(),
            id: "hunan/base/b-1/3/0".into(),
            source: "/guohe/registry".into(),
            event_type: "registry.base.cancelled".into(),
            subject: "hunan/base/b-1".into(),
            time: guohe_clock::start_of_day("2030-10-31".parse().expect("a date")),
            datacontenttype: "application/json".into(),
            sequences: "intake=3;notification=5".into(),
            traceparent: None,
            data: serde_json::json!({"base": "b-1"}),
        }
    }

    #[test]
    fn a_message_reads_back_what_was_written() {
        let bytes = serde_json::to_vec(&event()).expect("serialises");
        let read = CloudEvent::parse(&bytes).expect("parses");
        assert_eq!(read, event());
        assert_eq!(read.sequence_for("notification").expect("numbered"), 5);
    }

    #[test]
    fn what_is_no_cloud_event_is_named_as_such() {
        for bytes in [&b"hello"[..], b"{}", br#"{"specversion":"0.3"}"#, b"\xff\xfe"] {
            assert!(matches!(CloudEvent::parse(bytes), Err(CloudEventError::Shape(_))));
        }
        let old = CloudEvent { specversion: "0.3".into(), ..event() };
        let bytes = serde_json::to_vec(&old).expect("serialises");
        assert!(matches!(CloudEvent::parse(&bytes), Err(CloudEventError::Version(_))));
    }

    #[test]
    fn a_consumer_without_a_number_is_an_error() {
        assert!(matches!(event().sequence_for("intake2"), Err(CloudEventError::Sequence(..))));
    }
}
