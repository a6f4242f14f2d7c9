//! A base's evaluation in a round, or its re-evaluation after rectification.
//!
//! Owns the materials, the findings on absence and falsehood, and the published grade. Draws no consequence: a
//! ground found or a grade published goes to the registry, where a person proposes and another decides. Timers
//! record that a day passed and open a task; they never find anything.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Refusal, Workflow};

pub use command::{Entry, PerformanceCommand};
pub use event::PerformanceEvent;
pub use state::{Materials, Performance, PerformanceStatus, PublishedGrade};

/// The workflow of performance evaluations.
#[derive(Debug, Clone, Copy)]
pub struct Performances;

impl Workflow for Performances {
    const KIND: &'static str = "performance";
    type State = Performance;
    type Command = PerformanceCommand;
    type Event = PerformanceEvent;

    fn decide(
        &self,
        state: &Performance,
        command: &PerformanceCommand,
        context: &Context<'_>,
    ) -> Result<Decision<PerformanceEvent, PerformanceCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Performance, event: &PerformanceEvent) -> Performance {
        state.evolve(event)
    }

    fn attributes(state: &Performance) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("task", state.tasks.first_code())
            .text("base", &state.entry.base)
            .text("round", &state.entry.round)
            .text("category", &state.entry.category)
            .text("institution", &state.entry.institution)
            .date("materials_due_on", state.entry.materials_due_on)
    }
}
