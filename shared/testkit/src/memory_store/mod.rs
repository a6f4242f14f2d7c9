//! A store that lives in plain memory: for the simulation, where every commit of a decade counts.
//!
//! Owns the whole contract of the store port and of the port of audit roots (the suite of `guohe-store` is held against it too) with the row locks
//! of PostgreSQL: what another open transaction has claimed is busy, not waited for. Nothing in it waits at
//! all, so a transaction moves only when its caller does, and two replicas can be interleaved at will. It keeps
//! nothing when it is dropped, and never stands behind a running service.

mod reads;
mod rows;
mod tables;
mod transaction;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        DeadLetter, FlowCounts, Head, KeptRoot, ListQuery, OutboxRecord, ParkedMessage, Roots, Store,
        StoreError, StreamRecord, TimerRecord, Transaction,
    },
};

use tables::Tables;
use transaction::OpenTransaction;

/// A store in memory. Clones share its tables, as replicas share a database.
#[derive(Clone, Default)]
pub struct MemoryStore {
    shared: Arc<Mutex<Shared>>,
}

/// What clones share.
#[derive(Default)]
struct Shared {
    tables: Tables,
    closed: bool,
    transactions: u64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows every stream of a department and kind, in id order, without copying any.
    pub fn visit(&self, department: &str, kind: &str, see: impl FnMut(&StreamRecord)) {
        self.lock().tables.of_kind(department, kind).for_each(see);
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, Shared>, StoreError> {
        let shared = self.lock();
        if shared.closed {
            return Err(StoreError::Unavailable { message: "the store is closed".to_owned(), source: None });
        }
        Ok(shared)
    }

    fn read<T>(&self, read: impl FnOnce(&Tables) -> T) -> Result<T, StoreError> {
        Ok(read(&self.open()?.tables))
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let mut shared = self.open()?;
        shared.transactions += 1;
        Ok(Box::new(OpenTransaction::new(self.clone(), shared.transactions)))
    }

    async fn stream(&self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
        self.read(|tables| tables.stream(key).cloned())
    }

    async fn list(&self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
        self.read(|tables| reads::list(tables, query))
    }

    async fn all_streams(
        &self,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<StreamRecord>, StoreError> {
        self.read(|tables| reads::all_streams(tables, after, limit))
    }

    async fn events(&self, key: &StreamKey, after: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(|tables| reads::page(tables.events(key), after, limit))
    }

    async fn due_timers_after(
        &self,
        now: Timestamp,
        after: Option<&TimerRecord>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        self.read(|tables| reads::due_timers(tables, now, after, limit))
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(Tables::next_due)
    }

    async fn timers_of(&self, key: &StreamKey) -> Result<Vec<TimerRecord>, StoreError> {
        self.read(|tables| reads::timers_of(tables, key))
    }

    async fn unsent(&self, after_position: i64, limit: u32) -> Result<Vec<OutboxRecord>, StoreError> {
        self.read(|tables| tables.unsent_after(after_position).take(limit as usize).cloned().collect())
    }

    async fn mark_sent(&self, message_ids: &[String], _at: Timestamp) -> Result<(), StoreError> {
        self.open()?.tables.mark_sent(message_ids);
        Ok(())
    }

    async fn ready_parked(&self, now: Timestamp, limit: u32) -> Result<Vec<ParkedMessage>, StoreError> {
        self.read(|tables| reads::ready_parked(tables, now, limit))
    }

    async fn next_retry(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(reads::next_retry)
    }

    async fn dead_letters(&self, after_id: &str, limit: u32) -> Result<Vec<DeadLetter>, StoreError> {
        self.read(|tables| reads::dead_letters(tables, after_id, limit))
    }

    async fn dead_letter(&self, id: &str) -> Result<Option<DeadLetter>, StoreError> {
        self.read(|tables| tables.dead_letter(id).cloned())
    }

    async fn discard_dead_letter(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.open()?.tables.discard(id))
    }

    async fn counts(&self) -> Result<FlowCounts, StoreError> {
        self.read(reads::counts)
    }

    async fn latest_instant(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(|tables| tables.latest_instant)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.open().map(drop)
    }

    async fn close(&self) {
        self.lock().closed = true;
    }
}

#[async_trait]
impl Roots for MemoryStore {
    async fn heads(
        &self,
        as_of: Timestamp,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError> {
        self.read(|tables| reads::heads(tables, as_of, after, limit))
    }

    async fn kept_roots(&self, after: u64, limit: u32) -> Result<Vec<KeptRoot>, StoreError> {
        self.read(|tables| reads::kept_roots(tables, after, limit))
    }

    async fn latest_root(&self) -> Result<Option<KeptRoot>, StoreError> {
        self.read(|tables| tables.roots().last().cloned())
    }

    async fn keep_root(&self, root: &KeptRoot) -> Result<(), StoreError> {
        self.open()?.tables.keep_root(root.clone())
    }
}
