//! The maintenance port over an engine's connections. Compiled once for each engine; what takes many keys at once
//! is the engine's own (`bulk`).

use std::collections::HashMap;

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::StreamKey;
use guohe_flow::ports::{
    KeptMessage, Maintenance, OutboxRound, PairKey, ParkedMessage, SentNumbers, StoreError,
};

use super::{EngineStore, bulk, engine_queries, failed};
use crate::instant::StoredInstant;
use crate::queries;
use crate::rows::{PairRow, ParkedRow, SentRow, read_all};

#[async_trait]
impl Maintenance for EngineStore {
    async fn pairs(&self, after: Option<&PairKey>, limit: u32) -> Result<Vec<(PairKey, u64)>, StoreError> {
        // No part of a key is empty, so every key comes after the empty one.
        let start = PairKey { service: String::new(), stream: StreamKey::new("", "", "") };
        let after = after.unwrap_or(&start);
        let query = sqlx::query_as::<_, PairRow>(queries::ALL_PAIRS)
            .bind(&after.service)
            .bind(&after.stream.department)
            .bind(&after.stream.kind)
            .bind(&after.stream.id)
            .bind(i64::from(limit));
        let rows = query.fetch_all(&mut *self.reader().await?).await;
        rows.map_err(failed("reading all pairs"))?.into_iter().map(PairRow::read).collect()
    }

    async fn pairs_at(&self, keys: &[PairKey]) -> Result<HashMap<PairKey, u64>, StoreError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        bulk::pairs_at(&mut *self.reader().await?, keys).await
    }

    async fn sent(
        &self,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<(StreamKey, SentNumbers)>, StoreError> {
        let start = StreamKey::new("", "", "");
        let after = after.unwrap_or(&start);
        let query = sqlx::query_as::<_, SentRow>(queries::ALL_SENT)
            .bind(&after.department)
            .bind(&after.kind)
            .bind(&after.id)
            .bind(i64::from(limit));
        let rows = query.fetch_all(&mut *self.reader().await?).await;
        Ok(rows.map_err(failed("reading what was sent"))?.into_iter().map(SentRow::read).collect())
    }

    async fn sent_by(&self, keys: &[StreamKey]) -> Result<HashMap<StreamKey, SentNumbers>, StoreError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        bulk::sent_by(&mut *self.reader().await?, keys).await
    }

    async fn kept(&self, message_ids: &[String]) -> Result<Vec<KeptMessage>, StoreError> {
        if message_ids.is_empty() {
            return Ok(vec![]);
        }
        bulk::kept(&mut *self.reader().await?, message_ids).await
    }

    async fn unsend(&self, message_ids: &[String]) -> Result<u64, StoreError> {
        if message_ids.is_empty() {
            return Ok(0);
        }
        bulk::unsend(&mut *self.writer().await?, message_ids).await
    }

    async fn prune_outbox(
        &self,
        after_position: i64,
        before: Timestamp,
        limit: u32,
    ) -> Result<OutboxRound, StoreError> {
        let doing = "pruning the outbox";
        let query = sqlx::query_as::<_, (Option<i64>, Option<StoredInstant>)>(queries::OUTBOX_ROUND);
        let round = query.bind(after_position).bind(i64::from(limit));
        let (last, oldest) = round.fetch_one(&mut *self.reader().await?).await.map_err(failed(doing))?;
        let (Some(last), Some(oldest)) = (last, oldest) else {
            return Ok(OutboxRound { removed: 0, last: None });
        };
        if oldest.0 >= before {
            return Ok(OutboxRound { removed: 0, last: None });
        }
        let prune =
            sqlx::query(queries::PRUNE_OUTBOX).bind(after_position).bind(last).bind(StoredInstant(before));
        let done = prune.execute(&mut *self.writer().await?).await.map_err(failed(doing))?;
        Ok(OutboxRound { removed: done.rows_affected(), last: Some(last) })
    }

    async fn prune_inbox(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let query =
            sqlx::query(engine_queries::PRUNE_INBOX).bind(StoredInstant(before)).bind(i64::from(limit));
        let done = query.execute(&mut *self.writer().await?).await;
        Ok(done.map_err(failed("pruning the inbox"))?.rows_affected())
    }

    async fn prune_answers(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let query =
            sqlx::query(engine_queries::PRUNE_ANSWERS).bind(StoredInstant(before)).bind(i64::from(limit));
        let done = query.execute(&mut *self.writer().await?).await;
        Ok(done.map_err(failed("pruning kept answers"))?.rows_affected())
    }

    async fn parked_since(&self, before: Timestamp, limit: u32) -> Result<Vec<ParkedMessage>, StoreError> {
        let query = sqlx::query_as::<_, ParkedRow>(queries::PARKED_SINCE);
        let rows = query.bind(StoredInstant(before)).bind(i64::from(limit));
        let rows = rows.fetch_all(&mut *self.reader().await?).await;
        read_all(rows.map_err(failed("reading messages parked for long"))?)
    }
}
