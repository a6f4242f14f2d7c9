//! What can have happened to a round.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

/// Events of the round workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum RoundEvent {
    /// The round was opened.
    Opened {
        /// Category code.
        category: String,
        /// Day (Beijing).
        on: Date,
        /// Day by which hosts file their materials (Beijing).
        materials_due_on: Date,
        /// Pack in force.
        policy: String,
    },
    /// The round was closed.
    Closed {
        /// Day (Beijing).
        on: Date,
    },
}
