//! A case before its recommending unit: an application, or a change that a base filed.
//!
//! The signer is not the user who lodged the case, and where the department blocks it a unit does not recommend
//! its own institution. A later submission of the same case opens it again, whatever was said before.

mod command;
mod decide;
mod event;
mod messages;
mod state;
#[cfg(test)]
mod tests;

pub use command::{OpinionCommand, Presentation};
pub use event::{OpinionEvent, Verdict};
pub use state::{OpinionState, OpinionStatus, SubjectKind};

use guohe_flow::{Attributes, Context, DecisionOf, Lookup, Recount, Refusal, Workflow};

/// The workflow of a case before its unit; the stream's id is the application's or the change's.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpinionWorkflow;

impl Workflow for OpinionWorkflow {
    const KIND: &'static str = "opinion";
    type State = OpinionState;
    type Command = OpinionCommand;
    type Event = OpinionEvent;

    fn decide(
        &self,
        state: &OpinionState,
        command: &OpinionCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: OpinionState, event: &OpinionEvent) -> OpinionState {
        state.after(event)
    }

    fn recount(mut state: OpinionState, recount: &Recount) -> OpinionState {
        if recount.timer == decide::DUE
            && let Some(case) = &mut state.case
        {
            case.due_on = Some(recount.deadline.due);
        }
        state
    }

    fn recounted(
        &self,
        state: &OpinionState,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &OpinionState) -> Attributes {
        state.attributes()
    }

    fn lookup(&self, state: &OpinionState, command: &OpinionCommand) -> Option<Lookup> {
        decide::lookup(state, command)
    }
}
