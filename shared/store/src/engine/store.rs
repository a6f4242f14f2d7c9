//! The store port over an engine's connections. Compiled once for each engine.

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::ports::{
    Backlog, Connections, DeadLetter, FlowCounts, ListQuery, OutboxRecord, ParkedMessage, Store, StoreError,
    StreamRecord, TimerRecord, Transaction,
};
use guohe_flow::{StoredEvent, StreamKey};

use super::transaction::OpenTransaction;
use super::{EngineStore, failed, reads};
use crate::queries;

#[async_trait]
impl Store for EngineStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let transaction = self.transaction().await.map_err(failed("beginning a transaction"))?;
        Ok(Box::new(OpenTransaction::new(transaction)))
    }

    async fn stream(&self, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
        reads::stream(&mut *self.reader().await?, key).await
    }

    async fn list(&self, query: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
        reads::list(&mut *self.reader().await?, query).await
    }

    async fn all_streams(
        &self,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<StreamRecord>, StoreError> {
        reads::all_streams(&mut *self.reader().await?, after, limit).await
    }

    async fn events(&self, key: &StreamKey, after: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        reads::events(&mut *self.reader().await?, key, after, limit).await
    }

    async fn due_timers_after(
        &self,
        now: Timestamp,
        after: Option<&TimerRecord>,
        limit: u32,
    ) -> Result<Vec<TimerRecord>, StoreError> {
        reads::due_timers(&mut *self.reader().await?, now, after, limit).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        reads::instant(&mut *self.reader().await?, queries::NEXT_DUE, "reading the next due instant").await
    }

    async fn timers_of(&self, key: &StreamKey) -> Result<Vec<TimerRecord>, StoreError> {
        reads::timers_of(&mut *self.reader().await?, key).await
    }

    async fn unsent(&self, after_position: i64, limit: u32) -> Result<Vec<OutboxRecord>, StoreError> {
        reads::unsent(&mut *self.reader().await?, after_position, limit).await
    }

    async fn mark_sent(&self, message_ids: &[String], at: Timestamp) -> Result<(), StoreError> {
        if message_ids.is_empty() {
            return Ok(());
        }
        self.mark_rows_sent(message_ids, at).await.map_err(failed("marking messages as sent"))
    }

    async fn ready_parked(&self, now: Timestamp, limit: u32) -> Result<Vec<ParkedMessage>, StoreError> {
        reads::ready_parked(&mut *self.reader().await?, now, limit).await
    }

    async fn next_retry(&self) -> Result<Option<Timestamp>, StoreError> {
        reads::instant(&mut *self.reader().await?, queries::NEXT_RETRY, "reading the next retry").await
    }

    async fn dead_letters(&self, after_id: &str, limit: u32) -> Result<Vec<DeadLetter>, StoreError> {
        reads::dead_letters(&mut *self.reader().await?, after_id, limit).await
    }

    async fn dead_letter(&self, id: &str) -> Result<Option<DeadLetter>, StoreError> {
        reads::dead_letter(&mut *self.reader().await?, id).await
    }

    async fn discard_dead_letter(&self, id: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(queries::DISCARD_DEAD_LETTER).bind(id);
        let done = query.execute(&mut *self.writer().await?).await;
        Ok(done.map_err(failed("discarding a dead letter"))?.rows_affected() > 0)
    }

    async fn counts(&self) -> Result<FlowCounts, StoreError> {
        reads::counts(&mut *self.reader().await?).await
    }

    async fn backlog(&self, now: Timestamp) -> Result<Backlog, StoreError> {
        reads::backlog(&mut *self.reader().await?, now).await
    }

    async fn pending_timers(&self) -> Result<Option<u64>, StoreError> {
        reads::pending_timers(&mut *self.reader().await?).await.map(Some)
    }

    fn side_by_side(&self) -> usize {
        super::SIDE_BY_SIDE
    }

    fn connections(&self) -> Option<Connections> {
        let pools = self.pools();
        let open = pools.iter().map(|pool| pool.size()).sum();
        let idle = pools.iter().map(|pool| u32::try_from(pool.num_idle()).unwrap_or(u32::MAX)).sum();
        Some(Connections { open, idle })
    }

    async fn latest_instant(&self) -> Result<Option<Timestamp>, StoreError> {
        let doing = "reading the latest instant";
        reads::instant(&mut *self.reader().await?, queries::LATEST_INSTANT, doing).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let query = sqlx::query(queries::PING);
        query.execute(&mut *self.reader().await?).await.map_err(failed("asking for a sign of life"))?;
        Ok(())
    }

    async fn close(&self) {
        self.close_connections().await;
    }
}
