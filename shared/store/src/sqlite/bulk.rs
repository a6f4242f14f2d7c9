//! What maintenance asks for many keys at once, by `json_each`.

use std::collections::HashMap;

use guohe_flow::StreamKey;
use guohe_flow::ports::{KeptMessage, PairKey, SentNumbers, StoreError};
use sqlx::{SqliteConnection, query, query_as};

use super::error::failed;
use super::write::lines;
use super::{claim, engine_queries};
use crate::rows::{KeptRow, PairRow, SentRow};

pub(super) async fn pairs_at(
    on: &mut SqliteConnection,
    keys: &[PairKey],
) -> Result<HashMap<PairKey, u64>, StoreError> {
    let rows: Vec<PairRow> = claim::find(on, engine_queries::CLAIM_PAIRS, keys, claim::pair_parts).await?;
    rows.into_iter().map(PairRow::read).collect()
}

pub(super) async fn sent_by(
    on: &mut SqliteConnection,
    keys: &[StreamKey],
) -> Result<HashMap<StreamKey, SentNumbers>, StoreError> {
    let rows: Vec<SentRow> = claim::find(on, engine_queries::SENT_BY, keys, claim::stream_parts).await?;
    Ok(rows.into_iter().map(SentRow::read).collect())
}

pub(super) async fn kept(
    on: &mut SqliteConnection,
    message_ids: &[String],
) -> Result<Vec<KeptMessage>, StoreError> {
    let ids = ids(message_ids)?;
    let rows = query_as::<_, KeptRow>(engine_queries::KEPT).bind(ids).fetch_all(on).await;
    Ok(rows.map_err(failed("reading kept messages"))?.into_iter().map(KeptMessage::from).collect())
}

pub(super) async fn unsend(on: &mut SqliteConnection, message_ids: &[String]) -> Result<u64, StoreError> {
    let ids = ids(message_ids)?;
    let done = query(engine_queries::UNSEND).bind(ids).execute(on).await;
    Ok(done.map_err(failed("having messages published again"))?.rows_affected())
}

fn ids(message_ids: &[String]) -> Result<String, StoreError> {
    lines(message_ids).map_err(|e| StoreError::Rejected(e.to_string()))
}
