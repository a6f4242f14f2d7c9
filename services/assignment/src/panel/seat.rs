//! Candidates and seats.

use std::collections::BTreeMap;

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

/// A ranked candidate with the parts of its score.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Candidate {
    /// Person id.
    pub expert: String,
    /// Institution's credit code.
    pub institution: String,
    /// Longest common prefix of discipline codes, digits.
    pub discipline: u32,
    /// Matching keywords.
    pub keywords: u32,
    /// Open engagements.
    pub load: u32,
    /// Breaks ties.
    pub tie_break: u32,
    /// In words: what matched.
    pub why: String,
}

/// A ranking of the pool for a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ranking {
    /// Candidates, best first.
    pub candidates: Vec<Candidate>,
    /// Experts left out, counted by reason.
    pub excluded: BTreeMap<String, u32>,
    /// Experts looked at.
    pub pool_size: u32,
}

/// Where a seat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatStatus {
    /// Offered; the expert's stream has not answered.
    Offered,
    /// The invitation is out.
    Invited,
    /// Taken.
    Accepted,
    /// The expert has no room, is absent or retired.
    Unavailable,
    /// Declined.
    Declined,
    /// No answer in time.
    Silent,
    /// Declined for a conflict of interest.
    Conflict,
    /// Recused by an official.
    Recused,
    /// Withdrawn with the case.
    Withdrawn,
}

impl SeatStatus {
    /// Whether the seat is taken or may still be.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Offered | Self::Invited | Self::Accepted)
    }
}

/// A seat, taken or given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Who.
    pub candidate: Candidate,
    /// Where it stands.
    pub status: SeatStatus,
    /// Day it was offered (Beijing).
    pub offered_on: Date,
    /// Why it was given up.
    #[serde(default)]
    pub reason: String,
}
