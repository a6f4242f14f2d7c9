//! Rows with something in every column.

use guohe_clock::Timestamp;
use guohe_flow::ports::{
    CommitPlan, DeadLetter, EventRow, OutboxRecord, PairKey, ParkedMessage, StreamRecord, StreamWrite,
    TimerKey, TimerRecord,
};
use guohe_flow::{Attributes, StoredEvent, StreamKey};
use serde_json::json;

/// An instant that needs its microseconds.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_timestamp_micros(1_790_000_000_123_456 + second * 1_000_000).expect("an instant")
}

/// A stream of the department `hunan` and the kind `base`.
pub(crate) fn key(id: &str) -> StreamKey {
    StreamKey::new("hunan", "base", id)
}

/// A stream's row at a version.
pub(crate) fn record(key: &StreamKey, version: u64) -> StreamRecord {
    StreamRecord {
        key: key.clone(),
        version,
        state_version: 3,
        state: json!({"名称": "洞庭湖\n\"湿地\"", "version": version, "ratio": 0.25, "none": null, "list": [1, -2]}),
        attributes: Attributes::new().text("status", "approved").number("year", 2026).flag("open", true),
        sent: [("registry".to_owned(), version), ("notification".to_owned(), 2 * version)].into(),
        head_hash: format!("{version:064x}"),
        created_at: at(0),
        updated_at: at(i64::try_from(version).expect("a small version")),
    }
}

/// A stream's first row.
pub(crate) fn new(key: &StreamKey) -> StreamWrite {
    StreamWrite { record: record(key, 1), expected_version: 0 }
}

/// A stream's row at `version`, written over the one before.
pub(crate) fn next(key: &StreamKey, version: u64) -> StreamWrite {
    StreamWrite { record: record(key, version), expected_version: version - 1 }
}

/// A plan of stream rows.
pub(crate) fn streams(streams: Vec<StreamWrite>) -> CommitPlan {
    CommitPlan { streams, ..CommitPlan::default() }
}

/// An event. Its body is no JSON and no text: the store looks at nothing.
pub(crate) fn event(key: &StreamKey, sequence: u64) -> EventRow {
    let event = StoredEvent {
        stream: key.clone(),
        sequence,
        body: vec![0, 255, b'\'', u8::try_from(sequence % 256).expect("a byte")],
        hash: format!("{sequence:064x}"),
    };
    EventRow { event, event_type: "base_recognised".to_owned(), recorded_at: at(0) }
}

/// A timer due at a second.
pub(crate) fn timer(key: &StreamKey, name: &str, due: i64) -> TimerRecord {
    TimerRecord {
        key: TimerKey { stream: key.clone(), name: name.to_owned() },
        due: at(due),
        command: json!({"type": "report_overdue", "data": {"year": 2026}}),
        command_version: 2,
        receipt: json!({"basis": "set", "why": "the call's close"}),
        set_version: 1,
        trace: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
    }
}

/// A message to publish.
pub(crate) fn message(key: &StreamKey, id: &str) -> OutboxRecord {
    OutboxRecord {
        position: 0,
        message_id: id.to_owned(),
        event_type: "registry.base.recognised".to_owned(),
        stream: key.clone(),
        body: format!("{{\"id\":\"{id}\"}}").into_bytes(),
        recorded_at: at(1),
    }
}

/// A pair of a stream of another service.
pub(crate) fn pair(id: &str) -> PairKey {
    PairKey { service: "registry".to_owned(), stream: key(id) }
}

/// A message that waits for its predecessor.
pub(crate) fn early(pair: &PairKey, sequence: u64) -> ParkedMessage {
    ParkedMessage {
        pair: pair.clone(),
        sequence,
        body: vec![0, 159, 146, 150],
        parked_at: at(i64::try_from(sequence).expect("a small number")),
        attempts: 0,
        retry_at: None,
        error: String::new(),
    }
}

/// A message that failed and is to be tried again at a second.
pub(crate) fn failed(pair: &PairKey, sequence: u64, retry: i64) -> ParkedMessage {
    let error = "the registry did not answer".to_owned();
    ParkedMessage { attempts: 2, retry_at: Some(at(retry)), error, ..early(pair, sequence) }
}

/// A dead letter that died at a second.
pub(crate) fn dead(id: &str, died: i64) -> DeadLetter {
    DeadLetter {
        id: id.to_owned(),
        event_type: "registry.base.recognised".to_owned(),
        code: "NOT_A_CLOUD_EVENT".to_owned(),
        reason: "no specversion".to_owned(),
        body: vec![0, 255, 254],
        attempts: 5,
        died_at: at(died),
    }
}
