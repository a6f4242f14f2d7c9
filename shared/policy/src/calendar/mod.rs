//! The statutory calendar: which days are worked and which are not.
//!
//! Owns the official rest-day schedules, one a year and each with its version and source, and the questions
//! asked of them: is this a working day, which is the next one, when have n of them passed. A year whose
//! schedule is not loaded is answered from weekends alone and marked *provisional* (rule 1.3). Never decides
//! whether a date rolls: that is a switch of each timed rule.

mod compare;
mod inspect;
mod schedule;

use std::collections::BTreeMap;

use chrono::Datelike;
use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use crate::deadline::Pause;
pub use compare::{Contradiction, Loading};
pub use inspect::{Inspection, inspect};
use schedule::is_weekend;
pub use schedule::{CalendarError, CalendarYear, Holiday, Notice};

/// Longest count of working days, and with it the longest walk through the calendar.
const MAX_WORKING_DAYS: u32 = 1_000;

/// Longest walk through the calendar in days, pauses included.
const MAX_WALK_DAYS: u32 = 4_000;

/// The loaded years of the statutory calendar. Cheap enough to clone; a [`crate::PolicyBook`] shares one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<CalendarYear>", into = "Vec<CalendarYear>")]
pub struct Calendar {
    years: BTreeMap<i32, CalendarYear>,
}

impl From<Vec<CalendarYear>> for Calendar {
    fn from(years: Vec<CalendarYear>) -> Self {
        years.into_iter().fold(Self::default(), Self::with_year)
    }
}

impl From<Calendar> for Vec<CalendarYear> {
    fn from(calendar: Calendar) -> Self {
        calendar.years.into_values().collect()
    }
}

/// A day moved to the next working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledDay {
    /// The day itself if it is worked, otherwise the next one that is.
    pub date: Date,
    /// The rest days passed over.
    pub skipped: Vec<Date>,
    /// True where a year without an official schedule was asked.
    pub provisional: bool,
    /// The versions of the schedules asked, in order.
    pub versions: Vec<String>,
}

/// The end of a count of working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDayCount {
    /// The last working day of the count.
    pub date: Date,
    /// Rest days passed over.
    pub skipped: Vec<Date>,
    /// True where a year without an official schedule was asked.
    pub provisional: bool,
    /// The versions of the schedules asked, in order.
    pub versions: Vec<String>,
}

impl Calendar {
    /// A calendar that knows weekends only; every answer is provisional.
    pub fn weekends_only() -> Self {
        Self::default()
    }

    /// Reads the schedule of one year from YAML (such as `policies/calendar/2026.yaml`).
    pub fn parse(yaml: &str) -> Result<Self, CalendarError> {
        Ok(Self::default().with_year(CalendarYear::parse(yaml)?))
    }

    /// Adds a year, replacing an earlier version of it.
    pub fn with_year(mut self, year: CalendarYear) -> Self {
        self.years.insert(year.year, year);
        self
    }

    /// Adds the years of another calendar, which win over those already here.
    pub fn and(mut self, other: Calendar) -> Self {
        self.years.extend(other.years);
        self
    }

    /// The schedule of a year, if it is loaded.
    pub fn year(&self, year: i32) -> Option<&CalendarYear> {
        self.years.get(&year)
    }

    /// The loaded years in order.
    pub fn years(&self) -> impl Iterator<Item = &CalendarYear> {
        self.years.values()
    }

    /// Names the schedule that answers for a date; `2027@weekends-only` where none is loaded.
    pub fn version_for(&self, date: Date) -> String {
        match self.years.get(&date.year()) {
            Some(year) => year.reference(),
            None => format!("{}@weekends-only", date.year()),
        }
    }

    /// Whether a date is a working day, and whether the answer is provisional.
    pub fn is_working_day(&self, date: Date) -> (bool, bool) {
        match self.years.get(&date.year()) {
            None => (!is_weekend(date), true),
            Some(year) => (year.is_worked(date), false),
        }
    }

    /// The date itself if it is a working day, otherwise the next one (Civil Code 203 by analogy).
    pub fn roll(&self, date: Date) -> RolledDay {
        let mut walk = Walk::default();
        let mut day = date;
        for _ in 0..MAX_WALK_DAYS {
            if walk.visit(self, day) {
                break;
            }
            day = day.succ_opt().unwrap_or(day);
        }
        RolledDay { date: day, skipped: walk.skipped, provisional: walk.provisional, versions: walk.versions }
    }

    /// The last day of a count of working days after `start`, which itself is not counted; days inside a
    /// pause do not count either. At most 1,000 working days.
    pub fn add_working_days(&self, start: Date, count: u32, pauses: &[Pause]) -> WorkingDayCount {
        let mut walk = Walk::default();
        let mut left = count.min(MAX_WORKING_DAYS);
        let mut day = start;
        for _ in 0..MAX_WALK_DAYS {
            if left == 0 {
                break;
            }
            day = day.succ_opt().unwrap_or(day);
            let paused = pauses.iter().any(|pause| pause.covers(day));
            if !paused && walk.visit(self, day) {
                left -= 1;
            }
        }
        WorkingDayCount {
            date: day,
            skipped: walk.skipped,
            provisional: walk.provisional,
            versions: walk.versions,
        }
    }
}

/// What a walk through the calendar has seen so far.
#[derive(Default)]
struct Walk {
    skipped: Vec<Date>,
    provisional: bool,
    versions: Vec<String>,
}

impl Walk {
    /// Notes a day and tells whether it is worked.
    fn visit(&mut self, calendar: &Calendar, day: Date) -> bool {
        let (working, provisional) = calendar.is_working_day(day);
        self.provisional |= provisional;
        let version = calendar.version_for(day);
        if !self.versions.contains(&version) {
            self.versions.push(version);
        }
        if !working {
            self.skipped.push(day);
        }
        working
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod years_tests;
