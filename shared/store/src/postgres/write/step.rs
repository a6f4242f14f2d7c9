//! The one statement that writes an ordinary batch, and what its counts mean.

use std::collections::HashSet;

use guohe_flow::ports::{CommitPlan, FiredTimer, StoreError, StreamWrite};
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, Postgres};

use super::super::columns::BindColumns;
use super::super::engine_queries;
use super::super::error::failed;
use crate::error::all_written;
use crate::lines::latest;
use crate::rows::signed;

/// Rows written, where fewer than asked for mean a conflict.
#[derive(FromRow)]
struct Written {
    new_streams: i64,
    known_streams: i64,
    new_pairs: i64,
    known_pairs: i64,
    answers: i64,
    timers_fired: i64,
}

type Statement<'q> = QueryAs<'q, Postgres, Written, PgArguments>;

/// Writes the plan; `fired` are the timers whose removal tells that they stood.
pub(super) async fn write(
    on: &mut PgConnection,
    plan: &CommitPlan,
    fired: &[FiredTimer],
) -> Result<(), StoreError> {
    let (new_streams, known_streams): (Vec<_>, Vec<_>) =
        plan.streams.iter().partition(|write| write.expected_version == 0);
    let (new_pairs, known_pairs): (Vec<_>, Vec<_>) = plan.pairs.iter().partition(|(_, read, _)| *read == 0);

    let mut query = sqlx::query_as::<_, Written>(engine_queries::WRITE_STEP);
    query = bind_new_streams(query, &new_streams)?;
    query = bind_known_streams(query, &known_streams)?;
    query = query
        .bind_pairs(new_pairs.iter().map(|(pair, _, _)| pair))
        .bind(new_pairs.iter().map(|(_, _, last)| signed(*last)).collect::<Result<Vec<_>, _>>()?)
        .bind_pairs(known_pairs.iter().map(|(pair, _, _)| pair))
        .bind(known_pairs.iter().map(|(_, _, last)| signed(*last)).collect::<Result<Vec<_>, _>>()?)
        .bind(known_pairs.iter().map(|(_, read, _)| signed(*read)).collect::<Result<Vec<_>, _>>()?);
    query = bind_answers_and_events(query, plan)?;
    query = bind_timers(query, plan, fired)?;
    query = bind_messages(query, plan)?;
    query = bind_fired(query, fired)?;

    let written = query.fetch_one(on).await.map_err(failed("writing a batch"))?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    all_written("new streams", new_streams.len(), count(written.new_streams))?;
    all_written("streams", known_streams.len(), count(written.known_streams))?;
    all_written("new pairs", new_pairs.len(), count(written.new_pairs))?;
    all_written("pairs", known_pairs.len(), count(written.known_pairs))?;
    all_written("answers to requests", plan.answers.len(), count(written.answers))?;
    all_written("fired timers", fired.len(), count(written.timers_fired))
}

fn bind_new_streams<'q>(
    query: Statement<'q>,
    writes: &[&'q StreamWrite],
) -> Result<Statement<'q>, StoreError> {
    let records = || writes.iter().map(|write| &write.record);
    Ok(bind_streams(query, writes)?
        .bind(records().map(|record| record.created_at).collect::<Vec<_>>())
        .bind(records().map(|record| record.updated_at).collect::<Vec<_>>()))
}

fn bind_known_streams<'q>(
    query: Statement<'q>,
    writes: &[&'q StreamWrite],
) -> Result<Statement<'q>, StoreError> {
    Ok(bind_streams(query, writes)?
        .bind(writes.iter().map(|write| write.record.updated_at).collect::<Vec<_>>())
        .bind(writes.iter().map(|write| signed(write.expected_version)).collect::<Result<Vec<_>, _>>()?))
}

/// The columns that new and known streams have in common.
fn bind_streams<'q>(query: Statement<'q>, writes: &[&'q StreamWrite]) -> Result<Statement<'q>, StoreError> {
    let records = || writes.iter().map(|write| &write.record);
    Ok(query
        .bind_streams(records().map(|record| &record.key))
        .bind(records().map(|record| signed(record.version)).collect::<Result<Vec<_>, _>>()?)
        .bind(records().map(|record| i64::from(record.state_version)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.state)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.attributes)).collect::<Vec<_>>())
        .bind(records().map(|record| Json(&record.sent)).collect::<Vec<_>>())
        .bind_texts(records().map(|record| record.head_hash.as_str()).collect()))
}

fn bind_answers_and_events<'q>(
    query: Statement<'q>,
    plan: &'q CommitPlan,
) -> Result<Statement<'q>, StoreError> {
    let CommitPlan { answers, events, .. } = plan;
    Ok(query
        .bind_texts(answers.iter().map(|(key, _)| key.department.as_str()).collect())
        .bind_texts(answers.iter().map(|(key, _)| key.id.as_str()).collect())
        .bind_texts(answers.iter().map(|(_, kept)| kept.fingerprint.as_str()).collect())
        .bind(answers.iter().map(|(_, kept)| Json(&kept.answer)).collect::<Vec<_>>())
        .bind(answers.iter().map(|(_, kept)| kept.recorded_at).collect::<Vec<_>>())
        .bind_streams(events.iter().map(|row| &row.event.stream))
        .bind(events.iter().map(|row| signed(row.event.sequence)).collect::<Result<Vec<_>, _>>()?)
        .bind_texts(events.iter().map(|row| row.event_type.as_str()).collect())
        .bind(events.iter().map(|row| row.recorded_at).collect::<Vec<_>>())
        .bind(events.iter().map(|row| row.event.body.as_slice()).collect::<Vec<_>>())
        .bind_texts(events.iter().map(|row| row.event.hash.as_str()).collect()))
}

fn bind_timers<'q>(
    query: Statement<'q>,
    plan: &'q CommitPlan,
    fired: &[FiredTimer],
) -> Result<Statement<'q>, StoreError> {
    let set = latest(&plan.timers_set, |timer| &timer.key);
    let elsewhere: HashSet<_> =
        set.iter().map(|timer| &timer.key).chain(fired.iter().map(|timer| &timer.key)).collect();
    let removed: Vec<_> = plan.timers_removed.iter().filter(|key| !elsewhere.contains(key)).collect();
    Ok(query
        .bind_streams(removed.iter().map(|key| &key.stream))
        .bind_texts(removed.iter().map(|key| key.name.as_str()).collect())
        .bind_streams(set.iter().map(|timer| &timer.key.stream))
        .bind_texts(set.iter().map(|timer| timer.key.name.as_str()).collect())
        .bind(set.iter().map(|timer| timer.due).collect::<Vec<_>>())
        .bind(set.iter().map(|timer| Json(&timer.command)).collect::<Vec<_>>())
        .bind(set.iter().map(|timer| i64::from(timer.command_version)).collect::<Vec<_>>())
        .bind(set.iter().map(|timer| Json(&timer.receipt)).collect::<Vec<_>>())
        .bind(set.iter().map(|timer| signed(timer.set_version)).collect::<Result<Vec<_>, _>>()?)
        .bind(set.iter().map(|timer| timer.trace.as_deref()).collect::<Vec<_>>()))
}

fn bind_messages<'q>(query: Statement<'q>, plan: &'q CommitPlan) -> Result<Statement<'q>, StoreError> {
    let outbox = &plan.outbox;
    let inbox = latest(&plan.inbox, |message| (&message.pair, message.sequence));
    let parked: HashSet<_> = plan.parked.iter().map(|message| (&message.pair, message.sequence)).collect();
    let mut unparked: Vec<_> = plan.unparked.iter().collect();
    unparked.retain(|(pair, sequence)| !parked.contains(&(pair, *sequence)));
    Ok(query
        .bind_texts(outbox.iter().map(|message| message.message_id.as_str()).collect())
        .bind_texts(outbox.iter().map(|message| message.event_type.as_str()).collect())
        .bind_streams(outbox.iter().map(|message| &message.stream))
        .bind(outbox.iter().map(|message| message.body.as_slice()).collect::<Vec<_>>())
        .bind(outbox.iter().map(|message| message.recorded_at).collect::<Vec<_>>())
        .bind_pairs(inbox.iter().map(|message| &message.pair))
        .bind(inbox.iter().map(|message| signed(message.sequence)).collect::<Result<Vec<_>, _>>()?)
        .bind_texts(inbox.iter().map(|message| message.message_id.as_str()).collect())
        .bind_texts(inbox.iter().map(|message| message.event_type.as_str()).collect())
        .bind(inbox.iter().map(|message| message.handled_at).collect::<Vec<_>>())
        .bind_texts(inbox.iter().map(|message| message.outcome.as_str()).collect())
        .bind_pairs(unparked.iter().map(|(pair, _)| pair))
        .bind(unparked.iter().map(|(_, sequence)| signed(*sequence)).collect::<Result<Vec<_>, _>>()?))
}

fn bind_fired<'q>(query: Statement<'q>, fired: &'q [FiredTimer]) -> Result<Statement<'q>, StoreError> {
    Ok(query
        .bind_streams(fired.iter().map(|timer| &timer.key.stream))
        .bind_texts(fired.iter().map(|timer| timer.key.name.as_str()).collect())
        .bind(fired.iter().map(|timer| timer.due).collect::<Vec<_>>())
        .bind(fired.iter().map(|timer| signed(timer.set_version)).collect::<Result<Vec<_>, _>>()?))
}
