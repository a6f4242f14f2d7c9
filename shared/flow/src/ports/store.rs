//! The store port: one service's durable tables behind transactions and a few reads.

use std::collections::HashMap;

use async_trait::async_trait;
use guohe_clock::Timestamp;

use super::{
    Backlog, Claim, Claimed, CommitPlan, Connections, DeadLetter, FlowCounts, ListQuery, OutboxRecord,
    ParkedMessage, StreamRecord, TimerKey, TimerRecord,
};
use crate::model::{StoredEvent, StreamKey};

/// Why a store did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed a row first, or a deadlock was broken: try again.
    #[error("conflict on {0}; try again")]
    Conflict(String),
    /// The database cannot be reached, or ran out of time or space: try again later.
    #[error("the store is unavailable: {message}")]
    Unavailable {
        /// What was being done.
        message: String,
        /// The driver's error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The database refuses this write, and will again.
    #[error("the store refuses this: {0}")]
    Rejected(String),
    /// Stored data cannot be read back.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
}

/// One service's store.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Begins a transaction that will claim, read, write and commit once.
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError>;

    /// One stream, unlocked.
    async fn stream(&self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError>;

    /// A page of streams in id order.
    async fn list(&self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError>;

    /// A page of all streams of all departments in key order, for audit and rebuilding.
    async fn all_streams(
        &self,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<StreamRecord>, StoreError>;

    /// A stream's events after a sequence number, in order.
    async fn events(&self, key: &StreamKey, after: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;

    /// Timers due at `now` or before, earliest first. Unlocked: they are read again under their streams' locks.
    async fn due_timers(&self, now: Timestamp, limit: u32) -> Result<Vec<TimerRecord>, StoreError> {
        self.due_timers_after(now, None, limit).await
    }

    /// The same, after a timer of an earlier page.
    async fn due_timers_after(
        &self,
        now: Timestamp,
        after: Option<&TimerRecord>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError>;

    /// The earliest due instant of all timers.
    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError>;

    /// A stream's timers, earliest first.
    async fn timers_of(&self, key: &StreamKey) -> Result<Vec<TimerRecord>, StoreError>;

    /// Messages not marked as sent, after a position, in order of insertion.
    async fn unsent(&self, after_position: i64, limit: u32) -> Result<Vec<OutboxRecord>, StoreError>;

    /// Marks messages as sent, by message id.
    async fn mark_sent(&self, message_ids: &[String], at: Timestamp) -> Result<(), StoreError>;

    /// Parked messages whose turn has come: next in their pair, and past their retry instant at `now`.
    async fn ready_parked(&self, now: Timestamp, limit: u32) -> Result<Vec<ParkedMessage>, StoreError>;

    /// The earliest retry instant of parked messages that are next in their pair and wait to be tried again.
    async fn next_retry(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Dead letters in order of death, then id, after an id.
    async fn dead_letters(&self, after_id: &str, limit: u32) -> Result<Vec<DeadLetter>, StoreError>;

    /// One dead letter.
    async fn dead_letter(&self, id: &str) -> Result<Option<DeadLetter>, StoreError>;

    /// Removes a dead letter; false where there was none.
    async fn discard_dead_letter(&self, id: &str) -> Result<bool, StoreError>;

    /// Counts for quiet and for metrics.
    async fn counts(&self) -> Result<FlowCounts, StoreError>;

    /// What is still to be done at `now`, read from indexes: cheap enough to be asked every few seconds. What a
    /// store does not tell more cheaply is taken from its counts.
    async fn backlog(&self, now: Timestamp) -> Result<Backlog, StoreError> {
        let FlowCounts { parked, dead, unsent, .. } = self.counts().await?;
        let next_due = self.next_due().await?;
        let due = self.due_timers(now, u32::MAX).await?.len() as u64;
        Ok(Backlog { unsent, parked, dead, due, next_due, ..Backlog::default() })
    }

    /// How many timers there are, due or not. Counts them one by one: a million take a tenth of a second.
    /// `None` where a store does not say.
    async fn pending_timers(&self) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }

    /// How many transactions usefully run side by side; 1 for a store that writes one after the other.
    fn side_by_side(&self) -> usize {
        1
    }

    /// Its connections; `None` where a store has none.
    fn connections(&self) -> Option<Connections> {
        None
    }

    /// The latest instant at which anything was recorded: tells data that is ahead of a clock.
    async fn latest_instant(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Checks that the store answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Closes connections; later calls fail.
    async fn close(&self);
}

/// One open transaction. Dropped without [`Transaction::commit`], it changes nothing.
#[async_trait]
pub trait Transaction: Send {
    /// Locks streams and pairs (skipping what others hold) and loads what the batch needs. Called once, first.
    async fn claim(&mut self, claim: &Claim) -> Result<Claimed, StoreError>;

    /// A stream's events after a sequence number, for rebuilding a state of another version.
    async fn events(
        &mut self,
        key: &StreamKey,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError>;

    /// A page of streams as this transaction sees them.
    async fn list(&mut self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError>;

    /// Versions of streams, unlocked; absent ones are left out.
    async fn versions(&mut self, keys: &[StreamKey]) -> Result<HashMap<StreamKey, u64>, StoreError>;

    /// One stream, unlocked.
    async fn stream(&mut self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError>;

    /// A page of a department's timers whose receipts rest on the schedule of a calendar year, official or not, in
    /// the order of their keys after one. Reads every timer of the department once over all pages: for the rare
    /// day on which a calendar is loaded.
    async fn timers_resting_on(
        &mut self,
        department: &str,
        year: i32,
        after: Option<&TimerKey>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError>;

    /// Writes a plan. After an error the transaction can only be dropped.
    async fn write(&mut self, plan: &CommitPlan) -> Result<(), StoreError>;

    /// Makes everything durable, once.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
