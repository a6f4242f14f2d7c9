//! Computed dates and the receipts that show how they came about.
//!
//! Owns the values; the arithmetic is in `timing` and `calendar`. A receipt travels with a timer for years, so
//! it holds everything needed to explain the date and to recompute it when a calendar is loaded.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use crate::refs::{RuleRef, Text};
use crate::timing::Roll;

/// The day by which something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The last day, until 24:00 Beijing time (rule 1.2); shown to people and used for reminders.
    pub due: Date,
    /// The first day on which it is late with effect on a ground (rules.md 0b.3).
    pub late_from: Date,
    /// True while a year without an official calendar took part.
    pub provisional: bool,
    /// How the dates came about.
    pub receipt: Receipt,
}

/// How a date came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The rule that sets the date.
    pub rule: RuleRef,
    /// The day of the event that started the period, or the reference date.
    pub start: Date,
    /// The event's key, such as `result_notice`.
    pub start_event: String,
    /// The period counted, if there is one (`P1Y`).
    pub period: Option<String>,
    /// The day before any rolling.
    pub nominal: Date,
    /// What happens where the last day is a rest day; unknown in receipts older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<Roll>,
    /// The last day.
    pub due: Date,
    /// The first day on which it is late with effect on a ground.
    pub late_from: Date,
    /// Versions of the calendar years asked (`2026@sc-2025-11-04`, `2027@weekends-only`); empty where no
    /// calendar took part.
    pub calendar_versions: Vec<String>,
    /// Rest days passed over.
    pub skipped_days: Vec<Date>,
    /// Spans during which the clock stood still.
    pub pauses: Vec<Pause>,
    /// True while a year without an official calendar took part.
    pub provisional: bool,
    /// One readable sentence.
    pub arithmetic: Text,
}

impl Receipt {
    /// Whether the schedule of a year took part, official or not.
    pub fn rests_on(&self, year: i32) -> bool {
        let asked = format!("{year}@");
        self.calendar_versions.iter().any(|version| version.starts_with(&asked))
    }
}

/// A span during which a period does not run, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// First day that does not count.
    pub from: Date,
    /// Last day that does not count.
    pub to: Date,
    /// Why the clock stood still.
    pub reason: String,
}

impl Pause {
    /// Whether a day lies in the pause.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A ban on new applications (rule 1.4): no rolling, the latest end of several bans wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The ground the ban rests on.
    pub ground: RuleRef,
    /// The last day of the ban.
    pub last_banned: Date,
    /// The first day on which the institution may apply again.
    pub free_from: Date,
    /// How the dates came about.
    pub receipt: Receipt,
}

impl Exclusion {
    /// Whether an application on this day meets the ban. The start day belongs to it.
    pub fn bans(&self, on: Date) -> bool {
        self.receipt.start <= on && on <= self.last_banned
    }
}

/// The span a condition looks back over, both days included (rule 1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// First day.
    pub from: Date,
    /// Last day, the reference date.
    pub to: Date,
}
