//! What a panel's stream can be told.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use super::{Case, Ranking};

/// An official's wish for a panel, with the pool as it was ranked for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Forming {
    /// Seats; the score card's number where `None`.
    pub size: Option<u32>,
    /// Day by which experts should answer; by the department's period where `None` (Beijing).
    pub answer_due_on: Option<Date>,
    /// Day by which sheets are due; the case's or by the department's period where `None` (Beijing).
    pub review_due_on: Option<Date>,
    /// Discipline codes that were matched.
    pub disciplines: Vec<String>,
    /// Persons and institutions left out by name.
    pub excluding: Vec<String>,
    /// The ranking.
    pub ranking: Ranking,
}

/// An expert's answer, as the panel sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatAnswer {
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// No answer in time.
    Silent,
    /// Declined for a conflict of interest.
    Conflict,
}

/// Commands of the panel workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum PanelCommand {
    /// A case wants a panel (message).
    Want(Case),
    /// Form the panel. Officials.
    Form(Forming),
    /// Add candidates. Officials.
    AddCandidates {
        /// The new candidates.
        ranking: Ranking,
        /// Day by which they should answer; by the department's period where `None` (Beijing).
        answer_due_on: Option<Date>,
    },
    /// An offered expert has room; the invitation is out (message).
    Engaged {
        /// Person id.
        expert: String,
    },
    /// An offered expert has no room (message).
    Unavailable {
        /// Person id.
        expert: String,
        /// Why.
        reason: String,
    },
    /// An invited expert answered, or did not (message).
    Answered {
        /// Person id.
        expert: String,
        /// The answer.
        answer: SeatAnswer,
        /// Why, where declined.
        reason: String,
    },
    /// Take an expert off. Officials.
    Recuse {
        /// Person id.
        expert: String,
        /// Why.
        reason: String,
    },
    /// The review is complete (message).
    ReviewDone {
        /// Experts whose sheets are in.
        experts: Vec<String>,
    },
    /// The case ended (message).
    Close {
        /// Why.
        reason: String,
    },
}
