//! Several events in one message of the bus: CloudEvents' batched content mode.
//!
//! A broker's and a client's work is by the message, whatever its size, and one commit brings up to hundreds of
//! events of few types. So the relay sends those of one type together, as a JSON array
//! (`application/cloudevents-batch+json`), and a receiver takes the array apart; an event that is alone travels as
//! itself (`application/cloudevents+json`). Owns both directions. Never changes an event's bytes, never lets an
//! event overtake another of its stream.

use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::{
    model::{CLOUD_EVENT_BATCH_CONTENT_TYPE, CLOUD_EVENT_CONTENT_TYPE, CloudEvent, StreamKey, Topology},
    ports::{BusMessage, OutboxRecord},
};

/// Largest body of a message with several events, bytes.
const LARGEST_BUNDLE_BYTES: usize = 128 * 1024;

/// Events of one type that travel together.
#[derive(Debug)]
pub(crate) struct Bundle {
    records: Vec<OutboxRecord>,
    bytes: usize,
}

/// Puts records together by type, at most `limit` in one. The events of a stream stay in order: one joins an
/// earlier bundle only where none of its stream stands in a later one.
pub(crate) fn pack(records: impl IntoIterator<Item = OutboxRecord>, limit: usize) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut last: HashMap<StreamKey, usize> = HashMap::new();
    for record in records {
        let room = |index: usize, bundles: &[Bundle]| {
            let bundle = &bundles[index];
            bundle.records.len() < limit && bundle.bytes + record.body.len() < LARGEST_BUNDLE_BYTES
        };
        let joins = open
            .get(&record.event_type)
            .copied()
            .filter(|index| last.get(&record.stream).is_none_or(|latest| latest <= index))
            .filter(|index| room(*index, &bundles));
        let index = joins.unwrap_or_else(|| {
            bundles.push(Bundle { records: Vec::new(), bytes: 0 });
            bundles.len() - 1
        });
        open.insert(record.event_type.clone(), index);
        last.insert(record.stream.clone(), index);
        bundles[index].bytes += record.body.len() + 1;
        bundles[index].records.push(record);
    }
    bundles
}

impl Bundle {
    /// Ids of the events in it.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.records.iter().map(|record| record.message_id.clone()).collect()
    }

    /// The message that carries them.
    pub(crate) fn message(mut self, topology: &Topology) -> BusMessage {
        let event_type = self.records.first().map(|record| record.event_type.clone()).unwrap_or_default();
        let id = self.records.first().map(|record| record.message_id.clone()).unwrap_or_default();
        let (headers, body) = match self.records.pop() {
            Some(record) if self.records.is_empty() => (attributes(&record.body), record.body),
            Some(last) => {
                let mut body = Vec::with_capacity(self.bytes + 2);
                body.push(b'[');
                for record in self.records {
                    body.extend(record.body);
                    body.push(b',');
                }
                body.extend(last.body);
                body.push(b']');
                (vec![content_type(CLOUD_EVENT_BATCH_CONTENT_TYPE)], body)
            }
            None => (Vec::new(), b"[]".to_vec()),
        };
        let consumers = topology.consumers(&event_type).iter().map(|name| (*name).to_owned()).collect();
        BusMessage { id, routing_key: event_type, consumers, headers, body: body.into() }
    }
}

/// The bodies of the events in a message, one by one. What is no array is one event, or none of ours: the reader
/// will say.
pub(crate) fn unpack(body: Vec<u8>) -> Vec<Vec<u8>> {
    if body.first() != Some(&b'[') {
        return vec![body];
    }
    match serde_json::from_slice::<Vec<&RawValue>>(&body) {
        Ok(events) if !events.is_empty() => {
            events.into_iter().map(|event| event.get().as_bytes().to_vec()).collect()
        }
        _ => vec![body],
    }
}

fn content_type(value: &str) -> (String, String) {
    ("content-type".to_owned(), value.to_owned())
}

/// A single event's attributes, repeated as headers for brokers and their consoles.
fn attributes(body: &[u8]) -> Vec<(String, String)> {
    let mut headers = vec![content_type(CLOUD_EVENT_CONTENT_TYPE)];
    if let Ok(event) = serde_json::from_slice::<CloudEvent>(body) {
        let attributes = [
            ("specversion", event.specversion),
            ("id", event.id),
            ("source", event.source),
            ("type", event.event_type),
            ("subject", event.subject),
            ("time", event.time.to_rfc3339()),
        ];
        headers.extend(attributes.map(|(name, value)| (format!("cloudEvents:{name}"), value)));
        headers.extend(event.traceparent.map(|value| ("traceparent".to_owned(), value)));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(stream: &str, event_type: &str, body: &str) -> OutboxRecord {
        OutboxRecord {
            position: 0,
            message_id: format!("{stream}-{event_type}"),
            event_type: event_type.to_owned(),
            stream: StreamKey::new("hunan", "base", stream),
            body: body.as_bytes().to_vec(),
            recorded_at: guohe_clock::start_of_day("2026-03-09".parse().expect("a date")),
        }
    }

    fn bodies(bundles: Vec<Bundle>) -> Vec<String> {
        let topology = Topology::default();
        bundles
            .into_iter()
            .map(|bundle| String::from_utf8(bundle.message(&topology).body.to_vec()).expect("text"))
            .collect()
    }

    #[test]
    fn events_of_one_type_travel_together_and_one_alone_as_itself() {
        let records = [record("a", "x", "1"), record("b", "y", "2"), record("c", "x", "3")];
        assert_eq!(bodies(pack(records, 100)), ["[1,3]", "2"]);
    }

    #[test]
    fn no_event_overtakes_another_of_its_stream() {
        let records =
            [record("a", "x", "1"), record("a", "y", "2"), record("a", "x", "3"), record("b", "x", "4")];
        assert_eq!(bodies(pack(records, 100)), ["1", "2", "[3,4]"]);
    }

    #[test]
    fn a_bundle_has_its_limit() {
        let records = (0..5).map(|_| record("a", "x", "1"));
        assert_eq!(bodies(pack(records, 2)), ["[1,1]", "[1,1]", "1"]);
        let large = "9".repeat(LARGEST_BUNDLE_BYTES / 2);
        let records = (0..3).map(|_| record("a", "x", &large));
        assert_eq!(pack(records, 100).len(), 3);
    }

    #[test]
    fn what_was_packed_is_taken_apart_byte_for_byte() {
        let events = [r#"{"data": {"a":"],["}}"#, r#"{"b" :2}"#];
        let packed = bodies(pack(events.map(|body| record("a", "x", body)), 100)).remove(0);
        let unpacked = unpack(packed.into_bytes());
        assert_eq!(unpacked, events.map(|body| body.as_bytes().to_vec()));
        for odd in ["", "[", "[]", "{}", "hello"] {
            assert_eq!(unpack(odd.as_bytes().to_vec()), [odd.as_bytes().to_vec()]);
        }
    }
}
