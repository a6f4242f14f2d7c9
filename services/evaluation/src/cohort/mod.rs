//! A category's cohort: when its next evaluation round is due at the latest. The stream's id is the category.
//!
//! Owns the cohort date and the cycle counted from it: by category, not by base, so that rounds hold a
//! rhythm however early one is opened. A passed date opens a task and never a round: a person opens it.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Recount, Refusal, Workflow};

pub use command::CohortCommand;
pub use event::CohortEvent;
pub use state::{Cohort, CohortStatus, Cycle};

/// The workflow of cohorts.
#[derive(Debug, Clone, Copy)]
pub struct Cohorts;

impl Workflow for Cohorts {
    const KIND: &'static str = "cohort";
    type State = Cohort;
    type Command = CohortCommand;
    type Event = CohortEvent;

    fn decide(
        &self,
        state: &Cohort,
        command: &CohortCommand,
        context: &Context<'_>,
    ) -> Result<Decision<CohortEvent, CohortCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Cohort, event: &CohortEvent) -> Cohort {
        state.evolve(event)
    }

    fn recount(mut state: Cohort, recount: &Recount) -> Cohort {
        if recount.timer == decide::CYCLE_TIMER
            && let Some(cycle) = &mut state.cycle
        {
            cycle.next_round_by = recount.deadline.due;
            cycle.receipt = recount.deadline.receipt.clone();
        }
        state
    }

    fn recounted(
        &self,
        state: &Cohort,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<Decision<CohortEvent, CohortCommand>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &Cohort) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("task", state.tasks.first_code())
            .date("next_round_by", state.cycle.as_ref().map(|cycle| cycle.next_round_by))
    }
}
