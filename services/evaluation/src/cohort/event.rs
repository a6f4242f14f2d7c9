//! What can have happened to a cohort.

use guohe_clock::Date;
use guohe_flow::Task;
use serde::{Deserialize, Serialize};

use super::Cycle;

/// Events of the cohort workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CohortEvent {
    /// The cohort date was set.
    Anchored {
        /// The cycle from it.
        cycle: Cycle,
    },
    /// A round was opened.
    RoundOpened {
        /// Round id.
        round: String,
        /// Day (Beijing).
        opened_on: Date,
    },
    /// The cycle moved on after a round.
    MovedOn {
        /// The cycle as it stands now.
        cycle: Cycle,
    },
    /// No round was opened by its latest date.
    RoundOverdue {
        /// That date (Beijing).
        by: Date,
        /// What an official has to do.
        task: Task,
    },
}
