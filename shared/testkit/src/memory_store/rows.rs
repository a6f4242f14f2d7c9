//! What a plan must meet before any row of it is written: versions, numbers and ids as the store knows them.

use std::collections::{HashMap, HashSet};

use guohe_flow::{
    StreamKey,
    ports::{CommitPlan, FiredTimer, StoreError},
};

use super::tables::{LARGEST, Tables};

/// Refuses a plan that stands on what is no longer so.
pub(super) fn check(tables: &Tables, plan: &CommitPlan) -> Result<(), StoreError> {
    check_streams(tables, plan)?;
    check_pairs(tables, plan)?;
    check_events(tables, plan)?;
    let stands = |fired: &FiredTimer| {
        let timer = tables.timer(&fired.key);
        timer.is_some_and(|timer| timer.due == fired.due && timer.set_version == fired.set_version)
    };
    if !plan.timers_fired.iter().all(stands) {
        return conflict("fired timers");
    }
    let mut new = HashSet::new();
    if plan.answers.iter().any(|(key, _)| tables.answers.contains_key(key) || !new.insert(key)) {
        return conflict("answers to requests");
    }
    if let Some(id) = tables.taken_message(plan) {
        return conflict(format!("message {id}"));
    }
    let mut gone = HashSet::new();
    if plan.revived.iter().any(|id| tables.dead_letter(id).is_none() || !gone.insert(id)) {
        return conflict("dead letters");
    }
    Ok(())
}

fn check_streams(tables: &Tables, plan: &CommitPlan) -> Result<(), StoreError> {
    for write in &plan.streams {
        let key = &write.record.key;
        if write.record.version == 0 || write.record.version > LARGEST {
            return Err(StoreError::Rejected(format!(
                "{key}: no stream has version {}",
                write.record.version
            )));
        }
        let version = tables.stream(key).map_or(0, |record| record.version);
        if version != write.expected_version {
            return conflict(key.to_string());
        }
    }
    Ok(())
}

fn check_pairs(tables: &Tables, plan: &CommitPlan) -> Result<(), StoreError> {
    for (pair, read, _) in &plan.pairs {
        if tables.pairs.get(pair).copied().unwrap_or(0) != *read {
            return conflict(format!("the pair {}", pair.stream));
        }
    }
    Ok(())
}

/// Numbers follow each other in every stream, so the last one tells which are taken.
fn check_events(tables: &Tables, plan: &CommitPlan) -> Result<(), StoreError> {
    let mut last: HashMap<&StreamKey, u64> = HashMap::new();
    for row in &plan.events {
        let (key, sequence) = (&row.event.stream, row.event.sequence);
        if sequence == 0 || sequence > LARGEST {
            return Err(StoreError::Rejected(format!("{key}: no event has number {sequence}")));
        }
        let stored = || tables.events(key).last().map_or(0, |event| event.sequence);
        let last = last.entry(key).or_insert_with(stored);
        if sequence <= *last {
            return conflict(format!("event {sequence} of {key}"));
        }
        *last = sequence;
    }
    Ok(())
}

fn conflict<T>(what: impl Into<String>) -> Result<T, StoreError> {
    Err(StoreError::Conflict(what.into()))
}
