//! What can have happened in a matter.

use guohe_flow::Task;
use guohe_policy::{Date, Deadline, Pause, RuleRef, Text};
use serde::{Deserialize, Serialize};

use super::Statement;

/// The opening of a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Base id.
    pub base: String,
    /// Host's credit code.
    pub institution: String,
    /// Recommending unit.
    pub unit: String,
    /// Ground id.
    pub ground: String,
    /// The ground's article.
    pub rule: RuleRef,
    /// The ground's wording.
    pub ground_text: Text,
    /// The facts.
    pub facts: String,
    /// SHA-256 of the evidence.
    pub evidence_hash: String,
    /// Day of the conduct, where known.
    pub conduct_on: Option<Date>,
    /// Who opened it, or found the ground.
    pub opened_by: String,
    /// Day.
    pub opened_on: Date,
    /// Pack it is decided under.
    pub policy: String,
    /// Codes of the findings made when it was opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

/// Events of a matter.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum MatterEvent {
    /// Opened.
    Opened(Opened),
    /// An official ruled on earlier conduct.
    ConductRuled {
        /// True where the ground reaches it.
        reaches: bool,
        /// Why.
        reason: String,
    },
    /// Cancellation was proposed.
    Proposed {
        /// Ground id.
        ground: String,
        /// Its article.
        rule: RuleRef,
        /// Its wording.
        ground_text: Text,
        /// Who.
        by: String,
        /// Why.
        reason: String,
        /// Codes of the findings it rests on, where the ground needs some.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<String>,
    },
    /// The notice was served; the host's time runs.
    NoticeServed {
        /// Day of service.
        served_on: Date,
        /// SHA-256 of the notice.
        notice_hash: String,
        /// End of the host's time; none where the pack gives none.
        hearing: Option<Deadline>,
    },
    /// The clock stands still from a day on.
    ClockStopped {
        /// First day that does not count.
        on: Date,
        /// Why.
        reason: String,
    },
    /// It runs again.
    ClockResumed {
        /// The span, where at least one day did not count.
        pause: Option<Pause>,
        /// The host's time, computed anew.
        hearing: Deadline,
    },
    /// The host stated its case.
    CaseStated(Statement),
    /// The host waived the rest of its time.
    HearingWaived {
        /// Day.
        on: Date,
        /// The host's user.
        by: String,
    },
    /// The host's time is over.
    HearingEnded {
        /// First day on which the decision may be taken.
        decidable_from: Date,
    },
    /// Cancelled.
    Cancelled {
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Date,
        /// Reasons.
        reason: String,
        /// Who.
        by: String,
    },
    /// The ground was not established.
    Dismissed {
        /// Why.
        reason: String,
        /// Who.
        by: String,
    },
    /// The decision was served.
    DecisionServed {
        /// Day.
        served_on: Date,
    },
    /// The base left otherwise.
    Moot {
        /// Why.
        reason: String,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
    /// It is done.
    TaskClosed {
        /// Task code.
        code: String,
    },
}
