//! A proposed ban for false information in an application: a human decides, always.
//!
//! Owns the question and its answer. Nothing is cancelled here, for a rejected application left nothing to
//! cancel; whether the ban of the ground reaches the applicant is what the official decides.

mod decide;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, DecisionOf, Refusal, Task, Tasks, Workflow};
use guohe_policy::Date;
use serde::{Deserialize, Serialize};

/// The workflow; one stream an application, id = application id.
#[derive(Debug, Clone, Copy)]
pub struct ProposalFlow;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not opened.
    #[default]
    Absent,
    /// Waits for an official.
    Open,
    /// The institution is barred.
    Banned,
    /// It is not.
    Dropped,
}

impl Status {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Open => "OPEN",
            Self::Banned => "BANNED",
            Self::Dropped => "DROPPED",
        }
    }
}

/// What a proposal can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ProposalCommand {
    /// Message: false information was established.
    Open {
        /// Applicant's credit code.
        institution: String,
        /// The facts.
        facts: String,
        /// Day of the finding.
        found_on: Date,
        /// Pack the case is decided under.
        policy: String,
    },
    /// Official: decides.
    Decide {
        /// True to bar the institution.
        ban: bool,
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Option<Date>,
        /// Why.
        reason: String,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ProposalEvent {
    /// Opened.
    Opened {
        /// Applicant's credit code.
        institution: String,
        /// The facts.
        facts: String,
        /// Day of the finding.
        found_on: Date,
        /// Pack.
        policy: String,
    },
    /// The institution is barred.
    Banned {
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Date,
        /// Who decided.
        by: String,
        /// Why.
        reason: String,
    },
    /// It is not.
    Dropped {
        /// Who decided.
        by: String,
        /// Why.
        reason: String,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
}

/// A proposal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proposal {
    /// Status.
    pub status: Status,
    /// Applicant's credit code.
    pub institution: String,
    /// The facts.
    pub facts: String,
    /// Day of the finding.
    pub found_on: Option<Date>,
    /// Pack.
    pub policy: String,
    /// Number of the document.
    pub document_number: String,
    /// Date of the document.
    pub document_on: Option<Date>,
    /// Who decided.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Workflow for ProposalFlow {
    const KIND: &'static str = "proposal";
    type State = Proposal;
    type Command = ProposalCommand;
    type Event = ProposalEvent;

    fn decide(
        &self,
        state: &Proposal,
        command: &ProposalCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(mut state: Proposal, event: &ProposalEvent) -> Proposal {
        match event {
            ProposalEvent::Opened { institution, facts, found_on, policy } => {
                state.status = Status::Open;
                state.institution = institution.clone();
                state.facts = facts.clone();
                state.found_on = Some(*found_on);
                state.policy = policy.clone();
            }
            ProposalEvent::Banned { document_number, document_on, by, reason } => {
                state.status = Status::Banned;
                state.document_number = document_number.clone();
                state.document_on = Some(*document_on);
                state.decided_by = by.clone();
                state.reason = reason.clone();
                state.tasks.close_all();
            }
            ProposalEvent::Dropped { by, reason } => {
                state.status = Status::Dropped;
                state.decided_by = by.clone();
                state.reason = reason.clone();
                state.tasks.close_all();
            }
            ProposalEvent::TaskOpened(task) => state.tasks.open(task.clone()),
        }
        state
    }

    fn attributes(state: &Proposal) -> Attributes {
        Attributes::new()
            .text("status", state.status.code())
            .text("institution", &state.institution)
            .text("task", state.tasks.first_code())
    }
}
