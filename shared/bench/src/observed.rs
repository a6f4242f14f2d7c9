//! A store that tells when each commit was done: the bench's only eye inside the engine.
//!
//! Everything is handed on unchanged. It keeps, for each stream written, the instant at which its commit
//! returned; it never looks into what is stored.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use guohe_clock::{Clock, SystemClock, Timestamp};
use guohe_flow::ports::{
    Backlog, Claim, Claimed, CommitPlan, DeadLetter, FlowCounts, ListQuery, OutboxRecord, ParkedMessage,
    Store, StoreError, StreamRecord, TimerKey, TimerRecord, Transaction,
};
use guohe_flow::{StoredEvent, StreamKey};

/// What was committed, and when.
#[derive(Default)]
pub(super) struct Seen {
    /// Streams written, over all commits: the steps.
    steps: AtomicU64,
    /// Commits.
    commits: AtomicU64,
    /// When the last commit of a stream returned, by stream id, where asked for.
    at: Mutex<HashMap<String, Timestamp>>,
    /// True where instants are wanted.
    instants: bool,
}

impl Seen {
    /// Counts, and keeps instants where asked for.
    pub(super) fn new(instants: bool) -> Arc<Self> {
        Arc::new(Self { instants, ..Self::default() })
    }

    pub(super) fn steps(&self) -> u64 {
        self.steps.load(Ordering::SeqCst)
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    pub(super) fn take_instants(&self) -> HashMap<String, Timestamp> {
        std::mem::take(&mut self.at.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn committed(&self, ids: Vec<String>) {
        if self.instants {
            let now = SystemClock.now();
            let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
            at.extend(ids.iter().map(|id| (id.clone(), now)));
        }
        self.commits.fetch_add(1, Ordering::SeqCst);
        self.steps.fetch_add(ids.len() as u64, Ordering::SeqCst);
    }
}

/// The store.
pub(super) struct Observed {
    pub(super) inner: Arc<dyn Store>,
    pub(super) seen: Arc<Seen>,
}

struct ObservedTransaction {
    inner: Box<dyn Transaction>,
    seen: Arc<Seen>,
    ids: Vec<String>,
}

#[async_trait]
impl Transaction for ObservedTransaction {
    async fn claim(&mut self, claim: &Claim) -> Result<Claimed, StoreError> {
        self.inner.claim(claim).await
    }

    async fn events(
        &mut self,
        key: &StreamKey,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.inner.events(key, after, limit).await
    }

    async fn list(&mut self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
        self.inner.list(query).await
    }

    async fn versions(&mut self, keys: &[StreamKey]) -> Result<HashMap<StreamKey, u64>, StoreError> {
        self.inner.versions(keys).await
    }

    async fn stream(&mut self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
        self.inner.stream(key).await
    }

    async fn timers_resting_on(
        &mut self,
        department: &str,
        year: i32,
        after: Option<&TimerKey>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        self.inner.timers_resting_on(department, year, after, limit).await
    }

    async fn write(&mut self, plan: &CommitPlan) -> Result<(), StoreError> {
        self.ids.extend(plan.streams.iter().map(|write| write.record.key.id.clone()));
        self.inner.write(plan).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.inner.commit().await?;
        self.seen.committed(self.ids);
        Ok(())
    }
}

#[async_trait]
impl Store for Observed {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let inner = self.inner.begin().await?;
        Ok(Box::new(ObservedTransaction { inner, seen: self.seen.clone(), ids: Vec::new() }))
    }

    async fn stream(&self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
        self.inner.stream(key).await
    }

    async fn list(&self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
        self.inner.list(query).await
    }

    async fn all_streams(
        &self,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<StreamRecord>, StoreError> {
        self.inner.all_streams(after, limit).await
    }

    async fn events(&self, key: &StreamKey, after: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        self.inner.events(key, after, limit).await
    }

    async fn due_timers_after(
        &self,
        now: Timestamp,
        after: Option<&TimerRecord>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        self.inner.due_timers_after(now, after, limit).await
    }

    fn side_by_side(&self) -> usize {
        self.inner.side_by_side()
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.next_due().await
    }

    async fn timers_of(&self, key: &StreamKey) -> Result<Vec<TimerRecord>, StoreError> {
        self.inner.timers_of(key).await
    }

    async fn unsent(&self, after_position: i64, limit: u32) -> Result<Vec<OutboxRecord>, StoreError> {
        self.inner.unsent(after_position, limit).await
    }

    async fn mark_sent(&self, message_ids: &[String], at: Timestamp) -> Result<(), StoreError> {
        self.inner.mark_sent(message_ids, at).await
    }

    async fn ready_parked(&self, now: Timestamp, limit: u32) -> Result<Vec<ParkedMessage>, StoreError> {
        self.inner.ready_parked(now, limit).await
    }

    async fn next_retry(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.next_retry().await
    }

    async fn dead_letters(&self, after_id: &str, limit: u32) -> Result<Vec<DeadLetter>, StoreError> {
        self.inner.dead_letters(after_id, limit).await
    }

    async fn dead_letter(&self, id: &str) -> Result<Option<DeadLetter>, StoreError> {
        self.inner.dead_letter(id).await
    }

    async fn discard_dead_letter(&self, id: &str) -> Result<bool, StoreError> {
        self.inner.discard_dead_letter(id).await
    }

    async fn counts(&self) -> Result<FlowCounts, StoreError> {
        self.inner.counts().await
    }

    async fn backlog(&self, now: Timestamp) -> Result<Backlog, StoreError> {
        self.inner.backlog(now).await
    }

    async fn pending_timers(&self) -> Result<Option<u64>, StoreError> {
        self.inner.pending_timers().await
    }

    async fn latest_instant(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.latest_instant().await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.inner.ping().await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}
