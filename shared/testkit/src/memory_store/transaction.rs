//! One open transaction: what it has claimed is busy for others until it ends; what it has written shows to
//! nobody else before it commits. It takes one plan, which is all that the engine ever gives it.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        Claim, Claimed, CommitPlan, ListQuery, StoreError, StreamRecord, TimerKey, TimerRecord, Transaction,
    },
};

use super::{MemoryStore, reads, rows::check, tables::Tables};

/// An open transaction.
pub(super) struct OpenTransaction {
    store: MemoryStore,
    number: u64,
    written: Option<CommitPlan>,
    failed: bool,
}

impl OpenTransaction {
    pub(super) fn new(store: MemoryStore, number: u64) -> Self {
        Self { store, number, written: None, failed: false }
    }

    /// A stream as this transaction has written it.
    fn own(&self, key: &StreamKey) -> Option<&StreamRecord> {
        let mut writes = self.written.iter().flat_map(|plan| &plan.streams).map(|write| &write.record);
        writes.find(|record| record.key == *key)
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        self.store.lock().tables.release(self.number);
    }
}

#[async_trait]
impl Transaction for OpenTransaction {
    async fn claim(&mut self, claim: &Claim) -> Result<Claimed, StoreError> {
        let mut shared = self.store.open()?;
        Ok(take(&mut shared.tables, claim, self.number))
    }

    async fn events(
        &mut self,
        key: &StreamKey,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let own = self.written.iter().flat_map(|plan| &plan.events).map(|row| &row.event);
        let own: Vec<StoredEvent> = own.filter(|event| event.stream == *key).cloned().collect();
        let mut all = self.store.read(|tables| tables.events(key).to_vec())?;
        all.extend(own);
        Ok(reads::page(&all, after, limit))
    }

    async fn list(&mut self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
        if self.written.is_none() {
            return self.store.read(|tables| reads::list(tables, query));
        }
        let whole = ListQuery { limit: u32::MAX, filter: Default::default(), ..query.clone() };
        let mut found: BTreeMap<StreamKey, StreamRecord> = self
            .store
            .read(|tables| reads::list(tables, &whole))?
            .into_iter()
            .map(|record| (record.key.clone(), record))
            .collect();
        for write in self.written.iter().flat_map(|plan| &plan.streams) {
            let key = &write.record.key;
            if key.department == query.department && key.kind == query.kind {
                found.insert(key.clone(), write.record.clone());
            }
        }
        let fitting = found.into_values().filter(|record| reads::fits(record, query));
        Ok(fitting.take(query.limit as usize).collect())
    }

    async fn versions(&mut self, keys: &[StreamKey]) -> Result<HashMap<StreamKey, u64>, StoreError> {
        let mut versions = HashMap::new();
        for key in keys {
            if let Some(record) = self.own(key) {
                versions.insert(key.clone(), record.version);
            } else if let Some(version) =
                self.store.read(|tables| tables.stream(key).map(|record| record.version))?
            {
                versions.insert(key.clone(), version);
            }
        }
        Ok(versions)
    }

    async fn stream(&mut self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
        match self.own(key) {
            Some(record) => Ok(Some(record.clone())),
            None => self.store.read(|tables| tables.stream(key).cloned()),
        }
    }

    async fn timers_resting_on(
        &mut self,
        department: &str,
        year: i32,
        after: Option<&TimerKey>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        self.store.read(|tables| reads::timers_resting_on(tables, department, year, after, limit))
    }

    async fn write(&mut self, plan: &CommitPlan) -> Result<(), StoreError> {
        if self.written.is_some() {
            return Err(StoreError::Rejected("a transaction in memory takes one plan".to_owned()));
        }
        let checked = self.store.open().and_then(|shared| check(&shared.tables, plan));
        self.failed |= checked.is_err();
        checked?;
        self.written = Some(plan.clone());
        Ok(())
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::Rejected("a transaction that failed can only be dropped".to_owned()));
        }
        let mut shared = self.store.open()?;
        // Somebody may have created the same stream since this was written: the plan is checked again.
        self.written.take().map_or(Ok(()), |plan| shared.tables.apply(plan))
    }
}

/// Claims what nobody else holds. What does not exist yet cannot be held: there the version decides at the end.
fn take(tables: &mut Tables, claim: &Claim, transaction: u64) -> Claimed {
    let mut claimed = Claimed::default();
    for key in &claim.streams {
        let Some(record) = tables.stream(key).cloned() else { continue };
        if *tables.held_streams.entry(key.clone()).or_insert(transaction) == transaction {
            claimed.streams.insert(key.clone(), record);
        } else {
            claimed.busy_streams.insert(key.clone());
        }
    }
    for key in &claim.pairs {
        let Some(last) = tables.pairs.get(key).copied() else { continue };
        if *tables.held_pairs.entry(key.clone()).or_insert(transaction) == transaction {
            claimed.pairs.insert(key.clone(), last);
        } else {
            claimed.busy_pairs.insert(key.clone());
        }
    }
    for key in &claim.watched {
        claimed.watched.extend(tables.stream(key).map(|record| (key.clone(), record.version)));
    }
    for pair in &claim.pairs {
        if tables.has_parked(pair) {
            claimed.parked_pairs.insert(pair.clone());
        }
    }
    for key in &claim.requests {
        claimed.answers.extend(tables.answers.get(key).map(|answer| (key.clone(), answer.clone())));
    }
    for key in &claim.timers {
        claimed.timers.extend(tables.timer(key).map(|timer| (key.clone(), timer.clone())));
    }
    claimed
}
