//! What a round's stream can be told.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

/// Commands of the round workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum RoundCommand {
    /// Open the round. Officials.
    Open {
        /// Category code.
        category: String,
        /// Day by which hosts file their materials (Beijing).
        materials_due_on: Date,
    },
    /// Close the round. Officials.
    Close,
}
