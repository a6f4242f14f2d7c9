//! Reads: the same rows in the same order as the statements of `guohe-store` give.

use guohe_clock::Timestamp;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        DeadLetter, FlowCounts, Head, KeptRoot, ListQuery, ParkedMessage, StreamRecord, TimerKey, TimerRecord,
    },
};

use super::tables::Tables;

/// True for a stream that a list holds.
pub(super) fn fits(record: &StreamRecord, query: &ListQuery) -> bool {
    record.key.id > query.after_id
        && query.filter.0.iter().all(|(name, value)| record.attributes.0.get(name) == Some(value))
}

pub(super) fn list(tables: &Tables, query: &ListQuery) -> Vec<StreamRecord> {
    let all = tables.of_kind(&query.department, &query.kind);
    all.filter(|record| fits(record, query)).take(query.limit as usize).cloned().collect()
}

pub(super) fn all_streams(tables: &Tables, after: Option<&StreamKey>, limit: u32) -> Vec<StreamRecord> {
    // No part of a key is empty, so every key comes after the empty one.
    let start = StreamKey::new("", "", "");
    let after = after.unwrap_or(&start);
    tables.streams_from(after).filter(|record| record.key > *after).take(limit as usize).cloned().collect()
}

pub(super) fn heads(tables: &Tables, as_of: Timestamp, after: Option<&StreamKey>, limit: u32) -> Vec<Head> {
    let start = StreamKey::new("", "", "");
    let after = after.unwrap_or(&start);
    let later = tables.streams_from(after).filter(|record| record.key > *after);
    later.filter_map(|record| tables.head(&record.key, as_of)).take(limit as usize).collect()
}

pub(super) fn kept_roots(tables: &Tables, after: u64, limit: u32) -> Vec<KeptRoot> {
    let later = tables.roots().iter().filter(|root| root.number > after);
    later.take(limit as usize).cloned().collect()
}

pub(super) fn page(events: &[StoredEvent], after: u64, limit: u32) -> Vec<StoredEvent> {
    let first = events.partition_point(|event| event.sequence <= after);
    events[first..].iter().take(limit as usize).cloned().collect()
}

pub(super) fn due_timers(
    tables: &Tables,
    now: Timestamp,
    after: Option<&TimerRecord>,
    limit: u32,
) -> Vec<TimerRecord> {
    let place = |timer: &TimerRecord| (timer.due, timer.key.clone());
    let after = after.map(place);
    let due = tables.in_order_of_due().take_while(|timer| timer.due <= now);
    due.filter(|timer| Some(place(timer)) > after).take(limit as usize).cloned().collect()
}

pub(super) fn timers_of(tables: &Tables, key: &StreamKey) -> Vec<TimerRecord> {
    let mut timers: Vec<TimerRecord> = tables.timers_of(key).cloned().collect();
    timers.sort_by(|one, other| (one.due, &one.key.name).cmp(&(other.due, &other.key.name)));
    timers
}

pub(super) fn timers_resting_on(
    tables: &Tables,
    department: &str,
    year: i32,
    after: Option<&TimerKey>,
    limit: u32,
) -> Vec<TimerRecord> {
    let rests = format!("\"{year}@");
    let of_department = tables.all_timers().filter(|timer| timer.key.stream.department == department);
    let resting = of_department.filter(|timer| timer.receipt.to_string().contains(&rests));
    resting.filter(|timer| Some(&timer.key) > after).take(limit as usize).cloned().collect()
}

fn in_turn(tables: &Tables) -> impl Iterator<Item = &ParkedMessage> {
    tables
        .parked
        .values()
        // Those whose number has passed, too: see `ready_parked.sql`.
        .filter(|parked| parked.sequence <= tables.pairs.get(&parked.pair).copied().unwrap_or(0) + 1)
}

pub(super) fn ready_parked(tables: &Tables, now: Timestamp, limit: u32) -> Vec<ParkedMessage> {
    if tables.parked.is_empty() {
        return Vec::new();
    }
    let mut ready: Vec<&ParkedMessage> =
        in_turn(tables).filter(|parked| parked.retry_at.is_none_or(|retry| retry <= now)).collect();
    ready.sort_by_key(|parked| (parked.parked_at, &parked.pair));
    ready.into_iter().take(limit as usize).cloned().collect()
}

pub(super) fn next_retry(tables: &Tables) -> Option<Timestamp> {
    in_turn(tables).filter_map(|parked| parked.retry_at).min()
}

pub(super) fn dead_letters(tables: &Tables, after_id: &str, limit: u32) -> Vec<DeadLetter> {
    let after = tables.dead_letter(after_id).map(|letter| (letter.died_at, letter.id.as_str()));
    let mut letters: Vec<&DeadLetter> =
        tables.dead.values().filter(|letter| Some((letter.died_at, letter.id.as_str())) > after).collect();
    letters.sort_by_key(|letter| (letter.died_at, letter.id.as_str()));
    letters.into_iter().take(limit as usize).cloned().collect()
}

pub(super) fn counts(tables: &Tables) -> FlowCounts {
    FlowCounts {
        sent: tables.sent.clone(),
        handled: tables.handled,
        parked: tables.parked.len() as u64,
        dead: tables.dead.len() as u64,
        unsent: tables.unsent(),
    }
}
