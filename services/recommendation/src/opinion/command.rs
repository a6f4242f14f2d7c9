//! What a case before its unit can be told.

use std::collections::BTreeMap;

use guohe_clock::Date;
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

use super::{event::Verdict, state::SubjectKind};

/// A command for a case before its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum OpinionCommand {
    /// Message: the case comes to the unit, first or corrected.
    Present(Presentation),
    /// A user of the unit recommends or does not.
    Give {
        /// Which; never `Returned`.
        verdict: Verdict,
        /// Words of the opinion.
        opinion: String,
        /// Ids of the rules it rests on.
        rules: Vec<String>,
        /// Submission the signer has read; 0: the present one.
        revision: u32,
        /// Documents it brings: SHA-256 by kind.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        documents: BTreeMap<String, String>,
    },
    /// A user of the unit returns the case for correction.
    Return {
        /// What is to be corrected.
        reason: String,
        /// Ids of the rules it rests on.
        rules: Vec<String>,
    },
    /// An official hands the case to a registered unit.
    AssignUnit {
        /// The unit.
        unit: String,
        /// Why.
        reason: String,
    },
    /// Message: the case ended elsewhere.
    Close {
        /// How, in words.
        reason: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
    },
    /// Timer: the day for the opinion is over.
    Overdue {
        /// The submission it was wanted for.
        revision: u32,
    },
    /// Timer: has the base of this change left meanwhile?
    CheckBase,
}

impl OpinionCommand {
    /// The command's name in refusals.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Present(_) => "Present",
            Self::Give { .. } => "GiveOpinion",
            Self::Return { .. } => "ReturnSubject",
            Self::AssignUnit { .. } => "AssignUnit",
            Self::Close { .. } => "Close",
            Self::Overdue { .. } => "Overdue",
            Self::CheckBase => "CheckBase",
        }
    }
}

/// A case as it comes to its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presentation {
    /// Application or change.
    pub kind: SubjectKind,
    /// The unit.
    pub unit: String,
    /// The institution whose case it is.
    pub institution: String,
    /// Call id of an application.
    #[serde(default)]
    pub call: String,
    /// Category code of an application.
    #[serde(default)]
    pub category: String,
    /// Base id of a change.
    #[serde(default)]
    pub base: String,
    /// Pack the case is decided under.
    pub policy: String,
    /// User who lodged it: may not sign.
    pub submitted_by: String,
    /// Number of the submission.
    pub revision: u32,
    /// Day by which the opinion is wanted; none: the pack's period from today.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Conditions that failed.
    #[serde(default)]
    pub failed: Vec<RuleRef>,
    /// Conditions that need a ruling.
    #[serde(default)]
    pub open: Vec<RuleRef>,
}
