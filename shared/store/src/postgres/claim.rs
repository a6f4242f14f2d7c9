//! Claiming: locks streams and pairs, skipping what another replica holds, then reads what hangs on them.
//!
//! Streams and pairs are locked first, in key order; answers and timers are read by later statements, whose
//! snapshots are taken after the locks: what a transaction that held them before has committed is seen.

use std::collections::HashMap;

use guohe_flow::StreamKey;
use guohe_flow::ports::{
    Claim, Claimed, PairKey, RequestKey, StoreError, StoredAnswer, StreamRecord, TimerRecord,
};
use sqlx::{FromRow, PgConnection, query_as};

use super::columns::BindColumns;
use super::engine_queries;
use super::error::failed;
use crate::rows::{AnswerRow, PairRow, StreamRow, TimerRow, VersionRow};

/// A stream that was had: locked, and read under the lock.
const HAD: i32 = 0;
/// One that another transaction holds.
const HELD: i32 = 1;

/// A row of the claim; the rest of a stream that was not had is empty.
#[derive(FromRow)]
struct ClaimedRow {
    #[sqlx(flatten)]
    row: StreamRow,
    how: i32,
}

/// A pair that exists or has parked messages.
#[derive(FromRow)]
struct ClaimedPair {
    #[sqlx(flatten)]
    row: PairRow,
    is_held: bool,
    has_parked: bool,
}

pub(super) async fn claim(on: &mut PgConnection, claim: &Claim) -> Result<Claimed, StoreError> {
    let mut claimed = Claimed::default();
    if !claim.streams.is_empty() || !claim.watched.is_empty() {
        lock_streams(on, claim, &mut claimed).await?;
    }
    if !claim.pairs.is_empty() {
        lock_pairs(on, claim, &mut claimed).await?;
    }
    if !claim.requests.is_empty() {
        read_answers(on, claim, &mut claimed).await?;
    }
    if !claim.timers.is_empty() {
        read_timers(on, claim, &mut claimed).await?;
    }
    Ok(claimed)
}

async fn lock_streams(on: &mut PgConnection, claim: &Claim, into: &mut Claimed) -> Result<(), StoreError> {
    let query = query_as::<_, ClaimedRow>(engine_queries::CLAIM_STREAMS);
    let rows =
        query.bind_streams(claim.streams.iter()).bind_streams(claim.watched.iter()).fetch_all(&mut *on).await;
    for ClaimedRow { row, how } in rows.map_err(failed("claiming streams"))? {
        match how {
            HAD => {
                let record = StreamRecord::try_from(row)?;
                into.streams.insert(record.key.clone(), record);
            }
            HELD => {
                into.busy_streams.insert(row.key());
            }
            _ => {
                into.watched.insert(row.key(), row.version()?);
            }
        }
    }
    Ok(())
}

async fn lock_pairs(on: &mut PgConnection, claim: &Claim, into: &mut Claimed) -> Result<(), StoreError> {
    let query = query_as::<_, ClaimedPair>(engine_queries::CLAIM_PAIRS);
    let rows = query.bind_pairs(claim.pairs.iter()).fetch_all(on).await;
    for ClaimedPair { row, is_held, has_parked } in rows.map_err(failed("claiming pairs"))? {
        let (pair, last) = row.read()?;
        if has_parked {
            into.parked_pairs.insert(pair.clone());
        }
        if is_held {
            into.busy_pairs.insert(pair);
        } else if last > 0 {
            into.pairs.insert(pair, last);
        }
    }
    Ok(())
}

pub(super) async fn pairs<'k>(
    on: &mut PgConnection,
    statement: &'static str,
    keys: impl Iterator<Item = &'k PairKey> + Clone,
) -> Result<HashMap<PairKey, u64>, StoreError> {
    let rows = query_as::<_, PairRow>(statement).bind_pairs(keys).fetch_all(on).await;
    rows.map_err(failed("claiming pairs"))?.into_iter().map(PairRow::read).collect()
}

async fn read_answers(on: &mut PgConnection, claim: &Claim, into: &mut Claimed) -> Result<(), StoreError> {
    let rows = query_as::<_, AnswerRow>(engine_queries::CLAIM_ANSWERS)
        .bind_texts(claim.requests.iter().map(|key| key.department.as_str()).collect())
        .bind_texts(claim.requests.iter().map(|key| key.id.as_str()).collect())
        .fetch_all(on)
        .await;
    for row in rows.map_err(failed("reading answers"))? {
        let key = RequestKey { department: row.department.clone(), id: row.id.clone() };
        into.answers.insert(key, StoredAnswer::from(row));
    }
    Ok(())
}

async fn read_timers(on: &mut PgConnection, claim: &Claim, into: &mut Claimed) -> Result<(), StoreError> {
    let rows = query_as::<_, TimerRow>(engine_queries::CLAIM_TIMERS)
        .bind_streams(claim.timers.iter().map(|key| &key.stream))
        .bind_texts(claim.timers.iter().map(|key| key.name.as_str()).collect())
        .fetch_all(on)
        .await;
    for row in rows.map_err(failed("reading timers again"))? {
        let timer = TimerRecord::try_from(row)?;
        into.timers.insert(timer.key.clone(), timer);
    }
    Ok(())
}

pub(super) async fn versions(
    on: &mut PgConnection,
    keys: &[StreamKey],
) -> Result<HashMap<StreamKey, u64>, StoreError> {
    existing(on, keys.iter()).await
}

/// Versions of those streams that exist, unlocked.
async fn existing<'k>(
    on: &mut PgConnection,
    keys: impl ExactSizeIterator<Item = &'k StreamKey>,
) -> Result<HashMap<StreamKey, u64>, StoreError> {
    if keys.len() == 0 {
        return Ok(HashMap::new());
    }
    let query = query_as::<_, VersionRow>(engine_queries::VERSIONS);
    let rows = query.bind_streams(keys).fetch_all(on).await;
    rows.map_err(failed("reading versions"))?.into_iter().map(VersionRow::read).collect()
}
