//! A project of a funding call: admitted after its review, kept in the project library or among the candidates,
//! followed up where it is new, funded, reported on, closed (C14 to C20).
//!
//! Owns one project's way and its progress reports. Never counts what a call still can support (the budget does)
//! and never sanctions: a late report is a flag, and every step forward is an official's or the host's.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, DecisionOf, Lookup, Recount, Refusal, Workflow};

pub use command::{Admitted, Granted, History, ProjectCommand};
pub use event::ProjectEvent;
pub use state::{Filing, FollowUp, Project, Report, ReportStatus, Status};

/// The workflow; one stream a project, id = application id.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProjectFlow;

/// Most projects of one subject that are looked at for earlier money.
const MOST_OF_A_SUBJECT: u32 = 200;

impl Workflow for ProjectFlow {
    const KIND: &'static str = "project";
    type State = Project;
    type Command = ProjectCommand;
    type Event = ProjectEvent;

    fn decide(
        &self,
        state: &Project,
        command: &ProjectCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Project, event: &ProjectEvent) -> Project {
        state.evolve(event)
    }

    fn recount(state: Project, recount: &Recount) -> Project {
        state.recount(recount)
    }

    fn recounted(
        &self,
        state: &Project,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &Project) -> Attributes {
        let attributes = Attributes::new()
            .text("status", state.status.code())
            .text("call", &state.case.call)
            .text("topic", &state.topic)
            .text("category", &state.case.category)
            .text("institution", &state.case.institution)
            .text("policy", &state.case.policy)
            .text("subject", state.subject())
            .text("task", state.tasks.first_code())
            .flag("live", state.status.is_live())
            .flag("history_known", state.history.funded_years.is_some())
            .date("entered_on", state.entered_on)
            .number("score", i64::from(state.case.score_hundredths));
        let earlier = state.history.funded_years.iter().flatten().max();
        let attributes = match earlier {
            Some(year) => attributes.number("last_funded", i64::from(*year)),
            None => attributes,
        };
        match &state.grant {
            Some(grant) => attributes.number("programme_year", i64::from(grant.programme_year)),
            None => attributes,
        }
    }

    /// What the register itself knows of earlier money for the same subject.
    fn lookup(&self, state: &Project, command: &ProjectCommand) -> Option<Lookup> {
        let asks = matches!(command, ProjectCommand::EnterLibrary { .. } | ProjectCommand::Fund(_));
        if !asks || state.subject().is_empty() {
            return None;
        }
        Some(Lookup {
            kind: Self::KIND.to_owned(),
            filter: Attributes::new().text("subject", state.subject()).text("topic", &state.topic),
            after_id: String::new(),
            limit: MOST_OF_A_SUBJECT,
        })
    }
}
