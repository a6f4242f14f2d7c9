//! The edge between the engine and a workflow's own code: what it may look up, and what a panic in it costs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    registered::{Prepared, Step, StepError},
    workspace::Failure,
};
use crate::{
    model::{Context, Found, Lookup},
    ports::{ListQuery, StoreError, Transaction},
};

/// Reads the page that a command asks to see.
pub(crate) async fn look_up(
    department: &str,
    lookup: Lookup,
    transaction: &mut dyn Transaction,
) -> Result<Vec<Found>, StoreError> {
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
