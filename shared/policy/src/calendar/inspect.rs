//! What is wrong, and what is doubtful, in a schedule's file.
//!
//! Owns the checks of a calendar year with line and column. An *error* contradicts the year, the week or the file
//! itself, and the file cannot be used. A *doubt* is what a careful reader would ask about: a holiday of the national
//! regulation that is worked, rest days and worked weekends that do not balance. Never repairs anything.

use std::collections::BTreeSet;

use chrono::{Datelike, Months};
use guohe_clock::Date;

use super::schedule::{CalendarYear, is_weekend};
use crate::load::{PackError, Path, Positions, unreadable, whole};

/// First and last year a schedule can be for.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2200;

/// Longest holiday that is not asked about, in days.
const LONGEST_HOLIDAY: i64 = 10;

/// Farthest that a worked weekend lies from the holiday it is exchanged for, in days.
const FARTHEST_SWAP: i64 = 21;

/// Holidays of the regulation on national holidays (全国年节及纪念日放假办法) that have a fixed day.
const FIXED: [(u32, u32, &str); 5] = [
    (1, 1, "New Year"),
    (5, 1, "Labour Day"),
    (10, 1, "National Day"),
    (10, 2, "National Day"),
    (10, 3, "National Day"),
];

/// What a look at a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The schedule, where the file reads as one, errors or not.
    pub year: Option<CalendarYear>,
    /// Why it cannot be used.
    pub errors: Vec<PackError>,
    /// What to ask about; it can be used.
    pub doubts: Vec<PackError>,
}

/// Looks at the schedule in a file of this name.
pub fn inspect(file: &str, yaml: &str) -> Inspection {
    let year: CalendarYear = match serde_saphyr::from_str(yaml) {
        Ok(year) => year,
        Err(error) => {
            return Inspection { year: None, errors: vec![unreadable(file, &error)], doubts: vec![] };
        }
    };
    let positions = match Positions::read(yaml) {
        Ok(positions) => positions,
        Err(error) => {
            return Inspection { year: None, errors: vec![unreadable(file, &error)], doubts: vec![] };
        }
    };
    let mut look = Look { file, positions, found: Vec::new() };
    look.head(&year);
    look.holidays(&year);
    look.worked_weekends(&year);
    let errors = std::mem::take(&mut look.found);
    if errors.is_empty() {
        look.plausible(&year);
    }
    Inspection { year: Some(year), errors, doubts: look.found }
}

struct Look<'a> {
    file: &'a str,
    positions: Positions,
    found: Vec<PackError>,
}

impl Look<'_> {
    fn at(&mut self, path: &Path, code: &str, message: impl Into<String>) {
        let (line, column) = self.positions.of(path);
        self.found.push(PackError { line, column, ..whole(self.file, code, message) });
    }

    fn head(&mut self, year: &CalendarYear) {
        let root = Path::default();
        if !YEARS.contains(&year.year) {
            let words = format!("{} is no year of a schedule; it must lie in {YEARS:?}", year.year);
            self.at(&root.key("year"), "year_out_of_range", words);
        }
        let plain = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._+".contains(c))
        };
        if !plain(&year.version) || year.version == "weekends-only" {
            let words = "a version is a name of letters, digits and -._+, such as sc-2026-11-05";
            self.at(&root.key("version"), "bad_version", words);
        }
        if year.amends.as_ref() == Some(&year.version) {
            let words =
                "a schedule cannot replace its own version; give the corrected one a version of its own";
            self.at(&root.key("amends"), "amends_itself", words);
        }
    }

    fn belongs(&mut self, path: &Path, date: Date, year: i32) -> bool {
        let belongs = date.year() == year;
        if !belongs {
            self.at(path, "wrong_year", format!("{date} does not belong to {year}"));
        }
        belongs
    }

    fn holidays(&mut self, year: &CalendarYear) {
        let mut taken: BTreeSet<Date> = BTreeSet::new();
        for (index, holiday) in year.holidays.iter().enumerate() {
            let path = Path::default().key("holidays").index(index);
            let inside = self.belongs(&path.key("from"), holiday.from, year.year)
                & self.belongs(&path.key("to"), holiday.to, year.year);
            if holiday.to < holiday.from {
                let words = format!("the holiday from {} ends earlier, on {}", holiday.from, holiday.to);
                self.at(&path.key("to"), "backwards_holiday", words);
            } else if inside {
                let days = holiday.from.iter_days().take_while(|day| *day <= holiday.to);
                let twice = days.filter(|day| !taken.insert(*day)).min();
                if let Some(day) = twice {
                    let words = format!("{day} belongs to an earlier holiday of this file already");
                    self.at(&path.key("from"), "overlapping_holidays", words);
                }
            }
        }
    }

    fn worked_weekends(&mut self, year: &CalendarYear) {
        let mut seen: BTreeSet<Date> = BTreeSet::new();
        for (index, day) in year.working_weekends.iter().enumerate() {
            let path = Path::default().key("working_weekends").index(index);
            self.belongs(&path, *day, year.year);
            if !is_weekend(*day) {
                let words = format!("{day} is a {}, which is worked anyway", day.weekday());
                self.at(&path, "not_a_weekend", words);
            }
            if let Some(holiday) = year.holiday(*day) {
                let words = format!("{day} is worked here and a rest day of {} above", holiday.name.en);
                self.at(&path, "worked_in_a_holiday", words);
            }
            if !seen.insert(*day) {
                self.at(&path, "worked_twice", format!("{day} stands here twice"));
            }
        }
    }

    fn plausible(&mut self, year: &CalendarYear) {
        for (month, day, name) in FIXED {
            let date = Date::from_ymd_opt(year.year, month, day);
            if let Some(date) = date.filter(|date| year.is_worked(*date)) {
                let words = format!("{date} ({name}) is a statutory holiday and worked here");
                self.at(&Path::default().key("holidays"), "statutory_day_worked", words);
            }
        }
        self.balance(year);
        for (index, holiday) in year.holidays.iter().enumerate() {
            let days = (holiday.to - holiday.from).num_days() + 1;
            if days > LONGEST_HOLIDAY {
                let words = format!("{} has {days} rest days in a row", holiday.name.en);
                let path = Path::default().key("holidays").index(index);
                self.at(&path, "long_holiday", words);
            }
        }
        for (index, day) in year.working_weekends.iter().enumerate() {
            let near = |other: Date| (other - *day).num_days().abs() <= FARTHEST_SWAP;
            if !year.holidays.iter().any(|holiday| near(holiday.from) || near(holiday.to)) {
                let words = format!(
                    "{day} is worked, and no holiday lies within {FARTHEST_SWAP} days that it could pay for"
                );
                self.at(
                    &Path::default().key("working_weekends").index(index),
                    "worked_without_holiday",
                    words,
                );
            }
        }
        let too_early = Date::from_ymd_opt(year.year - 1, 1, 1);
        let too_late =
            Date::from_ymd_opt(year.year, 1, 1).and_then(|day| day.checked_add_months(Months::new(12)));
        if too_early.is_some_and(|day| year.issued_on < day)
            || too_late.is_some_and(|day| year.issued_on >= day)
        {
            let words = format!("a notice of {} for the year {}", year.issued_on, year.year);
            self.at(&Path::default().key("issued_on"), "issued_out_of_season", words);
        }
    }

    /// Every weekday that is a rest day is either statutory (or in lieu of a statutory day that fell on a weekend)
    /// or paid for by a worked weekend.
    fn balance(&mut self, year: &CalendarYear) {
        let Some(statutory) = statutory_days(year.year).filter(|_| year.later_notices.is_empty()) else {
            return;
        };
        let rest = year.days().filter(|day| !is_weekend(*day) && !year.is_worked(*day)).count();
        let worked = year.working_weekends.len();
        if rest != worked + statutory {
            let words = format!(
                "{rest} rest days on weekdays and {worked} worked weekend days leave {}; the statutory holidays of \
                 {} are {statutory} days: a holiday or a swapped day may be missing",
                rest as i64 - worked as i64,
                year.year
            );
            self.at(&Path::default().key("working_weekends"), "unbalanced", words);
        }
    }
}

/// Statutory holidays of a year, in days: 11 under the regulation of 2013, 13 since 2025. Unknown before.
fn statutory_days(year: i32) -> Option<usize> {
    match year {
        ..2014 => None,
        2014..2025 => Some(11),
        2025.. => Some(13),
    }
}
