//! Streams and their events.

use guohe_flow::ports::{EventRow, StoreError, StreamWrite};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::super::columns::BindColumns;
use super::super::engine_queries;
use super::run;
use crate::error::all_written;
use crate::rows::signed;

pub(super) async fn write(on: &mut PgConnection, writes: &[StreamWrite]) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = writes.iter().partition(|write| write.expected_version == 0);
    insert(on, &new).await?;
    update(on, &known).await
}

async fn insert(on: &mut PgConnection, writes: &[&StreamWrite]) -> Result<(), StoreError> {
    if writes.is_empty() {
        return Ok(());
    }
    let records = || writes.iter().map(|write| &write.record);
    let query = sqlx::query(engine_queries::INSERT_STREAMS)
        .bind_streams(records().map(|record| &record.key))
        .bind(records().map(|record| signed(record.version)).collect::<Result<Vec<_>, _>>()?)
        .bind(records().map(|record| i64::from(record.state_version)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.state)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.attributes)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.sent)).collect::<Vec<_>>())
        .bind_texts(records().map(|record| record.head_hash.as_str()).collect())
        .bind(records().map(|record| record.created_at).collect::<Vec<_>>())
        .bind(records().map(|record| record.updated_at).collect::<Vec<_>>());
    let done = run(on, query, "creating streams").await?;
    all_written("new streams", writes.len(), done.rows_affected())
}

async fn update(on: &mut PgConnection, writes: &[&StreamWrite]) -> Result<(), StoreError> {
    if writes.is_empty() {
        return Ok(());
    }
    let records = || writes.iter().map(|write| &write.record);
    let query = sqlx::query(engine_queries::UPDATE_STREAMS)
        .bind_streams(records().map(|record| &record.key))
        .bind(records().map(|record| signed(record.version)).collect::<Result<Vec<_>, _>>()?)
        .bind(records().map(|record| i64::from(record.state_version)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.state)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.attributes)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.sent)).collect::<Vec<_>>())
        .bind_texts(records().map(|record| record.head_hash.as_str()).collect())
        .bind(records().map(|record| record.updated_at).collect::<Vec<_>>())
        .bind(writes.iter().map(|write| signed(write.expected_version)).collect::<Result<Vec<_>, _>>()?);
    let done = run(on, query, "updating streams").await?;
    all_written("streams", writes.len(), done.rows_affected())
}

pub(super) async fn insert_events(on: &mut PgConnection, rows: &[EventRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::INSERT_EVENTS)
        .bind_streams(rows.iter().map(|row| &row.event.stream))
        .bind(rows.iter().map(|row| signed(row.event.sequence)).collect::<Result<Vec<_>, _>>()?)
        .bind_texts(rows.iter().map(|row| row.event_type.as_str()).collect())
        .bind(rows.iter().map(|row| row.recorded_at).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.event.body.as_slice()).collect::<Vec<_>>())
        .bind_texts(rows.iter().map(|row| row.event.hash.as_str()).collect());
    run(on, query, "appending events").await.map(drop)
}
