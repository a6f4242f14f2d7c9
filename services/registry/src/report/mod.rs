//! A base's yearly report with the plan for the next year.
//!
//! Owns opening, filing, acceptance and the LATE flag. It never sanctions: the measures state no consequence
//! for a missing report.

mod decide;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, DecisionOf, Recount, Refusal, Task, Workflow};
use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

pub use state::{Filing, Report, Status};

use crate::base::Leaving;

/// The workflow; one stream a base and year, id = `<base>-<year>`.
#[derive(Debug, Clone, Copy)]
pub struct ReportFlow;

/// What a report can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ReportCommand {
    /// Message: it is owed; sent again with more changes, or with another host.
    Open(Opening),
    /// Host: files it.
    File {
        /// SHA-256 of the report.
        report_hash: String,
        /// SHA-256 of the plan.
        plan_hash: String,
        /// SHA-256 of the host's signed opinion.
        opinion_hash: String,
        /// Who signed that opinion.
        signed_by: String,
        /// Changes told.
        told_changes: Vec<String>,
    },
    /// Official: accepts it.
    Accept,
    /// Official: returns it.
    Return {
        /// What to correct.
        reason: String,
    },
    /// Timer at the start of the first late day.
    MarkLate,
    /// Message: the base left.
    End {
        /// How.
        leaving: Leaving,
        /// From which day.
        effective_on: Date,
    },
}

/// What is owed by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// Base id.
    pub base: String,
    /// Year reported on.
    pub year: i32,
    /// Host's credit code.
    pub institution: String,
    /// Recommending unit.
    pub unit: String,
    /// Changes to tell.
    pub changes: Vec<String>,
    /// Pack the duty rests on; empty where it is open already.
    pub policy: String,
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ReportEvent {
    /// It is owed.
    Opened {
        /// What.
        opening: Opening,
        /// Year the plan is for.
        plan_year: i32,
        /// When it is due.
        deadline: Box<Deadline>,
    },
    /// More has to be told, or another host files.
    Extended {
        /// All changes to tell.
        changes: Vec<String>,
        /// Host's credit code.
        institution: String,
    },
    /// Filed.
    Filed(Filing),
    /// Sent back.
    Returned {
        /// What to correct.
        reason: String,
    },
    /// Accepted.
    Accepted,
    /// Late; a flag and nothing else.
    Late {
        /// First late day.
        since: Date,
    },
    /// The LATE flag counts no longer: the base had left before.
    LateAnnulled,
    /// The base left.
    Closed {
        /// Why.
        reason: String,
        /// True where it had been due before and stays missing.
        missing: bool,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
    /// It is done.
    TaskClosed {
        /// Task code.
        code: String,
    },
}

impl Workflow for ReportFlow {
    const KIND: &'static str = "report";
    type State = Report;
    type Command = ReportCommand;
    type Event = ReportEvent;

    fn decide(
        &self,
        state: &Report,
        command: &ReportCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Report, event: &ReportEvent) -> Report {
        state.evolve(event)
    }

    fn recount(mut state: Report, recount: &Recount) -> Report {
        if recount.timer == decide::ANNUAL_REPORT {
            state.deadline = Some(recount.deadline.clone());
        }
        state
    }

    fn recounted(
        &self,
        state: &Report,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &Report) -> Attributes {
        Attributes::new()
            .text("status", state.status.code())
            .text("base", &state.base)
            .number("year", i64::from(state.year))
            .text("institution", &state.institution)
            .text("unit", &state.unit)
            .date("due_on", state.deadline.as_ref().map(|deadline| deadline.due))
            .flag("late", state.late_since.is_some())
            .text("task", state.tasks.first_code())
    }
}
