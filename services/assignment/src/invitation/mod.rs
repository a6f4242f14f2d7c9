//! An invitation of one expert to one panel; its id is `<panel>.<expert>`.
//!
//! Owns the answer and its day. Silence counts as declined (the department's setting; no text says more). Never
//! chooses who is asked next: the panel does.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Recount, Refusal, Workflow};

pub use command::{Answer, InvitationCommand, Invite};
pub use event::InvitationEvent;
pub use state::{Invitation, InvitationStatus};

/// The workflow of invitations.
#[derive(Debug, Clone, Copy)]
pub struct Invitations;

/// The invitation of an expert to a panel.
pub fn invitation_id(panel: &str, expert: &str) -> String {
    format!("{panel}.{expert}")
}

impl Workflow for Invitations {
    const KIND: &'static str = "invitation";
    type State = Invitation;
    type Command = InvitationCommand;
    type Event = InvitationEvent;

    fn decide(
        &self,
        state: &Invitation,
        command: &InvitationCommand,
        context: &Context<'_>,
    ) -> Result<Decision<InvitationEvent, InvitationCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Invitation, event: &InvitationEvent) -> Invitation {
        state.evolve(event)
    }

    fn recount(mut state: Invitation, recount: &Recount) -> Invitation {
        if recount.timer == decide::ANSWER_TIMER {
            state.answer_due_on = Some(recount.deadline.due);
            let task = state.tasks.iter().find(|task| task.due_on.is_some()).cloned();
            if let Some(task) = task {
                state.tasks.open(task.due(Some(recount.deadline.due)));
            }
        }
        state
    }

    fn recounted(
        &self,
        state: &Invitation,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<Decision<InvitationEvent, InvitationCommand>, Refusal> {
        Ok(decide::recounted(state, recount, context))
    }

    fn attributes(state: &Invitation) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("expert", &state.expert)
            .text("panel", &state.panel)
            .text("task", state.tasks.first_code())
            .date("answer_due_on", state.answer_due_on)
    }
}
