//! What a cohort's stream can be told.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

/// Commands of the cohort workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CohortCommand {
    /// Set the cohort date. Officials.
    SetAnchor {
        /// Cohort date (Beijing).
        anchor_on: Date,
    },
    /// A round of the category was opened (message).
    RoundOpened {
        /// Round id.
        round: String,
        /// Day (Beijing).
        opened_on: Date,
    },
    /// The latest date of the next round has passed (timer).
    CycleDue {
        /// That date (Beijing).
        by: Date,
    },
}
