//! One open transaction. Compiled once for each engine; claiming and writing are the engine's own.

use std::collections::HashMap;

use async_trait::async_trait;
use guohe_flow::ports::{
    Claim, Claimed, CommitPlan, ListQuery, StoreError, StreamRecord, TimerKey, TimerRecord, Transaction,
};
use guohe_flow::{StoredEvent, StreamKey};

use super::{Db, claim, failed, reads, write};

/// A transaction that rolls back when it is dropped.
pub(super) struct OpenTransaction {
    inner: sqlx::Transaction<'static, Db>,
}

impl OpenTransaction {
    pub(super) fn new(inner: sqlx::Transaction<'static, Db>) -> Self {
        Self { inner }
    }
}

#[async_trait]
impl Transaction for OpenTransaction {
    async fn claim(&mut self, claim: &Claim) -> Result<Claimed, StoreError> {
        claim::claim(&mut self.inner, claim).await
    }

    async fn events(
        &mut self,
        key: &StreamKey,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        reads::events(&mut self.inner, key, after, limit).await
    }

    async fn list(&mut self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
        reads::list(&mut self.inner, query).await
    }

    async fn versions(&mut self, keys: &[StreamKey]) -> Result<HashMap<StreamKey, u64>, StoreError> {
        claim::versions(&mut self.inner, keys).await
    }

    async fn stream(&mut self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
        reads::stream(&mut self.inner, key).await
    }

    async fn timers_resting_on(
        &mut self,
        department: &str,
        year: i32,
        after: Option<&TimerKey>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        reads::timers_resting_on(&mut self.inner, department, year, after, limit).await
    }

    async fn write(&mut self, plan: &CommitPlan) -> Result<(), StoreError> {
        write::write(&mut self.inner, plan).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.inner.commit().await.map_err(failed("committing"))
    }
}
