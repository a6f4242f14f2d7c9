//! An expert of the pool, by person id.
//!
//! Owns the profile panels are formed by, absence, and the list of open engagements: the one place where load
//! is counted, so that panels forming at once cannot overbook anybody. Never holds a name or an address.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Refusal, Workflow};

pub use command::{ExpertCommand, Offer};
pub(crate) use decide::check_discipline;
pub use event::ExpertEvent;
pub use state::{Absence, DeclaredConflict, Engagement, Expert, ExpertStatus, Former, Profile};

/// The workflow of experts.
#[derive(Debug, Clone, Copy)]
pub struct Experts;

impl Workflow for Experts {
    const KIND: &'static str = "expert";
    type State = Expert;
    type Command = ExpertCommand;
    type Event = ExpertEvent;

    fn decide(
        &self,
        state: &Expert,
        command: &ExpertCommand,
        context: &Context<'_>,
    ) -> Result<Decision<ExpertEvent, ExpertCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Expert, event: &ExpertEvent) -> Expert {
        state.evolve(event)
    }

    fn attributes(state: &Expert) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("institution", &state.profile.institution)
            .text("region", &state.profile.region)
            .text("expert_type", &state.profile.expert_type)
            .number("engagements", i64::try_from(state.engagements.len()).unwrap_or(i64::MAX))
    }
}
