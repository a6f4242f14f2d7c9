//! Messages: to publish, handled, parked, given up; and the pairs that count them.

use guohe_flow::ports::{DeadLetter, InboxRecord, OutboxRecord, PairKey, ParkedMessage, StoreError};
use sqlx::PgConnection;

use super::super::columns::BindColumns;
use super::super::engine_queries;
use super::run;
use crate::error::all_written;
use crate::lines::latest;
use crate::rows::signed;

pub(super) async fn insert_outbox(
    on: &mut PgConnection,
    messages: &[OutboxRecord],
) -> Result<(), StoreError> {
    if messages.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::INSERT_OUTBOX)
        .bind_texts(messages.iter().map(|message| message.message_id.as_str()).collect())
        .bind_texts(messages.iter().map(|message| message.event_type.as_str()).collect())
        .bind_streams(messages.iter().map(|message| &message.stream))
        .bind(messages.iter().map(|message| message.body.as_slice()).collect::<Vec<_>>())
        .bind(messages.iter().map(|message| message.recorded_at).collect::<Vec<_>>());
    run(on, query, "filling the outbox").await.map(drop)
}

pub(super) async fn insert_inbox(on: &mut PgConnection, handled: &[InboxRecord]) -> Result<(), StoreError> {
    if handled.is_empty() {
        return Ok(());
    }
    let handled = latest(handled, |message| (&message.pair, message.sequence));
    let query = sqlx::query(engine_queries::INSERT_INBOX)
        .bind_pairs(handled.iter().map(|message| &message.pair))
        .bind(handled.iter().map(|message| signed(message.sequence)).collect::<Result<Vec<_>, _>>()?)
        .bind_texts(handled.iter().map(|message| message.message_id.as_str()).collect())
        .bind_texts(handled.iter().map(|message| message.event_type.as_str()).collect())
        .bind(handled.iter().map(|message| message.handled_at).collect::<Vec<_>>())
        .bind_texts(handled.iter().map(|message| message.outcome.as_str()).collect());
    run(on, query, "filling the inbox").await.map(drop)
}

pub(super) async fn move_pairs(
    on: &mut PgConnection,
    pairs: &[(PairKey, u64, u64)],
) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = pairs.iter().partition(|(_, read, _)| *read == 0);
    if !new.is_empty() {
        let query = sqlx::query(engine_queries::INSERT_PAIRS)
            .bind_pairs(new.iter().map(|(pair, _, _)| pair))
            .bind(new.iter().map(|(_, _, last)| signed(*last)).collect::<Result<Vec<_>, _>>()?);
        let done = run(on, query, "beginning pairs").await?;
        all_written("new pairs", new.len(), done.rows_affected())?;
    }
    if !known.is_empty() {
        let query = sqlx::query(engine_queries::UPDATE_PAIRS)
            .bind_pairs(known.iter().map(|(pair, _, _)| pair))
            .bind(known.iter().map(|(_, _, last)| signed(*last)).collect::<Result<Vec<_>, _>>()?)
            .bind(known.iter().map(|(_, read, _)| signed(*read)).collect::<Result<Vec<_>, _>>()?);
        let done = run(on, query, "moving pairs on").await?;
        all_written("pairs", known.len(), done.rows_affected())?;
    }
    Ok(())
}

pub(super) async fn remove_parked(on: &mut PgConnection, keys: &[(PairKey, u64)]) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::REMOVE_PARKED)
        .bind_pairs(keys.iter().map(|(pair, _)| pair))
        .bind(keys.iter().map(|(_, sequence)| signed(*sequence)).collect::<Result<Vec<_>, _>>()?);
    run(on, query, "unparking messages").await.map(drop)
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
