//! A panel: the experts of one case.
//!
//! Owns the ranked candidates, the seats and their replacement. Never decides who has room (the expert's own
//! stream does) and never scores. The stream's id is `p-` and the application's or performance's id.

mod command;
mod decide;
mod event;
mod seat;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Refusal, Workflow};

pub use command::{Forming, PanelCommand, SeatAnswer};
pub use event::PanelEvent;
pub use seat::{Candidate, Ranking, Seat, SeatStatus};
pub use state::{Case, Panel, PanelStatus};

/// The workflow of panels.
#[derive(Debug, Clone, Copy)]
pub struct Panels;

/// The panel of a subject.
pub fn panel_id(subject: &str) -> String {
    format!("p-{subject}")
}

impl Workflow for Panels {
    const KIND: &'static str = "panel";
    type State = Panel;
    type Command = PanelCommand;
    type Event = PanelEvent;

    fn decide(
        &self,
        state: &Panel,
        command: &PanelCommand,
        context: &Context<'_>,
    ) -> Result<Decision<PanelEvent, PanelCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Panel, event: &PanelEvent) -> Panel {
        state.evolve(event)
    }

    fn attributes(state: &Panel) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("task", state.tasks.first_code())
            .text("subject_kind", state.case.subject_kind.word())
            .text("category", &state.case.category)
            .text("base", &state.case.base)
            .text("institution", &state.case.institution)
    }
}
