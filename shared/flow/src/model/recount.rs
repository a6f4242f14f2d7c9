//! A date counted again after the calendar of a year was loaded.
//!
//! Owns the value that every stream records when one of its timers rests on that year. It is the engine's own
//! event, the same on every kind of stream; what a workflow makes of it is in [`crate::Workflow`].

use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

/// A date counted again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recount {
    /// Name of the timer whose date it is.
    pub timer: String,
    /// The calendar proposal that was confirmed.
    pub proposal: String,
    /// The last day as it was.
    pub was_due: Date,
    /// The first late day as it was.
    pub was_late_from: Date,
    /// The date as it is now, with its receipt.
    pub deadline: Deadline,
}

impl Recount {
    /// Type of the event on a stream.
    pub const EVENT: &'static str = "date_recounted";

    /// False where only the receipt changed: the date is settled and stays.
    pub fn moved(&self) -> bool {
        self.was_due != self.deadline.due || self.was_late_from != self.deadline.late_from
    }
}
