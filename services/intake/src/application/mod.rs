//! An application: the recognition case (rules.md part 5a) as far as intake carries it.
//!
//! # Theory of operation
//!
//! A case has a *stage* and, beside it, at most one open *ruling*. While a ruling is open the case shows itself
//! as `NEEDS_RULING`: people can do nothing else to it, but facts that other services send are still applied to
//! the stage underneath, so nothing is lost whichever arrives first. The day of receipt decides everything that
//! is counted from it: the pack the case is decided under, and the day the registry tests the ban for.
//! Corrections raise the revision and change neither.

mod command;
mod decide;
mod event;
mod evolve;
mod messages;
mod state;
mod status;
#[cfg(test)]
mod tests;

pub use command::{ApplicationCommand, DraftTerms, Standing};
pub use event::{ApplicationEvent, Verdict};
pub use state::{
    ApplicationState, Ban, CallTerms, ConditionRuling, Milestone, OpinionRecord, Recognition, Ruling,
    RulingCause,
};
pub use status::Status;

use guohe_flow::{Attributes, Context, DecisionOf, Lookup, Recount, Refusal, Workflow};

/// The workflow of an application; the stream's id is the application's.
#[derive(Debug, Clone, Copy, Default)]
pub struct ApplicationWorkflow;

impl Workflow for ApplicationWorkflow {
    const KIND: &'static str = "application";
    type State = ApplicationState;
    type Command = ApplicationCommand;
    type Event = ApplicationEvent;

    fn decide(
        &self,
        state: &ApplicationState,
        command: &ApplicationCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: ApplicationState, event: &ApplicationEvent) -> ApplicationState {
        evolve::evolve(state, event)
    }

    fn recount(state: ApplicationState, recount: &Recount) -> ApplicationState {
        evolve::recount(state, recount)
    }

    fn recounted(
        &self,
        state: &ApplicationState,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &ApplicationState) -> Attributes {
        state.attributes()
    }

    fn lookup(&self, state: &ApplicationState, command: &ApplicationCommand) -> Option<Lookup> {
        decide::lookup(state, command)
    }
}
