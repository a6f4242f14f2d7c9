//! What an expert's stream can be told.

use guohe_api::SubjectKind;
use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use super::{Absence, Profile};

/// A seat a panel offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Panel id.
    pub panel: String,
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Application or performance id.
    pub subject: String,
    /// Institution under review.
    pub institution: String,
    /// Day by which the expert should answer (Beijing).
    pub answer_due_on: Date,
}

/// Commands of the expert workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ExpertCommand {
    /// Enter the pool. Officials.
    Register {
        /// The profile.
        profile: Profile,
    },
    /// Replace the profile. Officials.
    Update {
        /// The whole new profile.
        profile: Profile,
    },
    /// State an absence, or end one. Officials, or the expert.
    SetAbsence {
        /// The span; `None` ends a stated one.
        absence: Option<Absence>,
    },
    /// Leave the pool. Officials.
    Retire {
        /// Why.
        reason: String,
    },
    /// A panel offers a seat (message).
    Engage(Offer),
    /// A seat is given up or done (message).
    Release {
        /// Panel id.
        panel: String,
        /// Why.
        reason: String,
    },
}
