//! Calls for applications: announced, open from 00:00 of the first day, closed at 24:00 of the last (Beijing).
//!
//! Owns a call's days and what pack it was announced under. Holds no list of its applications: when it is
//! extended it pages through those not lodged yet and tells each page by message. An application checks its
//! call's present days again at the moment they matter, so a message that is still on its way harms nobody.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{CallCommand, NewCall};
pub use event::{CallDays, CallEvent};
pub use state::{CallState, CallStatus};

use guohe_flow::{Attributes, Context, DecisionOf, Lookup, Recount, Refusal, Workflow};

/// The workflow of a call; the stream's id is the call's.
#[derive(Debug, Clone, Copy, Default)]
pub struct CallWorkflow;

impl Workflow for CallWorkflow {
    const KIND: &'static str = "call";
    type State = CallState;
    type Command = CallCommand;
    type Event = CallEvent;

    fn decide(
        &self,
        state: &CallState,
        command: &CallCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: CallState, event: &CallEvent) -> CallState {
        state.after(event)
    }

    fn recount(mut state: CallState, recount: &Recount) -> CallState {
        if recount.timer == decide::CLOSE
            && let Some(days) = &mut state.days
        {
            days.accepted_until = recount.deadline.due;
            days.provisional = recount.deadline.provisional;
        }
        state
    }

    fn attributes(state: &CallState) -> Attributes {
        state.attributes()
    }

    fn lookup(&self, state: &CallState, command: &CallCommand) -> Option<Lookup> {
        decide::lookup(state, command)
    }
}
