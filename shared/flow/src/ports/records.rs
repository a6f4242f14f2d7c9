//! Rows as the engine sees them. One service's store holds one set of these tables.

use std::collections::{BTreeMap, HashMap, HashSet};

use guohe_clock::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Attributes, StoredEvent, StreamKey};

/// A stream's row: version, present state, and what delivery needs. The row is the stream's only lock.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamRecord {
    /// Which stream.
    pub key: StreamKey,
    /// Number of events so far.
    pub version: u64,
    /// Version of the state's form.
    pub state_version: u32,
    /// The state after the last event.
    pub state: Value,
    /// Searchable attributes.
    pub attributes: Attributes,
    /// Last sequence number sent to each consuming service.
    pub sent: BTreeMap<String, u64>,
    /// Hash of the last event, hex.
    pub head_hash: String,
    /// When the first event was recorded.
    pub created_at: Timestamp,
    /// When the last event was recorded.
    pub updated_at: Timestamp,
}

/// A pair of a source stream and this service: messages of a pair are applied in sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairKey {
    /// The producing service.
    pub service: String,
    /// The source stream.
    pub stream: StreamKey,
}

/// A client's idempotency key, scoped by department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey {
    /// The tenant.
    pub department: String,
    /// The request id.
    pub id: String,
}

/// The kept outcome of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAnswer {
    /// SHA-256 of stream, actor and command, hex: the same id with another request is refused.
    pub fingerprint: String,
    /// The answer given, as JSON.
    pub answer: Value,
    /// When.
    pub recorded_at: Timestamp,
}

/// Names a timer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimerKey {
    /// Its stream.
    pub stream: StreamKey,
    /// Its name there.
    pub name: String,
}

/// A pending timer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimerRecord {
    /// Which timer.
    pub key: TimerKey,
    /// When it is due.
    pub due: Timestamp,
    /// The command, as stored.
    pub command: Value,
    /// Version of the command's form.
    pub command_version: u32,
    /// Why then, as stored ([`crate::TimerReceipt`]).
    pub receipt: Value,
    /// Version of the stream that set it: tells a timer from a later one of the same name.
    pub set_version: u64,
    /// W3C trace context of the step that set it, where traces were on.
    #[serde(default)]
    pub trace: Option<String>,
}

/// A timer as it stood when its command was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiredTimer {
    /// Which timer.
    pub key: TimerKey,
    /// When it was due.
    pub due: Timestamp,
    /// Version of the stream that set it.
    pub set_version: u64,
}

impl From<&TimerRecord> for FiredTimer {
    fn from(timer: &TimerRecord) -> Self {
        Self { key: timer.key.clone(), due: timer.due, set_version: timer.set_version }
    }
}

/// A message to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRecord {
    /// Order of insertion; 0 until inserted.
    pub position: i64,
    /// CloudEvents id.
    pub message_id: String,
    /// Routing key.
    pub event_type: String,
    /// Source stream.
    pub stream: StreamKey,
    /// The structured CloudEvent.
    pub body: Vec<u8>,
    /// When it was committed.
    pub recorded_at: Timestamp,
}

/// A message handled, with what came of it. Kept for 30 days and longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRecord {
    /// The pair it belongs to.
    pub pair: PairKey,
    /// Its number in the pair.
    pub sequence: u64,
    /// CloudEvents id.
    pub message_id: String,
    /// CloudEvents type.
    pub event_type: String,
    /// When it was handled.
    pub handled_at: Timestamp,
    /// `applied`, or why it had no effect.
    pub outcome: String,
}

/// A message that cannot be applied yet: it came before its predecessor, or failed and waits to be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedMessage {
    /// The pair it belongs to.
    pub pair: PairKey,
    /// Its number in the pair.
    pub sequence: u64,
    /// The structured CloudEvent.
    pub body: Vec<u8>,
    /// When it was parked first.
    pub parked_at: Timestamp,
    /// Failed attempts so far; 0 for one that is merely early.
    pub attempts: u32,
    /// Not before this instant, for one that failed.
    pub retry_at: Option<Timestamp>,
    /// What went wrong last.
    pub error: String,
}

/// A message that can never be handled, kept until an operator replays or discards it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// CloudEvents id, or `unreadable-<sha256>` for bytes that are no CloudEvent.
    pub id: String,
    /// CloudEvents type, or empty.
    pub event_type: String,
    /// Stable code, such as `NOT_A_CLOUD_EVENT`.
    pub code: String,
    /// What was wrong.
    pub reason: String,
    /// The bytes as they came.
    pub body: Vec<u8>,
    /// Attempts made.
    pub attempts: u32,
    /// When it was given up.
    pub died_at: Timestamp,
}

/// What a batch wants to lock and load. Keys are sorted and unique.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    /// Streams to lock.
    pub streams: Vec<StreamKey>,
    /// Streams whose versions alone are wanted, unlocked.
    pub watched: Vec<StreamKey>,
    /// Pairs to lock.
    pub pairs: Vec<PairKey>,
    /// Requests whose answers to look for.
    pub requests: Vec<RequestKey>,
    /// Timers to read again under their streams' locks.
    pub timers: Vec<TimerKey>,
}

/// What a batch got. A stream that is neither in `streams` nor in `busy_streams` does not exist yet; likewise
/// a pair without messages so far.
#[derive(Debug, Clone, Default)]
pub struct Claimed {
    /// Locked streams.
    pub streams: HashMap<StreamKey, StreamRecord>,
    /// Streams another replica holds; their commands wait for a later batch.
    pub busy_streams: HashSet<StreamKey>,
    /// Versions of the watched streams; those that do not exist are left out.
    pub watched: HashMap<StreamKey, u64>,
    /// Locked pairs with their last handled sequence number.
    pub pairs: HashMap<PairKey, u64>,
    /// Pairs another replica holds.
    pub busy_pairs: HashSet<PairKey>,
    /// Pairs, of those asked for, that have parked messages.
    pub parked_pairs: HashSet<PairKey>,
    /// Answers found.
    pub answers: HashMap<RequestKey, StoredAnswer>,
    /// Timers that still stand.
    pub timers: HashMap<TimerKey, TimerRecord>,
}

/// A stream's new row and the version it replaces.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamWrite {
    /// The new row.
    pub record: StreamRecord,
    /// The version read; 0 for a stream that did not exist. Another version there is a conflict.
    pub expected_version: u64,
}

/// An event with the columns that queries need beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The sealed event.
    pub event: StoredEvent,
    /// The event's tag.
    pub event_type: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// Everything one batch writes, in one transaction.
#[derive(Debug, Clone, Default)]
pub struct CommitPlan {
    /// Stream rows, one a stream.
    pub streams: Vec<StreamWrite>,
    /// Events, in order.
    pub events: Vec<EventRow>,
    /// Streams whose timers are all removed, before anything is set.
    pub timers_cleared: Vec<StreamKey>,
    /// Timers whose commands this batch carried out. One that does not stand as named is a conflict: another
    /// replica carried it out first, or it was set anew.
    pub timers_fired: Vec<FiredTimer>,
    /// Timers removed (fired or cancelled).
    pub timers_removed: Vec<TimerKey>,
    /// Timers set; one of the same name is replaced.
    pub timers_set: Vec<TimerRecord>,
    /// Messages to publish, in order.
    pub outbox: Vec<OutboxRecord>,
    /// Messages handled.
    pub inbox: Vec<InboxRecord>,
    /// Pairs moved on: the pair, the number read (0 for a new pair), the new number. A pair that is not at the
    /// number read is a conflict.
    pub pairs: Vec<(PairKey, u64, u64)>,
    /// Messages parked, replacing the same ones.
    pub parked: Vec<ParkedMessage>,
    /// Messages no longer parked.
    pub unparked: Vec<(PairKey, u64)>,
    /// Ids of dead letters that were handled after all, removed before any is added. One that is not there is
    /// a conflict: somebody else replayed or discarded it.
    pub revived: Vec<String>,
    /// Messages given up, replacing the same ones.
    pub dead: Vec<DeadLetter>,
    /// Answers kept. An id that has an answer already is a conflict.
    pub answers: Vec<(RequestKey, StoredAnswer)>,
}

impl CommitPlan {
    /// True where there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
            && self.events.is_empty()
            && self.timers_cleared.is_empty()
            && self.timers_fired.is_empty()
            && self.timers_removed.is_empty()
            && self.timers_set.is_empty()
            && self.outbox.is_empty()
            && self.inbox.is_empty()
            && self.pairs.is_empty()
            && self.parked.is_empty()
            && self.unparked.is_empty()
            && self.revived.is_empty()
            && self.dead.is_empty()
            && self.answers.is_empty()
    }
}

/// Which streams to list: one department and kind, attributes equal to the filter's, in id order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListQuery {
    /// The tenant.
    pub department: String,
    /// The kind.
    pub kind: String,
    /// Attributes each stream must have.
    pub filter: Attributes,
    /// Only ids after this one.
    pub after_id: String,
    /// At most this many.
    pub limit: u32,
}

/// Counts by which a system of services tells that it is quiet: for every consumer, messages sent to it by all
/// equal messages handled by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlowCounts {
    /// Messages this service has committed for each consumer.
    pub sent: BTreeMap<String, u64>,
    /// Messages this service has handled (each pair's last number, summed).
    pub handled: u64,
    /// Messages parked.
    pub parked: u64,
    /// Dead letters.
    pub dead: u64,
    /// Outbox rows not yet published.
    pub unsent: u64,
}
