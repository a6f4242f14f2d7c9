//! Writing a batch: one statement a table, each with arrays for columns. Removals come before additions, so that
//! a plan that removes and sets the same thing leaves it set.

mod messages;
mod streams;
mod timers;

use guohe_flow::ports::{CommitPlan, RequestKey, StoreError, StoredAnswer};
use sqlx::PgConnection;
use sqlx::postgres::{PgArguments, PgQueryResult};
use sqlx::query::Query;
use sqlx::types::Json;

use super::columns::BindColumns;
use super::error::failed;
use super::{Db, engine_queries};
use crate::error::all_written;

pub(super) async fn write(on: &mut PgConnection, plan: &CommitPlan) -> Result<(), StoreError> {
    // Streams and pairs first: their versions tell a conflict before anything else is sent.
    streams::write(on, &plan.streams).await?;
    messages::move_pairs(on, &plan.pairs).await?;
    insert_answers(on, &plan.answers).await?;
    streams::insert_events(on, &plan.events).await?;
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

/// Runs one statement.
async fn run(
    on: &mut PgConnection,
    query: Query<'_, Db, PgArguments>,
    doing: &'static str,
) -> Result<PgQueryResult, StoreError> {
    query.execute(on).await.map_err(failed(doing))
}

async fn insert_answers(
    on: &mut PgConnection,
    answers: &[(RequestKey, StoredAnswer)],
) -> Result<(), StoreError> {
    if answers.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(engine_queries::INSERT_ANSWERS)
        .bind_texts(answers.iter().map(|(key, _)| key.department.as_str()).collect())
        .bind_texts(answers.iter().map(|(key, _)| key.id.as_str()).collect())
        .bind_texts(answers.iter().map(|(_, kept)| kept.fingerprint.as_str()).collect())
        .bind(answers.iter().map(|(_, kept)| Json(&kept.answer)).collect::<Vec<_>>())
        .bind(answers.iter().map(|(_, kept)| kept.recorded_at).collect::<Vec<_>>());
    let done = run(on, query, "keeping answers").await?;
    all_written("answers to requests", answers.len(), done.rows_affected())
}
