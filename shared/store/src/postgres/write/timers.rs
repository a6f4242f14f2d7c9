//! Timers: cleared, removed, then set.

use guohe_flow::StreamKey;
use guohe_flow::ports::{StoreError, TimerKey, TimerRecord};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::super::columns::BindColumns;
use super::super::engine_queries;
use super::run;
use crate::lines::latest;
use crate::rows::signed;

pub(super) async fn clear(on: &mut PgConnection, streams: &[StreamKey]) -> Result<(), StoreError> {
    if streams.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::CLEAR_TIMERS).bind_streams(streams.iter());
    run(on, query, "clearing timers").await.map(drop)
}

pub(super) async fn remove(on: &mut PgConnection, keys: &[TimerKey]) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::REMOVE_TIMERS)
        .bind_streams(keys.iter().map(|key| &key.stream))
        .bind_texts(keys.iter().map(|key| key.name.as_str()).collect());
    run(on, query, "removing timers").await.map(drop)
}

pub(super) async fn set(on: &mut PgConnection, timers: &[TimerRecord]) -> Result<(), StoreError> {
    if timers.is_empty() {
        return Ok(());
    }
    let timers = latest(timers, |timer| &timer.key);
    let query = sqlx::query(engine_queries::SET_TIMERS)
        .bind_streams(timers.iter().map(|timer| &timer.key.stream))
        .bind_texts(timers.iter().map(|timer| timer.key.name.as_str()).collect())
        .bind(timers.iter().map(|timer| timer.due).collect::<Vec<_>>())
        .bind(timers.iter().map(|timer| Json(&timer.command)).collect::<Vec<_>>())
        .bind(timers.iter().map(|timer| i64::from(timer.command_version)).collect::<Vec<_>>())
        .bind(timers.iter().map(|timer| Json(&timer.receipt)).collect::<Vec<_>>())
        .bind(timers.iter().map(|timer| signed(timer.set_version)).collect::<Result<Vec<_>, _>>()?)
        .bind(timers.iter().map(|timer| timer.trace.as_deref()).collect::<Vec<_>>());
    run(on, query, "setting timers").await.map(drop)
}
