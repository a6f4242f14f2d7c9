//! What maintenance asks for many keys at once, by `unnest`.

use std::collections::HashMap;

use guohe_flow::StreamKey;
use guohe_flow::ports::{KeptMessage, PairKey, SentNumbers, StoreError};
use sqlx::{PgConnection, query, query_as};

use super::columns::BindColumns;
use super::error::failed;
use super::{claim, engine_queries};
use crate::rows::{KeptRow, SentRow};

pub(super) async fn pairs_at(
    on: &mut PgConnection,
    keys: &[PairKey],
) -> Result<HashMap<PairKey, u64>, StoreError> {
    claim::pairs(on, engine_queries::EXISTING_PAIRS, keys.iter()).await
}

pub(super) async fn sent_by(
    on: &mut PgConnection,
    keys: &[StreamKey],
) -> Result<HashMap<StreamKey, SentNumbers>, StoreError> {
    let rows = query_as::<_, SentRow>(engine_queries::SENT_BY).bind_streams(keys.iter()).fetch_all(on).await;
    Ok(rows.map_err(failed("reading what streams sent"))?.into_iter().map(SentRow::read).collect())
}

pub(super) async fn kept(
    on: &mut PgConnection,
    message_ids: &[String],
) -> Result<Vec<KeptMessage>, StoreError> {
    let rows = query_as::<_, KeptRow>(engine_queries::KEPT).bind(message_ids).fetch_all(on).await;
    Ok(rows.map_err(failed("reading kept messages"))?.into_iter().map(KeptMessage::from).collect())
}

pub(super) async fn unsend(on: &mut PgConnection, message_ids: &[String]) -> Result<u64, StoreError> {
    let done = query(engine_queries::UNSEND).bind(message_ids).execute(on).await;
    Ok(done.map_err(failed("having messages published again"))?.rows_affected())
}
