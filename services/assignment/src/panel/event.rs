//! What can have happened to a panel.

use guohe_clock::Date;
use guohe_flow::Task;
use serde::{Deserialize, Serialize};

use super::{Candidate, Case, Ranking, SeatStatus};

/// Events of the panel workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum PanelEvent {
    /// A case wants a panel.
    Wanted {
        /// The case.
        case: Case,
        /// What an official has to do.
        task: Task,
    },
    /// An official formed the panel; offers follow.
    Formed {
        /// The request that formed it, so that a repeated one is known before the pool is ranked again.
        request: String,
        /// Seats wanted.
        size: u32,
        /// Day by which the first experts should answer (Beijing).
        answer_due_on: Date,
        /// Days from the forming to that day: replacements get as many.
        answer_days: u32,
        /// Day by which sheets are due (Beijing).
        review_due_on: Option<Date>,
        /// Discipline codes that were matched.
        disciplines: Vec<String>,
        /// Persons and institutions left out by name.
        excluding: Vec<String>,
        /// The ranking.
        ranking: Ranking,
    },
    /// An official added candidates.
    CandidatesAdded {
        /// The request that added them.
        request: String,
        /// Day by which they should answer (Beijing).
        answer_due_on: Date,
        /// The new candidates.
        ranking: Ranking,
    },
    /// A seat was offered.
    SeatOffered {
        /// To whom.
        candidate: Candidate,
        /// Day of the offer (Beijing).
        on: Date,
        /// Day by which to answer (Beijing).
        answer_due_on: Date,
    },
    /// The invitation is out.
    SeatInvited {
        /// Person id.
        expert: String,
    },
    /// A seat was taken.
    SeatAccepted {
        /// Person id.
        expert: String,
    },
    /// A seat was given up.
    SeatGivenUp {
        /// Person id.
        expert: String,
        /// How.
        how: SeatStatus,
        /// Why.
        reason: String,
    },
    /// No candidate is left for an open seat.
    Exhausted {
        /// What an official has to do.
        task: Task,
    },
    /// Every seat is taken, for the first time.
    Completed {
        /// Day (Beijing).
        on: Date,
    },
    /// A seat of a completed panel was refilled.
    SeatRefilled {
        /// Who left.
        removed: String,
        /// Who came.
        added: String,
    },
    /// The review is complete.
    Reviewed,
    /// The case ended without a review.
    Closed {
        /// Why.
        reason: String,
    },
}
