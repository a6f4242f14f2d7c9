//! The port of audit roots over an engine's connections. Compiled once for each engine.

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::StreamKey;
use guohe_flow::ports::{Head, KeptRoot, Roots, StoreError};

use super::{EngineStore, failed};
use crate::instant::StoredInstant;
use crate::queries;
use crate::rows::{HeadRow, RootRow, read_all, signed};

#[async_trait]
impl Roots for EngineStore {
    async fn heads(
        &self,
        as_of: Timestamp,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError> {
        // No part of a key is empty, so every key comes after the empty one.
        let start = StreamKey::new("", "", "");
        let after = after.unwrap_or(&start);
        let query = sqlx::query_as::<_, HeadRow>(queries::HEADS_AS_OF)
            .bind(StoredInstant(as_of))
            .bind(&after.department)
            .bind(&after.kind)
            .bind(&after.id)
            .bind(i64::from(limit));
        let rows = query.fetch_all(&mut *self.reader().await?).await;
        read_all(rows.map_err(failed("reading heads"))?)
    }

    async fn kept_roots(&self, after: u64, limit: u32) -> Result<Vec<KeptRoot>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let query = sqlx::query_as::<_, RootRow>(queries::KEPT_ROOTS).bind(after).bind(i64::from(limit));
        let rows = query.fetch_all(&mut *self.reader().await?).await;
        read_all(rows.map_err(failed("reading audit roots"))?)
    }

    async fn latest_root(&self) -> Result<Option<KeptRoot>, StoreError> {
        let query = sqlx::query_as::<_, RootRow>(queries::LATEST_ROOT);
        let row = query.fetch_optional(&mut *self.reader().await?).await;
        row.map_err(failed("reading the latest audit root"))?.map(KeptRoot::try_from).transpose()
    }

    async fn keep_root(&self, root: &KeptRoot) -> Result<(), StoreError> {
        let query = sqlx::query(queries::KEEP_ROOT)
            .bind(signed(root.number)?)
            .bind(StoredInstant(root.as_of))
            .bind(&root.body)
            .bind(&root.signature)
            .bind(&root.sketch);
        let done = query.execute(&mut *self.writer().await?).await;
        done.map(drop).map_err(failed("keeping an audit root"))
    }
}
