//! A matter: a ground for cancellation, examined in a fair procedure.
//!
//! Owns the way from the finding to a decision: proposal, notice to the host with facts, article and time to
//! state its case, decision by somebody else, service with remedies (rules.md 0b.16). It never cancels by a
//! timer or a message.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, DecisionOf, Lookup, Recount, Refusal, Workflow};

pub use command::{Finding, MatterCommand};
pub use event::{MatterEvent, Opened};
pub use state::{Matter, Statement, Status};

use crate::change::base_lookup;

/// The workflow; one stream a matter, id = matter id.
#[derive(Debug, Clone, Copy)]
pub struct MatterFlow;

impl Workflow for MatterFlow {
    const KIND: &'static str = "matter";
    type State = Matter;
    type Command = MatterCommand;
    type Event = MatterEvent;

    fn decide(
        &self,
        state: &Matter,
        command: &MatterCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Matter, event: &MatterEvent) -> Matter {
        state.evolve(event)
    }

    fn recount(mut state: Matter, recount: &Recount) -> Matter {
        if recount.timer == decide::HEARING {
            state.hearing = Some(recount.deadline.clone());
        }
        state
    }

    fn recounted(
        &self,
        state: &Matter,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &Matter) -> Attributes {
        Attributes::new()
            .text("status", state.status.code())
            .text("base", &state.base)
            .text("institution", &state.institution)
            .text("ground", &state.ground)
            .date("due_on", state.hearing.as_ref().map(|hearing| hearing.due))
            .text("task", state.tasks.first_code())
    }

    fn lookup(&self, state: &Matter, command: &MatterCommand) -> Option<Lookup> {
        match command {
            MatterCommand::Open { base, .. } => Some(base_lookup(base)),
            MatterCommand::OpenFound(finding) => Some(base_lookup(&finding.base)),
            // Limbs of the ground are facts of the base.
            MatterCommand::Propose { .. } => Some(base_lookup(&state.base)),
            _ => None,
        }
    }
}
