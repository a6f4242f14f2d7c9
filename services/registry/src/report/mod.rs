//! A base's yearly report with the plan for the next year.
//!
//! Owns opening, filing, the recommending unit's signature, acceptance and the LATE flag. It never sanctions: where the
//! measures make lateness without cause a ground, a person looks for the cause (B7), and a matter decides.

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
    /// Recommending unit: signs the report before it reaches the department, where the measures ask for it.
    Sign {
        /// SHA-256 of its signed opinion.
        opinion_hash: String,
    },
    /// Official: finds that there was just cause for the lateness.
    ExcuseLateness {
        /// The cause.
        reason: String,
    },
    /// Official: finds that there was none, where that is a ground.
    FindLateWithoutCause {
        /// The facts.
        facts: String,
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
    /// Day an official set, where the measures name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
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
    /// Signed by the recommending unit; it reaches the department.
    Signed {
        /// SHA-256 of the opinion.
        opinion_hash: String,
        /// Who signed.
        signed_by: String,
        /// Day.
        on: Date,
    },
    /// Accepted.
    Accepted,
    /// An official found just cause for the lateness.
    LatenessExcused {
        /// The cause.
        reason: String,
    },
    /// An official found none: a matter is opened on the ground.
    LatenessUnexcused {
        /// Ground id.
        ground: String,
        /// The facts.
        facts: String,
        /// Who found it.
        found_by: String,
    },
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
