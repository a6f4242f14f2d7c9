//! One year's official rest-day schedule, as the State Council's office publishes it.
//!
//! Owns the file format and the reading of it. What may be wrong with a schedule is in `inspect`, what sets two
//! schedules of a year apart in `compare`. Never guesses a schedule that has not been published.

use chrono::{Datelike, Weekday};
use guohe_clock::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::inspect::inspect;
use crate::load::PackError;
use crate::refs::Text;

/// The official schedule of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Names this schedule in receipts; a corrected one gets a new version.
    pub version: String,
    /// Where the schedule was published.
    pub source: Text,
    /// Number of the notice, such as `国办发明电〔2025〕7号`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// The day of the notice.
    pub issued_on: Date,
    /// The version of the same year that this one replaces; without it a schedule that differs from one already
    /// loaded contradicts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<String>,
    /// Notices that changed the first one, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later_notices: Vec<Notice>,
    /// Spans of rest days, first and last day included.
    pub holidays: Vec<Holiday>,
    /// Saturdays and Sundays that are worked in exchange.
    pub working_weekends: Vec<Date>,
}

/// A notice that changed a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Where it was published.
    pub source: Text,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// Its day.
    pub issued_on: Date,
}

/// One holiday of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// First rest day.
    pub from: Date,
    /// Last rest day.
    pub to: Date,
    /// Its name.
    pub name: Text,
}

impl Holiday {
    /// Whether a day belongs to it.
    pub fn covers(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

/// Why a schedule was refused: each error names file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct CalendarError(pub Vec<PackError>);

fn lines(errors: &[PackError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl CalendarYear {
    /// Reads and checks a schedule from YAML; errors call the file `calendar`.
    pub fn parse(yaml: &str) -> Result<Self, CalendarError> {
        Self::read("calendar", yaml)
    }

    /// Reads and checks the schedule in a file of this name.
    pub fn read(file: &str, yaml: &str) -> Result<Self, CalendarError> {
        let inspection = inspect(file, yaml);
        match inspection.year {
            Some(year) if inspection.errors.is_empty() => Ok(year),
            _ => Err(CalendarError(inspection.errors)),
        }
    }

    /// How receipts name this schedule (`2026@sc-2025-11-04`).
    pub fn reference(&self) -> String {
        format!("{}@{}", self.year, self.version)
    }

    /// The id under which it is proposed: the year and the beginning of its canonical form's SHA-256, so that the same
    /// schedule proposed twice is one proposal.
    pub fn proposal_id(&self) -> String {
        let canonical = serde_jcs::to_vec(self).unwrap_or_default();
        let digest = hex::encode(Sha256::digest(&canonical));
        format!("{}-{}", self.year, &digest[..12])
    }

    /// The holiday a day belongs to.
    pub fn holiday(&self, date: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.covers(date))
    }

    /// Whether a day of this year is worked.
    pub fn is_worked(&self, date: Date) -> bool {
        self.working_weekends.contains(&date) || (!is_weekend(date) && self.holiday(date).is_none())
    }

    /// The days of this year in order; none where the year lies outside the calendar.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let year = self.year;
        let first = Date::from_ymd_opt(year, 1, 1);
        first.into_iter().flat_map(|first| first.iter_days()).take_while(move |day| day.year() == year)
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}
