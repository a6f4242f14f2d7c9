//! A decision as events leave it.

use guohe_clock::Date;
use guohe_flow::Tasks;
use guohe_policy::{PolicyRef, RuleRef, Text};
use serde::{Deserialize, Serialize};

use super::{BalanceFactors, Case, DecisionEvent};
use crate::Grade;

/// Where a decision stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionStatus {
    /// Not accepted for review yet.
    #[default]
    None,
    /// Experts review the case.
    UnderReview,
    /// A proposal is wanted.
    Reviewed,
    /// Proposed, and shown to the public.
    Publicity,
    /// Proposed; the document is wanted.
    Proposed,
    /// Recognised.
    Recognised,
    /// Admitted to the project library or to the candidates for funding.
    Admitted,
    /// Not recognised.
    NotRecognised,
    /// The case ended in intake.
    Closed,
}

impl DecisionStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::UnderReview => "UNDER_REVIEW",
            Self::Reviewed => "REVIEWED",
            Self::Publicity => "PUBLICITY",
            Self::Proposed => "PROPOSED",
            Self::Recognised => "RECOGNISED",
            Self::Admitted => "ADMITTED",
            Self::NotRecognised => "NOT_RECOGNISED",
            Self::Closed => "CLOSED",
        }
    }
}

/// A panel's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelResult {
    /// Hundredths.
    pub score_hundredths: u32,
    /// By the card.
    pub grade: Grade,
}

/// A proposal to recognise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Comprehensive opinion.
    pub opinion: String,
    /// What was weighed.
    pub balance: BalanceFactors,
    /// Who proposed.
    pub by: String,
    /// Day (Beijing).
    pub on: Date,
}

/// The assessment of an applicant beside the experts' review (M11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// True where it was passed.
    pub passed: bool,
    /// What was found.
    pub findings: String,
    /// Day (Beijing).
    pub on: Date,
    /// The official.
    pub by: String,
}

/// The word of a department that decides jointly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concurrence {
    /// Role key of the department.
    pub decider: String,
    /// Why.
    pub reason: String,
    /// The official.
    pub by: String,
    /// Day (Beijing).
    pub on: Date,
}

/// The recognition document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Number.
    pub number: String,
    /// Date (Beijing).
    pub on: Date,
    /// Id of the new base.
    pub base: String,
    /// Its official name.
    pub base_name: Text,
}

/// What a decision not to recognise rested on, stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Version decided under.
    pub policy: PolicyRef,
    /// The rules it rests on.
    pub rules: Vec<RuleRef>,
    /// The panel's result at that time.
    pub result: Option<PanelResult>,
    /// The proposal that had been made, if any.
    pub proposal: Option<Proposal>,
}

/// One case's decision on recognition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recognition {
    /// Where it stands.
    pub status: DecisionStatus,
    /// The case.
    pub case: Case,
    /// The panel's result.
    pub result: Option<PanelResult>,
    /// The assessment beside the review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
    /// The proposal in force.
    pub proposal: Option<Proposal>,
    /// Departments that concur with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub concurrences: Vec<Concurrence>,
    /// Last day of publicity (Beijing).
    pub publicity_until: Option<Date>,
    /// The document.
    pub document: Option<Document>,
    /// Why it was not recognised, or closed.
    pub reason: String,
    /// Open tasks.
    pub tasks: Tasks,
    /// Day it was accepted for review (Beijing).
    pub opened_on: Option<Date>,
    /// Day of the decision's recording (Beijing).
    pub decided_on: Option<Date>,
}

impl Recognition {
    pub(super) fn evolve(mut self, event: &DecisionEvent) -> Self {
        match event {
            DecisionEvent::Opened { case, on } => {
                self.status = DecisionStatus::UnderReview;
                self.case = case.clone();
                self.opened_on = Some(*on);
            }
            DecisionEvent::Reviewed { result, task } => {
                self.status = DecisionStatus::Reviewed;
                self.result = Some(*result);
                self.proposal = None;
                self.concurrences.clear();
                self.publicity_until = None;
                self.tasks = task.clone().into();
            }
            DecisionEvent::Proposed { proposal, publicity_until, task } => {
                self.status = match publicity_until {
                    Some(_) => DecisionStatus::Publicity,
                    None => DecisionStatus::Proposed,
                };
                self.proposal = Some(proposal.clone());
                self.publicity_until = *publicity_until;
                self.tasks = task.clone().into();
            }
            DecisionEvent::Assessed { assessment } => self.assessment = Some(assessment.clone()),
            DecisionEvent::Concurred { concurrence } => self.concurrences.push(concurrence.clone()),
            DecisionEvent::Admitted { proposal, .. } => {
                self.proposal = Some(proposal.clone());
                self.decided_on = Some(proposal.on);
                self.end(DecisionStatus::Admitted, "");
            }
            DecisionEvent::PublicityEnded { task } => {
                self.status = DecisionStatus::Proposed;
                self.tasks = task.clone().into();
            }
            DecisionEvent::Recognised { document, on } => {
                self.document = Some(document.clone());
                self.decided_on = Some(*on);
                self.end(DecisionStatus::Recognised, "");
            }
            DecisionEvent::NotRecognised { reason, on, .. } => {
                self.decided_on = Some(*on);
                self.end(DecisionStatus::NotRecognised, reason);
            }
            DecisionEvent::Closed { reason } => self.end(DecisionStatus::Closed, reason),
        }
        self
    }

    fn end(&mut self, status: DecisionStatus, reason: &str) {
        self.status = status;
        reason.clone_into(&mut self.reason);
        self.tasks.close_all();
    }
}
