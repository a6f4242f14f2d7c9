//! Claiming: the transaction is the only writer, so that everything asked for is locked already.

use std::collections::HashMap;

use guohe_flow::StreamKey;
use guohe_flow::ports::{
    Claim, Claimed, PairKey, RequestKey, StoreError, StoredAnswer, StreamRecord, TimerKey, TimerRecord,
};
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, SqliteConnection};

use super::engine_queries;
use super::error::failed;
use super::write::lines;
use crate::rows::{AnswerRow, PairRow, StreamRow, TimerRow, VersionRow};

pub(super) async fn claim(on: &mut SqliteConnection, claim: &Claim) -> Result<Claimed, StoreError> {
    let mut claimed = Claimed::default();
    for row in
        find::<_, _, StreamRow>(on, engine_queries::CLAIM_STREAMS, &claim.streams, stream_parts).await?
    {
        let record = StreamRecord::try_from(row)?;
        claimed.streams.insert(record.key.clone(), record);
    }
    claimed.watched = versions(on, &claim.watched).await?;
    for row in find::<_, _, PairRow>(on, engine_queries::CLAIM_PAIRS, &claim.pairs, pair_parts).await? {
        let (key, last) = row.read()?;
        claimed.pairs.insert(key, last);
    }
    for row in find::<_, _, PairRow>(on, engine_queries::CLAIM_PARKED, &claim.pairs, pair_parts).await? {
        claimed.parked_pairs.insert(row.read()?.0);
    }
    for row in
        find::<_, _, AnswerRow>(on, engine_queries::CLAIM_ANSWERS, &claim.requests, request_parts).await?
    {
        let key = RequestKey { department: row.department.clone(), id: row.id.clone() };
        claimed.answers.insert(key, StoredAnswer::from(row));
    }
    for row in find::<_, _, TimerRow>(on, engine_queries::CLAIM_TIMERS, &claim.timers, timer_parts).await? {
        let timer = TimerRecord::try_from(row)?;
        claimed.timers.insert(timer.key.clone(), timer);
    }
    Ok(claimed)
}

pub(super) async fn versions(
    on: &mut SqliteConnection,
    keys: &[StreamKey],
) -> Result<HashMap<StreamKey, u64>, StoreError> {
    let rows: Vec<VersionRow> = find(on, engine_queries::VERSIONS, keys, stream_parts).await?;
    rows.into_iter().map(VersionRow::read).collect()
}

/// The rows with these keys; a statement that finds rows takes the keys as one JSON array of arrays.
pub(super) async fn find<'k, K, P, R>(
    on: &mut SqliteConnection,
    statement: &'static str,
    keys: &'k [K],
    parts: fn(&'k K) -> P,
) -> Result<Vec<R>, StoreError>
where
    P: Serialize,
    R: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    if keys.is_empty() {
        return Ok(vec![]);
    }
    let keys: Vec<P> = keys.iter().map(parts).collect();
    let keys = lines(&keys).map_err(|e| StoreError::Rejected(e.to_string()))?;
    sqlx::query_as(statement).bind(keys).fetch_all(on).await.map_err(failed("claiming"))
}

pub(super) fn stream_parts(key: &StreamKey) -> (&str, &str, &str) {
    (&key.department, &key.kind, &key.id)
}

pub(super) fn pair_parts(key: &PairKey) -> (&str, &str, &str, &str) {
    (&key.service, &key.stream.department, &key.stream.kind, &key.stream.id)
}

fn request_parts(key: &RequestKey) -> (&str, &str) {
    (&key.department, &key.id)
}

fn timer_parts(key: &TimerKey) -> (&str, &str, &str, &str) {
    (&key.stream.department, &key.stream.kind, &key.stream.id, &key.name)
}
