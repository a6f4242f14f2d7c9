//! The reads of the store port and of a transaction, on one connection. Compiled once for each engine.

use std::collections::BTreeMap;

use guohe_clock::Timestamp;
use guohe_flow::ports::{
    Backlog, DeadLetter, FlowCounts, ListQuery, OutboxRecord, ParkedMessage, StoreError, StreamRecord,
    TimerKey, TimerRecord,
};
use guohe_flow::{StoredEvent, StreamKey};
use sqlx::types::Json;

use super::{Connection, engine_queries, failed};
use crate::instant::StoredInstant;
use crate::queries;
use crate::rows::{
    BacklogRow, DeadRow, DepthsRow, EventColumns, OutboxRow, ParkedRow, ProvisionalRow, StreamRow, TimerRow,
    read_all, unsigned,
};

pub(super) async fn stream(on: &mut Connection, key: &StreamKey) -> Result<Option<StreamRecord>, StoreError> {
    let query = sqlx::query_as::<_, StreamRow>(queries::STREAM);
    let row = query.bind(&key.department).bind(&key.kind).bind(&key.id).fetch_optional(on).await;
    row.map_err(failed("reading a stream"))?.map(StreamRecord::try_from).transpose()
}

pub(super) async fn list(on: &mut Connection, list: &ListQuery) -> Result<Vec<StreamRecord>, StoreError> {
    let query = sqlx::query_as::<_, StreamRow>(engine_queries::LIST)
        .bind(&list.department)
        .bind(&list.kind)
        .bind(&list.after_id)
        .bind(Json(&list.filter))
        .bind(i64::from(list.limit));
    read_all(query.fetch_all(on).await.map_err(failed("listing streams"))?)
}

pub(super) async fn all_streams(
    on: &mut Connection,
    after: Option<&StreamKey>,
    limit: u32,
) -> Result<Vec<StreamRecord>, StoreError> {
    // No part of a key is empty, so every key comes after the empty one.
    let start = StreamKey::new("", "", "");
    let after = after.unwrap_or(&start);
    let query = sqlx::query_as::<_, StreamRow>(queries::ALL_STREAMS)
        .bind(&after.department)
        .bind(&after.kind)
        .bind(&after.id)
        .bind(i64::from(limit));
    read_all(query.fetch_all(on).await.map_err(failed("reading all streams"))?)
}

pub(super) async fn events(
    on: &mut Connection,
    key: &StreamKey,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEvent>, StoreError> {
    let query = sqlx::query_as::<_, EventColumns>(queries::EVENTS)
        .bind(&key.department)
        .bind(&key.kind)
        .bind(&key.id)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(limit));
    read_all(query.fetch_all(on).await.map_err(failed("reading events"))?)
}

pub(super) async fn due_timers(
    on: &mut Connection,
    now: Timestamp,
    after: Option<&TimerRecord>,
    limit: u32,
) -> Result<Vec<TimerRecord>, StoreError> {
    let query = sqlx::query_as::<_, TimerRow>(match after {
        Some(_) => queries::DUE_TIMERS_AFTER,
        None => queries::DUE_TIMERS,
    });
    let mut query = query.bind(StoredInstant(now)).bind(i64::from(limit));
    if let Some(TimerRecord { due, key, .. }) = after {
        let stream = &key.stream;
        query = query.bind(StoredInstant(*due)).bind(&stream.department).bind(&stream.kind);
        query = query.bind(&stream.id).bind(&key.name);
    }
    let rows = query.fetch_all(on).await;
    read_all(rows.map_err(failed("reading due timers"))?)
}

pub(super) async fn timers_of(on: &mut Connection, key: &StreamKey) -> Result<Vec<TimerRecord>, StoreError> {
    let query = sqlx::query_as::<_, TimerRow>(queries::TIMERS_OF);
    let rows = query.bind(&key.department).bind(&key.kind).bind(&key.id).fetch_all(on).await;
    read_all(rows.map_err(failed("reading a stream's timers"))?)
}

pub(super) async fn timers_resting_on(
    on: &mut Connection,
    department: &str,
    year: i32,
    after: Option<&TimerKey>,
    limit: u32,
) -> Result<Vec<TimerRecord>, StoreError> {
    let (kind, id, name) = after
        .map_or(("", "", ""), |key| (key.stream.kind.as_str(), key.stream.id.as_str(), key.name.as_str()));
    // Receipts name the schedules they asked as "2027@version"; no other text of theirs begins like that.
    let query = sqlx::query_as::<_, TimerRow>(queries::TIMERS_RESTING_ON)
        .bind(department)
        .bind(kind)
        .bind(id)
        .bind(name)
        .bind(format!("%\"{year}@%"))
        .bind(i64::from(limit));
    read_all(query.fetch_all(on).await.map_err(failed("reading timers that rest on a calendar year"))?)
}

pub(super) async fn unsent(
    on: &mut Connection,
    after_position: i64,
    limit: u32,
) -> Result<Vec<OutboxRecord>, StoreError> {
    let query = sqlx::query_as::<_, OutboxRow>(queries::UNSENT);
    let rows = query.bind(after_position).bind(i64::from(limit)).fetch_all(on).await;
    Ok(rows.map_err(failed("reading unsent messages"))?.into_iter().map(OutboxRecord::from).collect())
}

pub(super) async fn ready_parked(
    on: &mut Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ParkedMessage>, StoreError> {
    let query = sqlx::query_as::<_, ParkedRow>(queries::READY_PARKED);
    let rows = query.bind(StoredInstant(now)).bind(i64::from(limit)).fetch_all(on).await;
    read_all(rows.map_err(failed("reading parked messages"))?)
}

pub(super) async fn dead_letters(
    on: &mut Connection,
    after_id: &str,
    limit: u32,
) -> Result<Vec<DeadLetter>, StoreError> {
    let query = sqlx::query_as::<_, DeadRow>(queries::DEAD_LETTERS);
    let rows = query.bind(after_id).bind(i64::from(limit)).fetch_all(on).await;
    read_all(rows.map_err(failed("reading dead letters"))?)
}

pub(super) async fn dead_letter(on: &mut Connection, id: &str) -> Result<Option<DeadLetter>, StoreError> {
    let row = sqlx::query_as::<_, DeadRow>(queries::DEAD_LETTER).bind(id).fetch_optional(on).await;
    row.map_err(failed("reading a dead letter"))?.map(DeadLetter::try_from).transpose()
}

/// The one instant a statement without parameters gives; null in an empty table.
pub(super) async fn instant(
    on: &mut Connection,
    statement: &'static str,
    doing: &'static str,
) -> Result<Option<Timestamp>, StoreError> {
    let instant: Option<StoredInstant> =
        sqlx::query_scalar(statement).fetch_one(on).await.map_err(failed(doing))?;
    Ok(instant.map(|instant| instant.0))
}

pub(super) async fn backlog(on: &mut Connection, now: Timestamp) -> Result<Backlog, StoreError> {
    let query = sqlx::query_as::<_, BacklogRow>(queries::BACKLOG).bind(StoredInstant(now));
    let row = query.fetch_one(&mut *on).await.map_err(failed("reading the backlog"))?;
    let query = sqlx::query_as::<_, ProvisionalRow>(engine_queries::PROVISIONAL);
    let provisional = query.fetch_one(on).await.map_err(failed("counting provisional timers"))?;
    row.read(provisional)
}

pub(super) async fn pending_timers(on: &mut Connection) -> Result<u64, StoreError> {
    let query = sqlx::query_scalar(queries::PENDING_TIMERS).fetch_one(on).await;
    unsigned(query.map_err(failed("counting timers"))?)
}

pub(super) async fn counts(on: &mut Connection) -> Result<FlowCounts, StoreError> {
    let sent: Vec<(String, i64)> = sqlx::query_as(engine_queries::SENT_COUNTS)
        .fetch_all(&mut *on)
        .await
        .map_err(failed("counting sent messages"))?;
    let depths: DepthsRow =
        sqlx::query_as(queries::DEPTHS).fetch_one(on).await.map_err(failed("counting messages"))?;
    let sent: Result<BTreeMap<String, u64>, StoreError> =
        sent.into_iter().map(|(consumer, sent)| Ok((consumer, unsigned(sent)?))).collect();
    Ok(FlowCounts {
        sent: sent?,
        handled: unsigned(depths.handled)?,
        parked: unsigned(depths.parked)?,
        dead: unsigned(depths.dead)?,
        unsent: unsigned(depths.unsent)?,
    })
}
