//! Streams and their events.

use guohe_flow::ports::{EventRow, StoreError, StreamWrite};
use sqlx::SqliteConnection;

use super::super::engine_queries;
use super::{bytes, run, text};
use crate::error::all_written;
use crate::rows::signed;

pub(super) async fn write(on: &mut SqliteConnection, writes: &[StreamWrite]) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = writes.iter().partition(|write| write.expected_version == 0);
    insert(on, &new).await?;
    update(on, &known).await
}

async fn insert(on: &mut SqliteConnection, writes: &[&StreamWrite]) -> Result<(), StoreError> {
    let rows = writes.iter().map(|write| {
        let record = &write.record;
        Ok((
            &record.key.department,
            &record.key.kind,
            &record.key.id,
            signed(record.version)?,
            record.state_version,
            text(&record.state)?,
            text(&record.attributes)?,
            text(&record.sent)?,
            &record.head_hash,
            record.created_at.timestamp_micros(),
            record.updated_at.timestamp_micros(),
        ))
    });
    let written = run(on, engine_queries::INSERT_STREAMS, rows, "creating streams").await?;
    all_written("new streams", writes.len(), written)
}

async fn update(on: &mut SqliteConnection, writes: &[&StreamWrite]) -> Result<(), StoreError> {
    let rows = writes.iter().map(|write| {
        let record = &write.record;
        Ok((
            &record.key.department,
            &record.key.kind,
            &record.key.id,
            signed(record.version)?,
            record.state_version,
            text(&record.state)?,
            text(&record.attributes)?,
            text(&record.sent)?,
            &record.head_hash,
            record.updated_at.timestamp_micros(),
            signed(write.expected_version)?,
        ))
    });
    let written = run(on, engine_queries::UPDATE_STREAMS, rows, "updating streams").await?;
    all_written("streams", writes.len(), written)
}

pub(super) async fn insert_events(on: &mut SqliteConnection, rows: &[EventRow]) -> Result<(), StoreError> {
    let rows = rows.iter().map(|row| {
        let stream = &row.event.stream;
        Ok((
            &stream.department,
            &stream.kind,
            &stream.id,
            signed(row.event.sequence)?,
            &row.event_type,
            row.recorded_at.timestamp_micros(),
            bytes(&row.event.body)?,
            &row.event.hash,
        ))
    });
    run(on, engine_queries::INSERT_EVENTS, rows, "appending events").await.map(drop)
}
