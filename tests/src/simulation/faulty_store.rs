//! A replica's way to its store: it can be cut, can die around a commit, and can be stopped between any two
//! statements, so that another replica moves in between.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        Claim, Claimed, CommitPlan, DeadLetter, FlowCounts, ListQuery, OutboxRecord, ParkedMessage, Store,
        StoreError, StreamRecord, TimerKey, TimerRecord, Transaction,
    },
};

use super::fault::Fault;

/// Every plan committed anywhere, with its service, in the order of the commits.
pub(super) type Commits = Arc<Mutex<Vec<(&'static str, CommitPlan)>>>;

/// What is to go wrong at one replica.
#[derive(Default)]
pub(super) struct Trouble {
    crash: Mutex<Option<Fault>>,
    crashed: AtomicBool,
    away: AtomicBool,
    in_turns: AtomicBool,
}

impl Trouble {
    /// Lets the next commit crash.
    pub(super) fn crash_next(&self, fault: Fault) {
        *self.crash.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
    }

    /// Takes back a crash that has not happened; true where one has.
    pub(super) fn calm(&self) -> bool {
        *self.crash.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.crashed.swap(false, Ordering::SeqCst)
    }

    /// Cuts the way to the store, or mends it.
    pub(super) fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// Stops before every statement, until polled again.
    pub(super) fn set_in_turns(&self, in_turns: bool) {
        self.in_turns.store(in_turns, Ordering::SeqCst);
    }

    async fn pass(&self) -> Result<(), StoreError> {
        if self.in_turns.load(Ordering::SeqCst) {
            let mut waited = false;
            std::future::poll_fn(|_| match std::mem::replace(&mut waited, true) {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            })
            .await;
        }
        if self.away.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable { message: "no way to the store".to_owned(), source: None });
        }
        Ok(())
    }

    fn take_crash(&self) -> Option<Fault> {
        let crash = self.crash.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.crashed.fetch_or(crash.is_some(), Ordering::SeqCst);
        crash
    }
}

/// A store around another one.
pub(super) struct FaultyStore {
    service: &'static str,
    inner: Arc<dyn Store>,
    trouble: Arc<Trouble>,
    commits: Commits,
}

impl FaultyStore {
    /// Wraps a store; it behaves until told otherwise.
    pub(super) fn new(
        service: &'static str,
        inner: Arc<dyn Store>,
        trouble: Arc<Trouble>,
        commits: Commits,
    ) -> Self {
        Self { service, inner, trouble, commits }
    }
}

struct FaultyTransaction {
    service: &'static str,
    inner: Box<dyn Transaction>,
    trouble: Arc<Trouble>,
    commits: Commits,
    written: Option<CommitPlan>,
}

fn died(when: &str) -> StoreError {
    StoreError::Unavailable { message: format!("the process died {when}"), source: None }
}

#[async_trait]
impl Transaction for FaultyTransaction {
    async fn claim(&mut self, claim: &Claim) -> Result<Claimed, StoreError> {
        self.trouble.pass().await?;
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
        self.trouble.pass().await?;
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
        self.trouble.pass().await?;
        self.inner.write(plan).await?;
        self.written = Some(plan.clone());
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.trouble.pass().await?;
        let crash = self.trouble.take_crash();
        if crash == Some(Fault::CrashBeforeCommit) {
            return Err(died("before the commit"));
        }
        self.inner.commit().await?;
        if let Some(plan) = self.written {
            self.commits.lock().unwrap_or_else(PoisonError::into_inner).push((self.service, plan));
        }
        match crash {
            Some(_) => Err(died("after the commit")),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl Store for FaultyStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.trouble.pass().await?;
        Ok(Box::new(FaultyTransaction {
            service: self.service,
            inner: self.inner.begin().await?,
            trouble: self.trouble.clone(),
            commits: self.commits.clone(),
            written: None,
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

    async fn due_timers_after(
        &self,
        now: Timestamp,
        after: Option<&TimerRecord>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        self.inner.due_timers_after(now, after, limit).await
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
