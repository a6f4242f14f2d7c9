//! An evaluation round of a category.
//!
//! Owns the opening and the day for materials. Keeps no list of its bases: the registry enters them, each base's
//! evaluation is a stream of its own, and lists by round show them.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Refusal, Workflow};

pub use command::RoundCommand;
pub use event::RoundEvent;
pub use state::{Round, RoundStatus};

/// The workflow of rounds.
#[derive(Debug, Clone, Copy)]
pub struct Rounds;

impl Workflow for Rounds {
    const KIND: &'static str = "round";
    type State = Round;
    type Command = RoundCommand;
    type Event = RoundEvent;

    fn decide(
        &self,
        state: &Round,
        command: &RoundCommand,
        context: &Context<'_>,
    ) -> Result<Decision<RoundEvent, RoundCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Round, event: &RoundEvent) -> Round {
        state.evolve(event)
    }

    fn attributes(state: &Round) -> Attributes {
        Attributes::new().text("state", state.status.word()).text("category", &state.category)
    }
}
