//! What can have happened to a performance evaluation.

use guohe_clock::Date;
use guohe_flow::Task;
use serde::{Deserialize, Serialize};

use super::{Entry, Materials, PublishedGrade};
use crate::Grade;

/// Events of the performance workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum PerformanceEvent {
    /// The base is to be evaluated.
    Opened {
        /// Who and when.
        entry: Entry,
        /// Day (Beijing).
        on: Date,
    },
    /// Materials were filed.
    MaterialsFiled {
        /// What was filed.
        materials: Materials,
    },
    /// The day passed without materials.
    MaterialsMissed {
        /// What an official has to do.
        task: Task,
    },
    /// The host left midway.
    Quit {
        /// Why.
        reason: String,
        /// What an official has to do.
        task: Task,
    },
    /// An absence or a leaving was found justified.
    Excused {
        /// The cause.
        reason: String,
    },
    /// A ground was found.
    GroundFound {
        /// Ground id of the pack.
        ground: String,
        /// The facts.
        facts: String,
        /// The official.
        found_by: String,
        /// Day (Beijing).
        on: Date,
    },
    /// The review is complete, perhaps again after a seat was replaced.
    Scored {
        /// Result, hundredths.
        score_hundredths: u32,
        /// Grade by the card.
        grade: Grade,
        /// What an official has to do.
        task: Task,
    },
    /// The grade was published.
    Graded {
        /// The grade.
        published: PublishedGrade,
    },
    /// The base left the register.
    Closed {
        /// How.
        reason: String,
    },
}
