//! Rows as they come from a database, and what the ports make of them. Both engines read the same columns.

use std::collections::BTreeMap;

use guohe_flow::ports::{
    Backlog, DeadLetter, Head, KeptMessage, KeptRoot, OutboxRecord, PairKey, ParkedMessage, SentNumbers,
    StoreError, StoredAnswer, StreamRecord, TimerKey, TimerRecord,
};
use guohe_flow::{Attributes, StoredEvent, StreamKey};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::instant::StoredInstant;

/// Columns of a stream.
#[derive(FromRow)]
pub(crate) struct StreamRow {
    department: String,
    kind: String,
    id: String,
    version: i64,
    state_version: i64,
    state: Json<Value>,
    attributes: Json<Attributes>,
    sent: Json<BTreeMap<String, u64>>,
    head_hash: String,
    created_at: StoredInstant,
    updated_at: StoredInstant,
}

impl StreamRow {
    /// The stream's key alone.
    pub(crate) fn key(&self) -> StreamKey {
        StreamKey::new(&self.department, &self.kind, &self.id)
    }

    /// Its version alone.
    pub(crate) fn version(&self) -> Result<u64, StoreError> {
        unsigned(self.version)
    }
}

impl TryFrom<StreamRow> for StreamRecord {
    type Error = StoreError;

    fn try_from(row: StreamRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: StreamKey::new(row.department, row.kind, row.id),
            version: unsigned(row.version)?,
            state_version: unsigned(row.state_version)?,
            state: row.state.0,
            attributes: row.attributes.0,
            sent: row.sent.0,
            head_hash: row.head_hash,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

/// A stream's key and version.
#[derive(FromRow)]
pub(crate) struct VersionRow {
    department: String,
    kind: String,
    id: String,
    version: i64,
}

impl VersionRow {
    pub(crate) fn read(self) -> Result<(StreamKey, u64), StoreError> {
        Ok((StreamKey::new(self.department, self.kind, self.id), unsigned(self.version)?))
    }
}

/// A stream's key and the numbers it has sent.
#[derive(FromRow)]
pub(crate) struct SentRow {
    department: String,
    kind: String,
    id: String,
    sent: Json<SentNumbers>,
}

impl SentRow {
    pub(crate) fn read(self) -> (StreamKey, SentNumbers) {
        (StreamKey::new(self.department, self.kind, self.id), self.sent.0)
    }
}

/// Columns of an event that its readers need.
#[derive(FromRow)]
pub(crate) struct EventColumns {
    department: String,
    kind: String,
    id: String,
    sequence: i64,
    body: Vec<u8>,
    hash: String,
}

impl TryFrom<EventColumns> for StoredEvent {
    type Error = StoreError;

    fn try_from(row: EventColumns) -> Result<Self, StoreError> {
        Ok(Self {
            stream: StreamKey::new(row.department, row.kind, row.id),
            sequence: unsigned(row.sequence)?,
            body: row.body,
            hash: row.hash,
        })
    }
}

/// Columns of a timer.
#[derive(FromRow)]
pub(crate) struct TimerRow {
    department: String,
    kind: String,
    id: String,
    name: String,
    due: StoredInstant,
    command: Json<Value>,
    command_version: i64,
    receipt: Json<Value>,
    set_version: i64,
    trace: Option<String>,
}

impl TryFrom<TimerRow> for TimerRecord {
    type Error = StoreError;

    fn try_from(row: TimerRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: TimerKey { stream: StreamKey::new(row.department, row.kind, row.id), name: row.name },
            due: row.due.0,
            command: row.command.0,
            command_version: unsigned(row.command_version)?,
            receipt: row.receipt.0,
            set_version: unsigned(row.set_version)?,
            trace: row.trace,
        })
    }
}

/// Columns of a message to publish.
#[derive(FromRow)]
pub(crate) struct OutboxRow {
    position: i64,
    message_id: String,
    event_type: String,
    department: String,
    kind: String,
    id: String,
    body: Vec<u8>,
    recorded_at: StoredInstant,
}

impl From<OutboxRow> for OutboxRecord {
    fn from(row: OutboxRow) -> Self {
        Self {
            position: row.position,
            message_id: row.message_id,
            event_type: row.event_type,
            stream: StreamKey::new(row.department, row.kind, row.id),
            body: row.body,
            recorded_at: row.recorded_at.0,
        }
    }
}

/// Columns of a message that the outbox keeps.
#[derive(FromRow)]
pub(crate) struct KeptRow {
    message_id: String,
    event_type: String,
    body: Vec<u8>,
    is_sent: bool,
}

impl From<KeptRow> for KeptMessage {
    fn from(row: KeptRow) -> Self {
        Self { message_id: row.message_id, event_type: row.event_type, body: row.body, is_sent: row.is_sent }
    }
}

/// A pair's last handled number.
#[derive(FromRow)]
pub(crate) struct PairRow {
    service: String,
    department: String,
    kind: String,
    id: String,
    last_sequence: i64,
}

impl PairRow {
    pub(crate) fn read(self) -> Result<(PairKey, u64), StoreError> {
        let stream = StreamKey::new(self.department, self.kind, self.id);
        Ok((PairKey { service: self.service, stream }, unsigned(self.last_sequence)?))
    }
}

/// Columns of a parked message.
#[derive(FromRow)]
pub(crate) struct ParkedRow {
    service: String,
    department: String,
    kind: String,
    id: String,
    sequence: i64,
    body: Vec<u8>,
    parked_at: StoredInstant,
    attempts: i64,
    retry_at: Option<StoredInstant>,
    error: String,
}

impl TryFrom<ParkedRow> for ParkedMessage {
    type Error = StoreError;

    fn try_from(row: ParkedRow) -> Result<Self, StoreError> {
        let stream = StreamKey::new(row.department, row.kind, row.id);
        Ok(Self {
            pair: PairKey { service: row.service, stream },
            sequence: unsigned(row.sequence)?,
            body: row.body,
            parked_at: row.parked_at.0,
            attempts: unsigned(row.attempts)?,
            retry_at: row.retry_at.map(|instant| instant.0),
            error: row.error,
        })
    }
}

/// Columns of a dead letter.
#[derive(FromRow)]
pub(crate) struct DeadRow {
    id: String,
    event_type: String,
    code: String,
    reason: String,
    body: Vec<u8>,
    attempts: i64,
    died_at: StoredInstant,
}

impl TryFrom<DeadRow> for DeadLetter {
    type Error = StoreError;

    fn try_from(row: DeadRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            event_type: row.event_type,
            code: row.code,
            reason: row.reason,
            body: row.body,
            attempts: unsigned(row.attempts)?,
            died_at: row.died_at.0,
        })
    }
}

/// Columns of a kept answer.
#[derive(FromRow)]
pub(crate) struct AnswerRow {
    pub(crate) department: String,
    pub(crate) id: String,
    fingerprint: String,
    answer: Json<Value>,
    recorded_at: StoredInstant,
}

impl From<AnswerRow> for StoredAnswer {
    fn from(row: AnswerRow) -> Self {
        Self { fingerprint: row.fingerprint, answer: row.answer.0, recorded_at: row.recorded_at.0 }
    }
}

/// Columns of a stream's head at some instant.
#[derive(FromRow)]
pub(crate) struct HeadRow {
    department: String,
    kind: String,
    id: String,
    sequence: i64,
    hash: String,
}

impl TryFrom<HeadRow> for Head {
    type Error = StoreError;

    fn try_from(row: HeadRow) -> Result<Self, StoreError> {
        Ok(Self {
            stream: StreamKey::new(row.department, row.kind, row.id),
            sequence: unsigned(row.sequence)?,
            hash: row.hash,
        })
    }
}

/// Columns of an audit root.
#[derive(FromRow)]
pub(crate) struct RootRow {
    number: i64,
    as_of: StoredInstant,
    body: Vec<u8>,
    signature: Vec<u8>,
    sketch: Vec<u8>,
}

impl TryFrom<RootRow> for KeptRoot {
    type Error = StoreError;

    fn try_from(row: RootRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: unsigned(row.number)?,
            as_of: row.as_of.0,
            body: row.body,
            signature: row.signature,
            sketch: row.sketch,
        })
    }
}

/// Sums over the tables.
#[derive(FromRow)]
pub(crate) struct DepthsRow {
    pub(crate) handled: i64,
    pub(crate) parked: i64,
    pub(crate) dead: i64,
    pub(crate) unsent: i64,
}

/// What is still to be done.
#[derive(FromRow)]
pub(crate) struct BacklogRow {
    unsent: i64,
    oldest_unsent: Option<StoredInstant>,
    parked: i64,
    oldest_parked: Option<StoredInstant>,
    dead: i64,
    due: i64,
    next_due: Option<StoredInstant>,
}

/// Timers whose date is not final.
#[derive(FromRow)]
pub(crate) struct ProvisionalRow {
    timers: i64,
    next_due: Option<StoredInstant>,
}

impl BacklogRow {
    pub(crate) fn read(self, provisional: ProvisionalRow) -> Result<Backlog, StoreError> {
        let instant = |stored: Option<StoredInstant>| stored.map(|instant| instant.0);
        Ok(Backlog {
            unsent: unsigned(self.unsent)?,
            oldest_unsent: instant(self.oldest_unsent),
            parked: unsigned(self.parked)?,
            oldest_parked: instant(self.oldest_parked),
            dead: unsigned(self.dead)?,
            due: unsigned(self.due)?,
            next_due: instant(self.next_due),
            provisional: unsigned(provisional.timers)?,
            next_provisional: instant(provisional.next_due),
        })
    }
}

/// A number that the schema keeps from being negative.
pub(crate) fn unsigned<T: TryFrom<i64>>(number: i64) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| StoreError::Damaged(format!("{number} where a count is expected")))
}

/// A count as databases keep it.
pub(crate) fn signed(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Rejected(format!("{count} is too large a number to keep")))
}

/// Reads every row, or says which one is damaged.
pub(crate) fn read_all<R, T: TryFrom<R, Error = StoreError>>(rows: Vec<R>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}
