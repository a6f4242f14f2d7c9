//! A report as it stands.

use guohe_flow::Tasks;
use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

use super::ReportEvent;

/// Task of an official: was there just cause for the lateness?
pub(super) const FIND_CAUSE: &str = "find_reason_for_lateness";
/// Filings that are kept in the state; earlier ones stay in the events.
const FILINGS_KEPT: usize = 10;

/// Where a report stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not owed yet.
    #[default]
    Absent,
    /// Owed.
    Open,
    /// Filed, and waits for the recommending unit's signature.
    Unsigned,
    /// With the department.
    Filed,
    /// Sent back.
    Returned,
    /// Accepted.
    Accepted,
    /// The base left.
    Closed,
}

impl Status {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Open => "OPEN",
            Self::Unsigned => "UNSIGNED",
            Self::Filed => "FILED",
            Self::Returned => "RETURNED",
            Self::Accepted => "ACCEPTED",
            Self::Closed => "CLOSED",
        }
    }
}

/// One filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// SHA-256 of the report.
    pub report_hash: String,
    /// SHA-256 of the plan.
    pub plan_hash: String,
    /// SHA-256 of the host's signed opinion.
    pub opinion_hash: String,
    /// Who signed that opinion.
    pub signed_by: String,
    /// Who filed.
    pub filed_by: String,
    /// Day of filing, Beijing.
    pub filed_on: Date,
    /// Changes told.
    pub told_changes: Vec<String>,
    /// True where the recommending unit signs before the report reaches the department.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_sign: bool,
}

/// A report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Status.
    pub status: Status,
    /// Base id.
    pub base: String,
    /// Year reported on.
    pub year: i32,
    /// Year the plan is for.
    pub plan_year: i32,
    /// Host's credit code.
    pub institution: String,
    /// Recommending unit.
    pub unit: String,
    /// When it is due.
    pub deadline: Option<Deadline>,
    /// Changes it must tell.
    pub changes: Vec<String>,
    /// Filings, latest last.
    pub filings: Vec<Filing>,
    /// First late day, where it was late.
    pub late_since: Option<Date>,
    /// Why it was returned or closed.
    pub reason: String,
    /// Due before the base left, and never filed.
    pub missing: bool,
    /// Pack the duty rests on.
    pub policy: String,
    /// What an official found about its lateness; empty while nobody has.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lateness: String,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Report {
    pub(super) fn evolve(mut self, event: &ReportEvent) -> Self {
        match event {
            ReportEvent::Opened { opening, plan_year, deadline } => {
                self.status = Status::Open;
                self.base = opening.base.clone();
                self.year = opening.year;
                self.plan_year = *plan_year;
                self.institution = opening.institution.clone();
                self.unit = opening.unit.clone();
                self.changes = opening.changes.clone();
                self.policy = opening.policy.clone();
                self.deadline = Some((**deadline).clone());
            }
            ReportEvent::Extended { changes, institution } => {
                self.changes = changes.clone();
                self.institution = institution.clone();
            }
            ReportEvent::Filed(filing) => {
                self.status = if filing.to_sign { Status::Unsigned } else { Status::Filed };
                if self.filings.len() >= FILINGS_KEPT {
                    self.filings.remove(0);
                }
                self.filings.push(filing.clone());
                self.reason.clear();
            }
            ReportEvent::Returned { reason } => {
                self.status = Status::Returned;
                self.reason = reason.clone();
            }
            ReportEvent::Signed { opinion_hash, signed_by, .. } => {
                self.status = Status::Filed;
                if let Some(filing) = self.filings.last_mut() {
                    filing.opinion_hash.clone_from(opinion_hash);
                    filing.signed_by.clone_from(signed_by);
                }
            }
            ReportEvent::Accepted => {
                self.status = Status::Accepted;
                // A report that came at last does not answer why it came late.
                self.tasks.close_but(Some(FIND_CAUSE));
            }
            ReportEvent::LatenessExcused { reason } => {
                self.lateness = format!("excused: {reason}");
                self.tasks.close(FIND_CAUSE, "");
            }
            ReportEvent::LatenessUnexcused { ground, facts, .. } => {
                self.lateness = format!("{ground}: {facts}");
                self.tasks.close(FIND_CAUSE, "");
            }
            ReportEvent::Late { since } => self.late_since = Some(*since),
            ReportEvent::LateAnnulled => self.late_since = None,
            ReportEvent::Closed { reason, missing } => {
                self.status = Status::Closed;
                self.reason = reason.clone();
                self.missing = *missing;
                self.tasks.close_all();
            }
            ReportEvent::TaskOpened(task) => self.tasks.open(task.clone()),
            ReportEvent::TaskClosed { code } => self.tasks.close(code, ""),
        }
        self
    }
}
