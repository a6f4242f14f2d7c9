//! The decision on recognition. The stream's id is the application's.
//!
//! Owns the way from a completed review over the department's comprehensive opinion to the recognition document,
//! to the project library or the candidates for funding, or to a refusal with reasons. Never reviews and never enters a base: the registry does, on the document.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Refusal, Workflow};

pub use command::{BalanceFactors, Case, CaseRuling, DecisionCommand};
pub use event::DecisionEvent;
pub use state::{
    Assessment, Basis, Concurrence, DecisionStatus, Document, PanelResult, Proposal, Recognition,
};

/// The workflow of decisions on recognition.
#[derive(Debug, Clone, Copy)]
pub struct Decisions;

impl Workflow for Decisions {
    const KIND: &'static str = "decision";
    type State = Recognition;
    type Command = DecisionCommand;
    type Event = DecisionEvent;

    fn decide(
        &self,
        state: &Recognition,
        command: &DecisionCommand,
        context: &Context<'_>,
    ) -> Result<Decision<DecisionEvent, DecisionCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Recognition, event: &DecisionEvent) -> Recognition {
        state.evolve(event)
    }

    fn attributes(state: &Recognition) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("task", state.tasks.first_code())
            .text("category", &state.case.category)
            .text("institution", &state.case.institution)
    }
}
