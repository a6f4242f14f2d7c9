//! A matter as it stands.

use guohe_flow::Tasks;
use guohe_policy::{Date, Deadline, Pause, RuleRef, Text};
use serde::{Deserialize, Serialize};

use super::MatterEvent;

/// Most statements of a host in one matter.
pub(crate) const STATEMENTS_KEPT: usize = 50;

/// Where a matter stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not opened.
    #[default]
    Absent,
    /// A ground is examined.
    Opened,
    /// Cancellation is proposed.
    Proposed,
    /// The host may state its case.
    Hearing,
    /// An official may decide.
    Decidable,
    /// Cancelled.
    Cancelled,
    /// Not established.
    Dismissed,
    /// The base left otherwise.
    Moot,
}

impl Status {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Opened => "OPENED",
            Self::Proposed => "PROPOSED",
            Self::Hearing => "HEARING",
            Self::Decidable => "DECIDABLE",
            Self::Cancelled => "CANCELLED",
            Self::Dismissed => "DISMISSED",
            Self::Moot => "MOOT",
        }
    }

    /// Nothing is decided yet.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Opened | Self::Proposed | Self::Hearing | Self::Decidable)
    }
}

/// A statement of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// SHA-256 of the document.
    pub document_hash: String,
    /// The host's user.
    pub by: String,
    /// Day.
    pub on: Date,
}

/// A matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matter {
    /// Status.
    pub status: Status,
    /// Base id.
    pub base: String,
    /// Host's credit code.
    pub institution: String,
    /// Recommending unit.
    pub unit: String,
    /// Ground id.
    pub ground: String,
    /// Its article.
    pub rule: Option<RuleRef>,
    /// Its wording.
    pub ground_text: Text,
    /// The facts.
    pub facts: String,
    /// SHA-256 of the evidence.
    pub evidence_hash: String,
    /// Day of the conduct.
    pub conduct_on: Option<Date>,
    /// The ruling on earlier conduct.
    pub reaches_back: Option<bool>,
    /// Day it was opened.
    pub opened_on: Option<Date>,
    /// Who opened it.
    pub opened_by: String,
    /// Who proposed.
    pub proposed_by: String,
    /// Why.
    pub proposal_reason: String,
    /// Day the notice was served.
    pub notice_served_on: Option<Date>,
    /// SHA-256 of the notice.
    pub notice_hash: String,
    /// End of the host's time.
    pub hearing: Option<Deadline>,
    /// Day since which the clock stands still, with the reason.
    pub stopped: Option<(Date, String)>,
    /// Spans during which it stood still.
    pub pauses: Vec<Pause>,
    /// The host's statements.
    pub statements: Vec<Statement>,
    /// Day the host waived the rest of its time.
    pub waived_on: Option<Date>,
    /// First day on which the decision may be taken.
    pub decidable_from: Option<Date>,
    /// Number of the cancellation document.
    pub document_number: String,
    /// Its date.
    pub document_on: Option<Date>,
    /// Who decided or dismissed.
    pub decided_by: String,
    /// Reasons.
    pub reason: String,
    /// Day the decision was served.
    pub decision_served_on: Option<Date>,
    /// Pack it is decided under.
    pub policy: String,
    /// Codes of the findings made, where the ground needs some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Matter {
    pub(super) fn evolve(mut self, event: &MatterEvent) -> Self {
        match event {
            MatterEvent::Opened(opened) => {
                self.status = Status::Opened;
                self.base = opened.base.clone();
                self.institution = opened.institution.clone();
                self.unit = opened.unit.clone();
                self.ground = opened.ground.clone();
                self.rule = Some(opened.rule.clone());
                self.ground_text = opened.ground_text.clone();
                self.facts = opened.facts.clone();
                self.evidence_hash = opened.evidence_hash.clone();
                self.conduct_on = opened.conduct_on;
                self.opened_on = Some(opened.opened_on);
                self.opened_by = opened.opened_by.clone();
                self.policy = opened.policy.clone();
                self.findings = opened.findings.clone();
            }
            MatterEvent::ConductRuled { reaches, .. } => self.reaches_back = Some(*reaches),
            MatterEvent::Proposed { ground, rule, ground_text, by, reason, findings } => {
                self.status = Status::Proposed;
                self.ground = ground.clone();
                self.rule = Some(rule.clone());
                self.ground_text = ground_text.clone();
                self.proposed_by = by.clone();
                self.proposal_reason = reason.clone();
                self.findings = findings.clone();
            }
            MatterEvent::NoticeServed { served_on, notice_hash, hearing } => {
                self.status = Status::Hearing;
                self.notice_served_on = Some(*served_on);
                self.notice_hash = notice_hash.clone();
                self.hearing = hearing.clone();
            }
            MatterEvent::ClockStopped { on, reason } => self.stopped = Some((*on, reason.clone())),
            MatterEvent::ClockResumed { pause, hearing } => {
                self.stopped = None;
                self.pauses.extend(pause.clone());
                self.hearing = Some(hearing.clone());
            }
            MatterEvent::CaseStated(statement) => self.statements.push(statement.clone()),
            MatterEvent::HearingWaived { on, .. } => self.waived_on = Some(*on),
            MatterEvent::HearingEnded { decidable_from } => {
                self.status = Status::Decidable;
                self.decidable_from = Some(*decidable_from);
                self.stopped = None;
            }
            MatterEvent::Cancelled { document_number, document_on, reason, by } => {
                self.close(Status::Cancelled, reason);
                self.document_number = document_number.clone();
                self.document_on = Some(*document_on);
                self.decided_by = by.clone();
            }
            MatterEvent::Dismissed { reason, by } => {
                self.close(Status::Dismissed, reason);
                self.decided_by = by.clone();
            }
            MatterEvent::DecisionServed { served_on } => self.decision_served_on = Some(*served_on),
            MatterEvent::Moot { reason } => self.close(Status::Moot, reason),
            MatterEvent::TaskOpened(task) => self.tasks.open(task.clone()),
            MatterEvent::TaskClosed { code } => self.tasks.close(code, ""),
        }
        self
    }

    fn close(&mut self, status: Status, reason: &str) {
        self.status = status;
        self.reason = reason.to_owned();
        self.stopped = None;
        self.tasks.close_all();
    }
}
