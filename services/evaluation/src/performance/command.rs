//! What a performance's stream can be told.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use crate::Grade;

/// A base entered into an evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Base id.
    pub base: String,
    /// Round id, or the id of the re-evaluation.
    pub round: String,
    /// True after rectification.
    pub re_evaluation: bool,
    /// Host's credit code.
    pub institution: String,
    /// Category code.
    pub category: String,
    /// Field.
    pub field: String,
    /// Recommending unit.
    pub unit: String,
    /// Day by which materials are due, where set (Beijing).
    pub materials_due_on: Option<Date>,
    /// Pack it is held under.
    pub policy: String,
}

/// Commands of the performance workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum PerformanceCommand {
    /// A base is to be evaluated (message).
    Open(Entry),
    /// File the materials. The base's host.
    File {
        /// SHA-256 of the self-evaluation report, hex.
        report_document: String,
        /// Summary.
        summary: String,
    },
    /// The day for materials has passed (timer).
    MaterialsDue,
    /// Leave midway. The base's host.
    Quit {
        /// Why.
        reason: String,
    },
    /// Find an absence or a leaving justified. Officials.
    Excuse {
        /// The cause.
        reason: String,
    },
    /// Find an absence or a leaving without cause. Officials.
    FindWithoutCause {
        /// The facts.
        facts: String,
    },
    /// Find what was filed false. Officials.
    FindFalse {
        /// The facts.
        facts: String,
    },
    /// The review is complete (message).
    Reviewed {
        /// Result, hundredths.
        score_hundredths: u32,
        /// Grade by the card.
        grade: Grade,
    },
    /// Publish the grade. Officials.
    PublishGrade {
        /// The grade.
        grade: Grade,
        /// Why it departs from the card's; needed where it does.
        reason: String,
        /// Day of the notice to the host; today where `None` (Beijing).
        notice_on: Option<Date>,
    },
    /// The base left the register (message).
    Stop {
        /// How.
        reason: String,
    },
}
