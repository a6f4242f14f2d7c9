//! What happens to a case before its unit.

use std::collections::BTreeMap;

use guohe_clock::{Date, Timestamp};
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

use super::command::Presentation;

/// A unit's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Recommended, or consented to.
    Recommended,
    /// Not recommended, or not consented to.
    NotRecommended,
    /// Returned for correction.
    Returned,
}

/// An event of a case before its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum OpinionEvent {
    /// It came to the unit.
    Presented {
        /// Its id.
        subject: String,
        /// The case; `due_on` is the day that stands.
        case: Presentation,
        /// Whether the unit is registered.
        unit_known: bool,
        /// The unit's own credit code, where it has one.
        unit_institution: String,
        /// Day it came.
        on: Date,
    },
    /// An official handed it to a unit.
    UnitAssigned {
        /// The unit.
        unit: String,
        /// The unit's own credit code, where it has one.
        unit_institution: String,
        /// Why.
        reason: String,
    },
    /// The unit gave its opinion.
    Given {
        /// The verdict.
        verdict: Verdict,
        /// Its words.
        opinion: String,
        /// Rules it rests on.
        rules: Vec<RuleRef>,
        /// Who signed it.
        signed_by: String,
        /// Recorded.
        at: Timestamp,
        /// Documents it brought: SHA-256 by kind.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        documents: BTreeMap<String, String>,
    },
    /// Its day passed without an opinion.
    BecameOverdue {
        /// Day of recording.
        on: Date,
    },
    /// The case ended elsewhere.
    Closed {
        /// How, in words.
        reason: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
    },
}
