//! Timers: cleared, removed, then set.

use guohe_flow::StreamKey;
use guohe_flow::ports::{FiredTimer, StoreError, TimerKey, TimerRecord};
use sqlx::SqliteConnection;

use super::super::engine_queries;
use super::super::error::failed;
use super::{lines, run, text};
use crate::error::all_written;
use crate::lines::latest;
use crate::rows::signed;

/// Checks that fired timers stand as they were carried out.
pub(super) async fn check_fired(on: &mut SqliteConnection, fired: &[FiredTimer]) -> Result<(), StoreError> {
    if fired.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = fired
        .iter()
        .map(|timer| {
            let stream = &timer.key.stream;
            let due = timer.due.timestamp_micros();
            (&stream.department, &stream.kind, &stream.id, &timer.key.name, due, timer.set_version)
        })
        .collect();
    let rows = lines(&rows).map_err(|e| StoreError::Rejected(e.to_string()))?;
    let standing: i64 = sqlx::query_scalar(engine_queries::CHECK_FIRED)
        .bind(rows)
        .fetch_one(on)
        .await
        .map_err(failed("checking fired timers"))?;
    all_written("fired timers", fired.len(), u64::try_from(standing).unwrap_or(0))
}

pub(super) async fn clear(on: &mut SqliteConnection, streams: &[StreamKey]) -> Result<(), StoreError> {
    let rows = streams.iter().map(|key| Ok((&key.department, &key.kind, &key.id)));
    run(on, engine_queries::CLEAR_TIMERS, rows, "clearing timers").await.map(drop)
}

pub(super) async fn remove(on: &mut SqliteConnection, keys: &[TimerKey]) -> Result<(), StoreError> {
    let rows = keys.iter().map(|key| {
        let stream = &key.stream;
        Ok((&stream.department, &stream.kind, &stream.id, &key.name))
    });
    run(on, engine_queries::REMOVE_TIMERS, rows, "removing timers").await.map(drop)
}

pub(super) async fn set(on: &mut SqliteConnection, timers: &[TimerRecord]) -> Result<(), StoreError> {
    let timers = latest(timers, |timer| &timer.key);
    let rows = timers.iter().map(|timer| {
        let stream = &timer.key.stream;
        Ok((
            &stream.department,
            &stream.kind,
            &stream.id,
            &timer.key.name,
            timer.due.timestamp_micros(),
            text(&timer.command)?,
            timer.command_version,
            text(&timer.receipt)?,
            signed(timer.set_version)?,
            &timer.trace,
        ))
    });
    run(on, engine_queries::SET_TIMERS, rows, "setting timers").await.map(drop)
}
