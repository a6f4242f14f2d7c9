//! Periods of time as the law counts them.
//!
//! Owns the notation (`P1M`, `P5Y`, `P30D`, and our own `P5WD` for working days) and civil-code counting:
//! the start day is not counted, the last day carries the same day number in the end month, or is that
//! month's last day (Civil Code 201, 202 by analogy; ambiguity A-01). Never looks at rest days: rolling and
//! working days belong to the calendar.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months};
use guohe_clock::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Largest count a period may carry, so that no date leaves the calendar.
const MAX_COUNT: u32 = 36_500;

/// What a period counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodUnit {
    /// Calendar days.
    Days,
    /// Working days of the statutory calendar; the start day is not counted.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// A count of days, working days, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    count: u32,
    unit: PeriodUnit,
}

/// Why a period could not be read or applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// Not in the notation.
    #[error("{0:?} is not a period; write P30D, P5WD, P1M or P5Y")]
    Unreadable(String),
    /// A result outside the calendar.
    #[error("{period} from {date} leaves the calendar")]
    OutOfRange {
        /// The period.
        period: String,
        /// The date it was applied to.
        date: Date,
    },
    /// Working days need to know the rest days.
    #[error("{0} counts working days and needs a calendar")]
    NeedsCalendar(String),
}

impl Period {
    /// A period of `count` units.
    pub const fn new(count: u32, unit: PeriodUnit) -> Self {
        Self { count, unit }
    }

    /// A period of calendar years.
    pub const fn years(count: u32) -> Self {
        Self::new(count, PeriodUnit::Years)
    }

    /// A period of calendar months.
    pub const fn months(count: u32) -> Self {
        Self::new(count, PeriodUnit::Months)
    }

    /// A period of calendar days.
    pub const fn days(count: u32) -> Self {
        Self::new(count, PeriodUnit::Days)
    }

    /// A period of working days.
    pub const fn working_days(count: u32) -> Self {
        Self::new(count, PeriodUnit::WorkingDays)
    }

    /// How many units.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// Which unit.
    pub const fn unit(self) -> PeriodUnit {
        self.unit
    }

    /// The last day of the period that starts with an event on `date` (rule 1.1). Fails for working days
    /// and beyond the calendar.
    pub fn add_to(self, date: Date) -> Result<Date, PeriodError> {
        let end = match self.unit {
            PeriodUnit::Days => date.checked_add_days(Days::new(u64::from(self.count))),
            PeriodUnit::Months => date.checked_add_months(Months::new(self.count)),
            PeriodUnit::Years => date.checked_add_months(Months::new(self.months_in_years())),
            PeriodUnit::WorkingDays => return Err(PeriodError::NeedsCalendar(self.to_string())),
        };
        end.ok_or_else(|| self.out_of_range(date))
    }

    /// The first day of the inclusive look-back that ends on `date` (rule 1.5). Fails for working days and
    /// beyond the calendar.
    pub fn back_from(self, date: Date) -> Result<Date, PeriodError> {
        let start = match self.unit {
            PeriodUnit::Days => date.checked_sub_days(Days::new(u64::from(self.count))),
            PeriodUnit::Months => date.checked_sub_months(Months::new(self.count)),
            PeriodUnit::Years => date.checked_sub_months(Months::new(self.months_in_years())),
            PeriodUnit::WorkingDays => return Err(PeriodError::NeedsCalendar(self.to_string())),
        };
        start.ok_or_else(|| self.out_of_range(date))
    }

    /// Whether the period that started on `start` is complete *during* `on`: only after the anniversary day
    /// has ended (rules.md 0b.1; ambiguities ).
    pub fn is_complete_on(self, start: Date, on: Date) -> Result<bool, PeriodError> {
        Ok(on > self.add_to(start)?)
    }

    /// The period as people say it, in Chinese and English.
    pub fn spoken(self) -> crate::Text {
        let (zh, en) = match self.unit {
            PeriodUnit::Days => ("日", "day"),
            PeriodUnit::WorkingDays => ("个工作日", "working day"),
            PeriodUnit::Months => ("个月", "month"),
            PeriodUnit::Years => ("年", "year"),
        };
        let plural = if self.count == 1 { "" } else { "s" };
        crate::Text::new(format!("{}{zh}", self.count), format!("{} {en}{plural}", self.count))
    }

    fn months_in_years(self) -> u32 {
        self.count.saturating_mul(12)
    }

    fn out_of_range(self, date: Date) -> PeriodError {
        PeriodError::OutOfRange { period: self.to_string(), date }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            PeriodUnit::Days => "D",
            PeriodUnit::WorkingDays => "WD",
            PeriodUnit::Months => "M",
            PeriodUnit::Years => "Y",
        };
        write!(f, "P{}{unit}", self.count)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let unreadable = || PeriodError::Unreadable(text.to_owned());
        let body = text.strip_prefix('P').ok_or_else(unreadable)?;
        let digits = body.find(|c: char| !c.is_ascii_digit()).ok_or_else(unreadable)?;
        let count = body[..digits].parse().map_err(|_| unreadable())?;
        let unit = match &body[digits..] {
            "D" => PeriodUnit::Days,
            "WD" => PeriodUnit::WorkingDays,
            "M" => PeriodUnit::Months,
            "Y" => PeriodUnit::Years,
            _ => return Err(unreadable()),
        };
        if count > MAX_COUNT || (unit == PeriodUnit::Years && count > 100) {
            return Err(unreadable());
        }
        Ok(Self { count, unit })
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A length of time as the law counts it: P30D, P5WD (working days), P1M or P5Y.",
            "pattern": "^P[0-9]{1,5}(D|WD|M|Y)$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn add(start: &str, period: &str) -> Date {
        period.parse::<Period>().expect("a period").add_to(date(start)).expect("in range")
    }

    fn back(end: &str, period: &str) -> Date {
        period.parse::<Period>().expect("a period").back_from(date(end)).expect("in range")
    }

    #[test]
    fn the_last_day_carries_the_same_number_or_is_the_month_end() {
        assert_eq!(add("2028-01-31", "P1M"), date("2028-02-29"));
        assert_eq!(add("2027-01-31", "P1M"), date("2027-02-28"));
        assert_eq!(add("2024-02-29", "P3Y"), date("2027-02-28"));
        assert_eq!(add("2024-02-29", "P4Y"), date("2028-02-29"));
        assert_eq!(add("2026-08-31", "P1M"), date("2026-09-30"));
        assert_eq!(add("2026-12-31", "P2M"), date("2027-02-28"));
    }

    #[test]
    fn every_month_end_of_eight_years_keeps_its_number_or_the_last_day() {
        use chrono::Datelike;
        let mut day = date("2024-01-01");
        while day < date("2032-01-01") {
            for months in [1, 2, 11, 12, 36, 60] {
                let end = Period::months(months).add_to(day).expect("in range");
                let is_month_end = end.succ_opt().expect("in range").month() != end.month();
                assert!(end.day() == day.day() || (end.day() < day.day() && is_month_end), "{day} {months}");
                assert!(Period::months(months).back_from(end).expect("in range") <= day, "{day} {months}");
            }
            day = day.succ_opt().expect("in range");
        }
    }

    #[test]
    fn looking_back_from_a_leap_day_reaches_the_last_day_of_february() {
        assert_eq!(back("2028-02-29", "P3Y"), date("2025-02-28"));
        assert_eq!(back("2028-02-29", "P5Y"), date("2023-02-28"));
        assert_eq!(back("2028-02-29", "P4Y"), date("2024-02-29"));
    }

    #[test]
    fn a_year_is_complete_only_after_its_anniversary_day() {
        let year = Period::years(1);
        assert!(!year.is_complete_on(date("2027-01-31"), date("2028-01-31")).expect("in range"));
        assert!(year.is_complete_on(date("2027-01-31"), date("2028-02-01")).expect("in range"));
        assert!(!Period::years(3).is_complete_on(date("2017-08-01"), date("2020-07-31")).expect("in range"));
    }

    #[test]
    fn notation_survives_a_round_trip_and_nonsense_is_refused() {
        for text in ["P0D", "P5WD", "P1M", "P5Y", "P30D"] {
            assert_eq!(text.parse::<Period>().expect("a period").to_string(), text);
        }
        for text in ["", "P", "5Y", "P-1Y", "PT1H", "P1W", "P1.5Y", "P999999D", "P101Y", "P1Y2M"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn working_days_ask_for_a_calendar_and_the_calendar_has_an_end() {
        assert!(matches!(
            Period::working_days(5).add_to(date("2026-03-09")),
            Err(PeriodError::NeedsCalendar(_))
        ));
        assert!(Period::years(100).add_to(Date::MAX).is_err());
    }
}
