//! What few batches write: streams whose timers all go, messages that wait, messages that are given up.

use guohe_flow::StreamKey;
use guohe_flow::ports::{DeadLetter, FiredTimer, ParkedMessage, StoreError};
use sqlx::PgConnection;
use sqlx::postgres::{PgArguments, PgQueryResult};
use sqlx::query::Query;

use super::super::Db;
use super::super::columns::BindColumns;
use super::super::engine_queries;
use super::super::error::failed;
use crate::error::all_written;
use crate::lines::latest;
use crate::rows::signed;

/// Runs one statement.
async fn run(
    on: &mut PgConnection,
    query: Query<'_, Db, PgArguments>,
    doing: &'static str,
) -> Result<PgQueryResult, StoreError> {
    query.execute(on).await.map_err(failed(doing))
}

/// Checks that fired timers stand as they were carried out.
pub(super) async fn check_fired(on: &mut PgConnection, fired: &[FiredTimer]) -> Result<(), StoreError> {
    if fired.is_empty() {
        return Ok(());
    }
    let query = sqlx::query_as::<_, (i64,)>(engine_queries::CHECK_FIRED)
        .bind_streams(fired.iter().map(|timer| &timer.key.stream))
        .bind_texts(fired.iter().map(|timer| timer.key.name.as_str()).collect())
        .bind(fired.iter().map(|timer| timer.due).collect::<Vec<_>>())
        .bind(fired.iter().map(|timer| signed(timer.set_version)).collect::<Result<Vec<_>, _>>()?);
    let (standing,) = query.fetch_one(on).await.map_err(failed("checking fired timers"))?;
    all_written("fired timers", fired.len(), u64::try_from(standing).unwrap_or(0))
}

pub(super) async fn clear_timers(on: &mut PgConnection, streams: &[StreamKey]) -> Result<(), StoreError> {
    if streams.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::CLEAR_TIMERS).bind_streams(streams.iter());
    run(on, query, "clearing timers").await.map(drop)
}

pub(super) async fn set_parked(on: &mut PgConnection, parked: &[ParkedMessage]) -> Result<(), StoreError> {
    if parked.is_empty() {
        return Ok(());
    }
    let parked = latest(parked, |message| (&message.pair, message.sequence));
    let query = sqlx::query(engine_queries::SET_PARKED)
        .bind_pairs(parked.iter().map(|message| &message.pair))
        .bind(parked.iter().map(|message| signed(message.sequence)).collect::<Result<Vec<_>, _>>()?)
        .bind(parked.iter().map(|message| message.body.as_slice()).collect::<Vec<_>>())
        .bind(parked.iter().map(|message| message.parked_at).collect::<Vec<_>>())
        .bind(parked.iter().map(|message| i64::from(message.attempts)).collect::<Vec<_>>())
        .bind(parked.iter().map(|message| message.retry_at).collect::<Vec<_>>())
        .bind_texts(parked.iter().map(|message| message.error.as_str()).collect());
    run(on, query, "parking messages").await.map(drop)
}

pub(super) async fn remove_dead(on: &mut PgConnection, ids: &[String]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::REMOVE_DEAD).bind(ids);
    let done = run(on, query, "removing dead letters").await?;
    all_written("dead letters", ids.len(), done.rows_affected())
}

pub(super) async fn set_dead(on: &mut PgConnection, letters: &[DeadLetter]) -> Result<(), StoreError> {
    if letters.is_empty() {
        return Ok(());
    }
    let letters = latest(letters, |letter| &letter.id);
    let query = sqlx::query(engine_queries::SET_DEAD)
        .bind_texts(letters.iter().map(|letter| letter.id.as_str()).collect())
        .bind_texts(letters.iter().map(|letter| letter.event_type.as_str()).collect())
        .bind_texts(letters.iter().map(|letter| letter.code.as_str()).collect())
        .bind_texts(letters.iter().map(|letter| letter.reason.as_str()).collect())
        .bind(letters.iter().map(|letter| letter.body.as_slice()).collect::<Vec<_>>())
        .bind(letters.iter().map(|letter| i64::from(letter.attempts)).collect::<Vec<_>>())
        .bind(letters.iter().map(|letter| letter.died_at).collect::<Vec<_>>());
    run(on, query, "keeping dead letters").await.map(drop)
}
