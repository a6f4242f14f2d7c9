//! One year's official rest-day schedule, as the State Council's office publishes it.
//!
//! Owns the file format and its checks. Never guesses a schedule that has not been published.

use chrono::{Datelike, Weekday};
use guohe_clock::Date;
use serde::{Deserialize, Serialize};

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
    /// The day of the notice.
    pub issued_on: Date,
    /// Spans of rest days, first and last day included.
    pub holidays: Vec<Holiday>,
    /// Saturdays and Sundays that are worked in exchange.
    pub working_weekends: Vec<Date>,
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

/// Why a schedule was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// Not readable as a schedule; the text carries line and column.
    #[error("the calendar cannot be read: {0}")]
    Unreadable(String),
    /// A date outside the year.
    #[error("{date} does not belong to {year}")]
    WrongYear {
        /// The date.
        date: Date,
        /// The schedule's year.
        year: i32,
    },
    /// A holiday that ends before it begins.
    #[error("the holiday from {from} ends earlier, on {to}")]
    BackwardsHoliday {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// A make-up working day that is no weekend day or lies in a holiday.
    #[error("{0} cannot be a worked weekend day: it is no Saturday or Sunday, or it is a holiday")]
    NoWeekend(Date),
}

impl CalendarYear {
    /// Reads and checks a schedule from YAML.
    pub fn parse(yaml: &str) -> Result<Self, CalendarError> {
        let year: CalendarYear =
            serde_saphyr::from_str(yaml).map_err(|error| CalendarError::Unreadable(error.to_string()))?;
        year.check()?;
        Ok(year)
    }

    pub(super) fn is_holiday(&self, date: Date) -> bool {
        self.holidays.iter().any(|holiday| holiday.from <= date && date <= holiday.to)
    }

    fn check(&self) -> Result<(), CalendarError> {
        for Holiday { from, to, .. } in &self.holidays {
            self.belongs(*from)?;
            self.belongs(*to)?;
            if to < from {
                return Err(CalendarError::BackwardsHoliday { from: *from, to: *to });
            }
        }
        for day in &self.working_weekends {
            self.belongs(*day)?;
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            if !weekend || self.is_holiday(*day) {
                return Err(CalendarError::NoWeekend(*day));
            }
        }
        Ok(())
    }

    fn belongs(&self, date: Date) -> Result<(), CalendarError> {
        if date.year() == self.year {
            return Ok(());
        }
        Err(CalendarError::WrongYear { date, year: self.year })
    }
}
