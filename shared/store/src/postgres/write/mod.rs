//! Writing a batch: one statement for all that an ordinary batch writes, each table's rows as arrays for columns;
//! a statement each for what is rare. Removals come before additions, so that a plan that removes and sets the
//! same thing leaves it set.

mod rare;
mod step;

use std::collections::HashSet;

use guohe_flow::ports::{CommitPlan, StoreError};
use sqlx::PgConnection;

pub(super) async fn write(on: &mut PgConnection, plan: &CommitPlan) -> Result<(), StoreError> {
    // A fired timer's removal tells that it stood. Where something else removes or replaces it, that is asked first.
    let set: HashSet<_> = plan.timers_set.iter().map(|timer| &timer.key).collect();
    let asked =
        !plan.timers_cleared.is_empty() || plan.timers_fired.iter().any(|fired| set.contains(&fired.key));
    if asked {
        rare::check_fired(on, &plan.timers_fired).await?;
    }
    rare::clear_timers(on, &plan.timers_cleared).await?;
    step::write(on, plan, if asked { &[] } else { &plan.timers_fired }).await?;
    rare::set_parked(on, &plan.parked).await?;
    rare::remove_dead(on, &plan.revived).await?;
    rare::set_dead(on, &plan.dead).await
}
