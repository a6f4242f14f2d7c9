//! Writing a batch: one statement a table, its rows as one JSON array of arrays in the order of the statement's
//! columns. JSON values travel as texts (they are stored as they were written), bytes as hex, instants as
//! microseconds. Removals come before additions, so that a plan that removes and sets the same thing leaves it
//! set.

mod messages;
mod streams;
mod timers;

use guohe_flow::ports::{CommitPlan, RequestKey, StoreError, StoredAnswer};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::engine_queries;
use super::error::failed;
use crate::error::all_written;

pub(super) async fn write(on: &mut SqliteConnection, plan: &CommitPlan) -> Result<(), StoreError> {
    streams::write(on, &plan.streams).await?;
    messages::move_pairs(on, &plan.pairs).await?;
    insert_answers(on, &plan.answers).await?;
    streams::insert_events(on, &plan.events).await?;
    timers::check_fired(on, &plan.timers_fired).await?;
    timers::clear(on, &plan.timers_cleared).await?;
    timers::remove(on, &plan.timers_removed).await?;
    timers::set(on, &plan.timers_set).await?;
    messages::insert_outbox(on, &plan.outbox).await?;
    messages::insert_inbox(on, &plan.inbox).await?;
    messages::remove_parked(on, &plan.unparked).await?;
    messages::set_parked(on, &plan.parked).await?;
    messages::remove_dead(on, &plan.revived).await?;
    messages::set_dead(on, &plan.dead).await
}

/// Rows as the JSON text a statement takes.
pub(super) fn lines(rows: &(impl Serialize + ?Sized)) -> Result<String, serde_json::Error> {
    serde_json::to_string(rows)
}

/// Runs one statement over some rows; gives the number of rows it wrote.
async fn run<L: Serialize>(
    on: &mut SqliteConnection,
    statement: &'static str,
    rows: impl Iterator<Item = Result<L, StoreError>>,
    doing: &'static str,
) -> Result<u64, StoreError> {
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(0);
    }
    let rows = lines(&rows).map_err(|e| StoreError::Rejected(format!("{doing}: {e}")))?;
    let done = sqlx::query(statement).bind(rows).execute(on).await;
    Ok(done.map_err(failed(doing))?.rows_affected())
}

/// A JSON value as the text that is stored.
fn text(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Rejected(format!("a value that is no JSON: {e}")))
}

/// Bytes as hex. `hex::encode` goes letter by letter, which shows in a batch of event bodies.
fn bytes(body: &[u8]) -> Result<String, StoreError> {
    let mut text = vec![0; body.len() * 2];
    hex::encode_to_slice(body, &mut text).map_err(|e| StoreError::Rejected(e.to_string()))?;
    String::from_utf8(text).map_err(|e| StoreError::Rejected(e.to_string()))
}

async fn insert_answers(
    on: &mut SqliteConnection,
    answers: &[(RequestKey, StoredAnswer)],
) -> Result<(), StoreError> {
    let rows = answers.iter().map(|(key, kept)| {
        let recorded_at = kept.recorded_at.timestamp_micros();
        Ok((&key.department, &key.id, &kept.fingerprint, text(&kept.answer)?, recorded_at))
    });
    let written = run(on, engine_queries::INSERT_ANSWERS, rows, "keeping answers").await?;
    all_written("answers to requests", answers.len(), written)
}
