//! A store that crashes on demand: before a commit, or after it and before anybody hears of it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        Claim, Claimed, CommitPlan, DeadLetter, FlowCounts, ListQuery, OutboxRecord, ParkedMessage, Store,
        StoreError, StreamRecord, TimerRecord, Transaction,
    },
};

/// When the next commit's process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crash {
    /// Nothing was written.
    BeforeCommit,
    /// Everything was written, and nobody was told.
    AfterCommit,
}

/// A store around another one.
pub(super) struct FaultyStore {
    inner: Arc<dyn Store>,
    next: Arc<Mutex<Option<Crash>>>,
    committed: Arc<Mutex<Vec<Vec<StoredEvent>>>>,
}

impl FaultyStore {
    /// Wraps a store; it behaves until told otherwise.
    pub(super) fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, next: Arc::default(), committed: Arc::default() }
    }

    /// The events of each commit since the last call, acknowledged or not.
    pub(super) fn take_committed(&self) -> Vec<Vec<StoredEvent>> {
        std::mem::take(&mut *self.committed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets the next commit crash.
    pub(super) fn crash_next(&self, crash: Crash) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(crash);
    }

    /// Takes back a crash that has not happened.
    pub(super) fn calm(&self) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

struct FaultyTransaction {
    inner: Box<dyn Transaction>,
    next: Arc<Mutex<Option<Crash>>>,
    committed: Arc<Mutex<Vec<Vec<StoredEvent>>>>,
    written: Vec<StoredEvent>,
}

fn died(when: &str) -> StoreError {
    StoreError::Unavailable { message: format!("the process died {when}"), source: None }
}

#[async_trait]
impl Transaction for FaultyTransaction {
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

    async fn write(&mut self, plan: &CommitPlan) -> Result<(), StoreError> {
        self.written.extend(plan.events.iter().map(|row| row.event.clone()));
        self.inner.write(plan).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let crash = self.next.lock().unwrap_or_else(PoisonError::into_inner).take();
        if crash == Some(Crash::BeforeCommit) {
            return Err(died("before the commit"));
        }
        self.inner.commit().await?;
        self.committed.lock().unwrap_or_else(PoisonError::into_inner).push(self.written);
        match crash {
            Some(Crash::AfterCommit) => Err(died("after the commit")),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Store for FaultyStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(FaultyTransaction {
            inner: self.inner.begin().await?,
            next: self.next.clone(),
            committed: self.committed.clone(),
            written: Vec::new(),
        }))
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

    async fn due_timers(&self, now: Timestamp, limit: u32) -> Result<Vec<TimerRecord>, StoreError> {
        self.inner.due_timers(now, limit).await
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
