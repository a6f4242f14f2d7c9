//! Messages: to publish, handled, parked, given up; and the pairs that count them.

use guohe_flow::ports::{DeadLetter, InboxRecord, OutboxRecord, PairKey, ParkedMessage, StoreError};
use sqlx::SqliteConnection;

use super::super::engine_queries;
use super::{bytes, run};
use crate::error::all_written;
use crate::lines::latest;
use crate::rows::signed;

pub(super) async fn insert_outbox(
    on: &mut SqliteConnection,
    messages: &[OutboxRecord],
) -> Result<(), StoreError> {
    let rows = messages.iter().map(|message| {
        Ok((
            &message.message_id,
            &message.event_type,
            &message.stream.department,
            &message.stream.kind,
            &message.stream.id,
            bytes(&message.body)?,
            message.recorded_at.timestamp_micros(),
        ))
    });
    run(on, engine_queries::INSERT_OUTBOX, rows, "filling the outbox").await.map(drop)
}

pub(super) async fn insert_inbox(
    on: &mut SqliteConnection,
    handled: &[InboxRecord],
) -> Result<(), StoreError> {
    let handled = latest(handled, |message| (&message.pair, message.sequence));
    let rows = handled.iter().map(|message| {
        let stream = &message.pair.stream;
        Ok((
            &message.pair.service,
            &stream.department,
            &stream.kind,
            &stream.id,
            signed(message.sequence)?,
            &message.message_id,
            &message.event_type,
            message.handled_at.timestamp_micros(),
            &message.outcome,
        ))
    });
    run(on, engine_queries::INSERT_INBOX, rows, "filling the inbox").await.map(drop)
}

pub(super) async fn move_pairs(
    on: &mut SqliteConnection,
    pairs: &[(PairKey, u64, u64)],
) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = pairs.iter().partition(|(_, read, _)| *read == 0);
    let rows = new.iter().map(|(pair, _, last)| {
        let stream = &pair.stream;
        Ok((&pair.service, &stream.department, &stream.kind, &stream.id, signed(*last)?))
    });
    let written = run(on, engine_queries::INSERT_PAIRS, rows, "beginning pairs").await?;
    all_written("new pairs", new.len(), written)?;
    let rows = known.iter().map(|(pair, read, last)| {
        let stream = &pair.stream;
        Ok((&pair.service, &stream.department, &stream.kind, &stream.id, signed(*last)?, signed(*read)?))
    });
    let written = run(on, engine_queries::UPDATE_PAIRS, rows, "moving pairs on").await?;
    all_written("pairs", known.len(), written)
}

pub(super) async fn remove_parked(
    on: &mut SqliteConnection,
    keys: &[(PairKey, u64)],
) -> Result<(), StoreError> {
    let rows = keys.iter().map(|(pair, sequence)| {
        let stream = &pair.stream;
        Ok((&pair.service, &stream.department, &stream.kind, &stream.id, signed(*sequence)?))
    });
    run(on, engine_queries::REMOVE_PARKED, rows, "unparking messages").await.map(drop)
}

pub(super) async fn set_parked(
    on: &mut SqliteConnection,
    parked: &[ParkedMessage],
) -> Result<(), StoreError> {
    let parked = latest(parked, |message| (&message.pair, message.sequence));
    let rows = parked.iter().map(|message| {
        let stream = &message.pair.stream;
        Ok((
            &message.pair.service,
            &stream.department,
            &stream.kind,
            &stream.id,
            signed(message.sequence)?,
            bytes(&message.body)?,
            message.parked_at.timestamp_micros(),
            message.attempts,
            message.retry_at.map(|instant| instant.timestamp_micros()),
            &message.error,
        ))
    });
    run(on, engine_queries::SET_PARKED, rows, "parking messages").await.map(drop)
}

pub(super) async fn remove_dead(on: &mut SqliteConnection, ids: &[String]) -> Result<(), StoreError> {
    let written = run(on, engine_queries::REMOVE_DEAD, ids.iter().map(Ok), "removing dead letters").await?;
    all_written("dead letters", ids.len(), written)
}

pub(super) async fn set_dead(on: &mut SqliteConnection, letters: &[DeadLetter]) -> Result<(), StoreError> {
    let letters = latest(letters, |letter| &letter.id);
    let rows = letters.iter().map(|letter| {
        Ok((
            &letter.id,
            &letter.event_type,
            &letter.code,
            &letter.reason,
            bytes(&letter.body)?,
            letter.attempts,
            letter.died_at.timestamp_micros(),
        ))
    });
    run(on, engine_queries::SET_DEAD, rows, "keeping dead letters").await.map(drop)
}
