//! What can have happened to a review.

use std::collections::BTreeMap;

use guohe_clock::Date;
use guohe_flow::Task;
use serde::{Deserialize, Serialize};

use super::Opening;
use crate::{Card, card::Verdict};

/// Events of the review workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ReviewEvent {
    /// Sheets are awaited.
    Opened {
        /// The panel.
        opening: Opening,
        /// The card, kept for the whole review.
        card: Card,
        /// Day (Beijing).
        on: Date,
    },
    /// A sheet was filed.
    SheetSubmitted {
        /// Person id.
        expert: String,
        /// Points by criterion code, hundredths.
        scores: BTreeMap<String, u32>,
        /// Sum, hundredths.
        total: u32,
        /// SHA-256 of the comment document, hex; empty without one.
        comment_document: String,
        /// Day (Beijing).
        on: Date,
        /// True after the day it was due.
        late: bool,
    },
    /// An expert left the panel; a sheet of theirs is void.
    SeatVacated {
        /// Person id.
        expert: String,
        /// Why.
        reason: String,
    },
    /// An expert took an open seat.
    SeatFilled {
        /// Person id.
        expert: String,
    },
    /// The day passed with sheets missing.
    SheetsLate {
        /// Person ids of those awaited.
        awaited: Vec<String>,
        /// What an official has to do.
        task: Task,
    },
    /// The last sheet is in.
    Completed {
        /// The result.
        verdict: Verdict,
        /// Day (Beijing).
        on: Date,
    },
    /// The case ended without a result.
    Closed {
        /// Why.
        reason: String,
    },
}
