//! A base: status, yearly reports, changes, evaluation, matters and exits, as parallel regions of one stream.
//!
//! Owns the base's entry in the register. It never cancels a base by itself: a cancellation arrives as an
//! official's decision from a matter; timers open reports, re-evaluations and tasks only.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;
mod values;

use guohe_flow::{Attributes, Context, DecisionOf, Recount, Refusal, Workflow};
use guohe_policy::BaseMark;

pub use command::{BaseCommand, Inclusion};
pub use event::{BaseEvent, Entry};
pub use state::Base;
pub use values::{
    Annulment, ChangeMark, Commendation, Departure, Effect, ExitRequest, Grade, GradeMark, HeldMark, Leaving,
    Objection, ObjectionState, OpenMatter, OverseasPlaque, Rectification, RectificationState, ReportMark,
    Status, Subsidy, UnderWay, mark_code,
};

/// The workflow; one stream a base, id = base id.
#[derive(Debug, Clone, Copy)]
pub struct BaseFlow;

impl Workflow for BaseFlow {
    const KIND: &'static str = "base";
    type State = Base;
    type Command = BaseCommand;
    type Event = BaseEvent;

    fn decide(
        &self,
        state: &Base,
        command: &BaseCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Base, event: &BaseEvent) -> Base {
        state.evolve(event)
    }

    fn recount(mut state: Base, recount: &Recount) -> Base {
        if recount.timer == decide::RECTIFICATION
            && let Some(rectification) = &mut state.rectification
        {
            rectification.deadline = Some(recount.deadline.clone());
        }
        state
    }

    fn recounted(
        &self,
        state: &Base,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &Base) -> Attributes {
        Attributes::new()
            .text("base", &state.id)
            .text("status", state.status.code())
            .text("category", &state.category)
            .text("institution", &state.institution)
            .text("unit", &state.unit)
            .text("leader", &state.leader)
            .text("name", &state.name.zh)
            .date("recognised_on", state.recognised_on)
            .flag("ground", !state.matters.is_empty())
            .text("task", state.tasks.first_code())
            .flag("benchmark", state.carries(BaseMark::Benchmark))
            .flag("notified", state.carries(BaseMark::Notified))
            .flag("subsidy", !state.subsidies.is_empty())
            .flag("late_change", !state.late_changes.is_empty())
    }
}
