//! The edge between the engine and a workflow's own code: what it may look up, and what a panic in it costs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    registered::{Prepared, Step, StepError},
    workspace::Failure,
};
use crate::{
    model::{AttributeValue, Attributes, Context, Found, Lookup},
    ports::{ListQuery, StoreError, TimerKey, TimerRecord, Transaction},
};

/// Reads the page that a command asks to see.
pub(crate) async fn look_up(
    department: &str,
    lookup: Lookup,
    transaction: &mut dyn Transaction,
) -> Result<Vec<Found>, StoreError> {
    if lookup.kind == Lookup::TIMERS {
        return timers(department, &lookup, transaction).await;
    }
    let query = ListQuery {
        department: department.to_owned(),
        kind: lookup.kind,
        filter: lookup.filter,
        after_id: lookup.after_id,
        limit: lookup.limit,
    };
    let page = transaction.list(&query).await?;
    Ok(page.into_iter().map(|record| Found { id: record.key.id, attributes: record.attributes }).collect())
}

/// Reads the page of timers that a calendar asks to see.
async fn timers(
    department: &str,
    lookup: &Lookup,
    transaction: &mut dyn Transaction,
) -> Result<Vec<Found>, StoreError> {
    let year = match lookup.filter.0.get("year") {
        Some(AttributeValue::Number(year)) => i32::try_from(*year).unwrap_or(i32::MAX),
        _ => return Ok(Vec::new()),
    };
    let after: Option<TimerKey> = serde_json::from_str(&lookup.after_id).ok();
    let page = transaction.timers_resting_on(department, year, after.as_ref(), lookup.limit).await?;
    let found = |timer: TimerRecord| {
        let place = serde_json::to_string(&timer.key).unwrap_or_default();
        Found { id: place, attributes: Attributes::new().text("receipt", timer.receipt.to_string()) }
    };
    Ok(page.into_iter().map(found).collect())
}

/// Decides a command.
pub(crate) fn decide(prepared: Box<dyn Prepared + '_>, context: &Context<'_>) -> Result<Step, StepError> {
    prepared.decide(context)
}

/// Runs a workflow's pure code; a panic in it is that command's defect and nobody else's.
pub(crate) fn guard<T>(run: impl FnOnce() -> Result<T, StepError>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(StepError::Refused(refusal))) => Err(Failure::Refused(refusal)),
        Ok(Err(other)) => Err(Failure::Defect(other.to_string())),
        Err(panic) => {
            let words = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "panicked".to_owned());
            Err(Failure::Defect(words))
        }
    }
}
