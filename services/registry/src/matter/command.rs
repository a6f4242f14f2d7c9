//! What a matter can be told.

use guohe_policy::Date;
use serde::{Deserialize, Serialize};

use crate::base::Leaving;

/// A ground found elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Base id.
    pub base: String,
    /// Ground id; empty for the ground of a failed re-evaluation, which the pack names.
    pub ground: String,
    /// The facts.
    pub facts: String,
    /// Who found it; empty where it follows from a published result.
    pub found_by: String,
    /// Day of the finding or of the notice.
    pub found_on: Date,
    /// Pack, where the message names one.
    pub policy: String,
    /// Codes of the findings made with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

/// Commands of a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum MatterCommand {
    /// Official: opens it.
    Open {
        /// Base id.
        base: String,
        /// Ground id.
        ground: String,
        /// The facts.
        facts: String,
        /// SHA-256 of the evidence.
        evidence_hash: String,
        /// Day of the conduct, where known.
        conduct_on: Option<Date>,
    },
    /// Message: a ground was found in an evaluation, or a re-evaluation was failed.
    OpenFound(Finding),
    /// Official: rules whether the ground reaches conduct before the measures took effect.
    RuleOnConduct {
        /// True where it does.
        reaches: bool,
        /// Why.
        reason: String,
    },
    /// Official: proposes to cancel.
    Propose {
        /// Another ground; empty to keep the one it was opened on.
        ground: String,
        /// Why.
        reason: String,
        /// Codes of the findings made, where the ground needs some beside its facts.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<String>,
    },
    /// Official: the notice was served.
    ServeNotice {
        /// Day of service.
        served_on: Date,
        /// SHA-256 of the notice.
        notice_hash: String,
    },
    /// Official: stops the clock.
    StopClock {
        /// Why.
        reason: String,
    },
    /// Official: lets it run again.
    ResumeClock,
    /// Host: states its case.
    StateCase {
        /// SHA-256 of the statement.
        document_hash: String,
    },
    /// Host: waives the rest of its time.
    WaiveHearing,
    /// Timer after the host's last day.
    EndHearing,
    /// Official other than the proposer: cancels.
    DecideCancellation {
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Date,
        /// Reasons.
        reason: String,
    },
    /// Official: the ground is not established.
    Dismiss {
        /// Why.
        reason: String,
    },
    /// Official: the decision was served.
    ServeDecision {
        /// Day of service.
        served_on: Date,
    },
    /// Message: the base left otherwise.
    End {
        /// How.
        leaving: Leaving,
        /// From which day.
        effective_on: Date,
    },
}
