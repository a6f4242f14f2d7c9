//! The maintenance port: what operators' commands need of one service's tables beside the engine's own port.
//!
//! Owns the reads by which several services' stores are compared after a restore, the one write that has a kept
//! message published again, and the removal of what its retention has run out for. It never touches streams,
//! events, timers or pairs: pruned messages leave their numbers behind, so a late copy is still known as one.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use guohe_clock::Timestamp;

use super::{PairKey, ParkedMessage, StoreError};
use crate::model::StreamKey;

/// The last number sent to each consuming service, as a stream's row keeps it; `*` counts all messages.
pub type SentNumbers = BTreeMap<String, u64>;

/// Name under which [`SentNumbers`] counts a stream's messages, whoever they are for: the last part of their ids.
pub const ALL_MESSAGES: &str = "*";

/// A message kept in the outbox, sent or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// CloudEvents id: the stream's key, `/`, the stream's own number of the message.
    pub message_id: String,
    /// Routing key.
    pub event_type: String,
    /// The structured CloudEvent.
    pub body: Vec<u8>,
    /// False where it waits to be published.
    pub is_sent: bool,
}

/// How far a round of pruning the outbox came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxRound {
    /// Rows removed.
    pub removed: u64,
    /// The last position looked at; the next round begins behind it. `None`: there is nothing older to look at.
    pub last: Option<i64>,
}

/// One service's tables, as maintenance sees them.
#[async_trait]
pub trait Maintenance: Send + Sync + 'static {
    /// A page of all pairs in key order, each with the last number handled.
    async fn pairs(&self, after: Option<&PairKey>, limit: u32) -> Result<Vec<(PairKey, u64)>, StoreError>;

    /// The last number handled of each of these pairs; those that have handled nothing are left out.
    async fn pairs_at(&self, keys: &[PairKey]) -> Result<HashMap<PairKey, u64>, StoreError>;

    /// A page of all streams in key order, each with the numbers it has sent.
    async fn sent(
        &self,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<(StreamKey, SentNumbers)>, StoreError>;

    /// The numbers sent by each of these streams; those that do not exist are left out.
    async fn sent_by(&self, keys: &[StreamKey]) -> Result<HashMap<StreamKey, SentNumbers>, StoreError>;

    /// Those of these messages that the outbox still has.
    async fn kept(&self, message_ids: &[String]) -> Result<Vec<KeptMessage>, StoreError>;

    /// Has messages published again: they count as not sent until the bus has taken them. How many there were.
    async fn unsend(&self, message_ids: &[String]) -> Result<u64, StoreError>;

    /// Removes messages that were sent before an instant, among at most `limit` rows after a position.
    async fn prune_outbox(
        &self,
        after_position: i64,
        before: Timestamp,
        limit: u32,
    ) -> Result<OutboxRound, StoreError>;

    /// Removes up to `limit` records of messages handled before an instant; their pairs keep their numbers.
    async fn prune_inbox(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Removes up to `limit` answers kept since before an instant: the same request id is a new request then.
    async fn prune_answers(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Up to `limit` messages parked since before an instant, oldest first.
    async fn parked_since(&self, before: Timestamp, limit: u32) -> Result<Vec<ParkedMessage>, StoreError>;
}
