//! The arithmetic of deadlines: nominal day, pauses, rolling, first late day, receipt.
//!
//! Owns rules 1.1 to 1.4 as corrected by rules.md 0b. Never looks at whom a rule binds.

use chrono::Datelike;
use guohe_clock::Date;

use super::{Roll, TimedRule, TimerSpan, wording};
use crate::calendar::Calendar;
use crate::deadline::{Deadline, Pause, Receipt};
use crate::error::PolicyError;
use crate::period::{Period, PeriodError, PeriodUnit};

/// The nominal last day and what the calendar said on the way.
struct Nominal {
    day: Date,
    skipped: Vec<Date>,
    provisional: bool,
    versions: Vec<String>,
}

impl Nominal {
    fn plain(day: Date) -> Self {
        Self { day, skipped: Vec::new(), provisional: false, versions: Vec::new() }
    }
}

/// Computes a rule's deadline from its start.
pub(super) fn deadline(
    rule: &TimedRule,
    start: Date,
    pauses: &[Pause],
    calendar: &Calendar,
) -> Result<Deadline, PolicyError> {
    let nominal = nominal(rule, start, pauses, calendar)?;
    settle(rule, start, nominal, pauses, calendar)
}

/// Counts a date again by another calendar, from its receipt. Only the calendar's part is counted anew: rest days
/// passed over, and a count of working days. What the law counted before, the nominal day, stands.
pub(super) fn recount(
    rule: &TimedRule,
    receipt: &Receipt,
    calendar: &Calendar,
) -> Result<Deadline, PolicyError> {
    let mut rule = rule.clone();
    rule.roll = receipt.roll.or(rule.roll);
    let period = receipt.period.as_deref().map(str::parse::<Period>).transpose()?;
    match (&mut rule.span, period) {
        (TimerSpan::Period(own) | TimerSpan::Validity(own), Some(counted)) => *own = counted,
        // A day that somebody set, moved as this rule's days are.
        (TimerSpan::Period(_), None) => rule.span = TimerSpan::GivenDate,
        _ => {}
    }
    let counts_working_days = period.is_some_and(|period| period.unit() == PeriodUnit::WorkingDays);
    let nominal = if counts_working_days {
        nominal(&rule, receipt.start, &receipt.pauses, calendar)?
    } else {
        Nominal::plain(receipt.nominal)
    };
    settle(&rule, receipt.start, nominal, &receipt.pauses, calendar)
}

/// From the nominal day to the receipt: rolling, first late day, words.
fn settle(
    rule: &TimedRule,
    start: Date,
    nominal: Nominal,
    pauses: &[Pause],
    calendar: &Calendar,
) -> Result<Deadline, PolicyError> {
    let mut due = nominal.day;
    let mut last_harmless = nominal.day;
    let (mut skipped, mut provisional, mut versions) =
        (nominal.skipped, nominal.provisional, nominal.versions);
    if rule.roll() != Roll::None {
        let rolled = calendar.roll(nominal.day);
        last_harmless = rolled.date;
        if rule.roll() == Roll::NextWorkingDay {
            due = rolled.date;
        }
        skipped.extend(rolled.skipped);
        provisional |= rolled.provisional;
        versions.extend(rolled.versions);
        versions.dedup();
    }
    let late_from = next_day(last_harmless)?;
    let mut receipt = Receipt {
        rule: rule.rule(),
        start,
        start_event: rule.start.key.clone(),
        period: rule.period().map(|period| period.to_string()),
        nominal: nominal.day,
        roll: Some(rule.roll()),
        due,
        late_from,
        calendar_versions: versions,
        skipped_days: skipped,
        pauses: pauses.to_vec(),
        provisional,
        arithmetic: crate::Text::default(),
    };
    receipt.arithmetic = wording::sentence(rule, &receipt);
    Ok(Deadline { due, late_from, provisional, receipt })
}

fn nominal(
    rule: &TimedRule,
    start: Date,
    pauses: &[Pause],
    calendar: &Calendar,
) -> Result<Nominal, PolicyError> {
    match rule.span {
        TimerSpan::NamedDate { month, day, year_offset, day_counts, .. } => {
            named_day(rule, start, (month, day, year_offset), day_counts.unwrap_or(true)).map(Nominal::plain)
        }
        TimerSpan::Period(period) if period.unit() == PeriodUnit::WorkingDays => {
            let count = calendar.add_working_days(start, period.count(), pauses);
            Ok(Nominal {
                day: count.date,
                skipped: count.skipped,
                provisional: count.provisional,
                versions: count.versions,
            })
        }
        TimerSpan::Period(period) => paused_end(start, period, pauses).map(Nominal::plain),
        TimerSpan::Validity(period) => Ok(Nominal::plain(last_valid_day(start, period)?)),
        TimerSpan::GivenDate | TimerSpan::Immediate => Ok(Nominal::plain(start)),
        TimerSpan::LookBack(_) | TimerSpan::FiscalYears(_) => {
            Err(rule.not_a_deadline("it looks back; ask for its window"))
        }
        TimerSpan::Elapsed(_) | TimerSpan::Cutoff(_) | TimerSpan::SinceYear(_) | TimerSpan::Streak(_) => {
            Err(rule.not_a_deadline("conditions and results are measured by it; it sets no day to act"))
        }
        TimerSpan::Unstated => Err(rule.not_a_deadline("the text names no day; the department sets one")),
    }
}

fn named_day(
    rule: &TimedRule,
    start: Date,
    (month, day, year_offset): (u32, u32, i32),
    day_counts: bool,
) -> Result<Date, PolicyError> {
    let named = start
        .year()
        .checked_add(year_offset)
        .and_then(|year| Date::from_ymd_opt(year, month, day))
        .ok_or_else(|| rule.not_a_deadline("its day does not exist in that year"))?;
    if day_counts {
        return Ok(named);
    }
    named.pred_opt().ok_or_else(|| rule.not_a_deadline("its day does not exist in that year"))
}

/// The end of a calendar period that stood still during pauses: each paused day after the start and up to
/// the end adds one day.
fn paused_end(start: Date, period: Period, pauses: &[Pause]) -> Result<Date, PolicyError> {
    let plain = period.add_to(start)?;
    let mut end = plain;
    loop {
        let paused = paused_days(start, end, pauses);
        let extended = Period::days(paused).add_to(plain)?;
        if extended == end {
            return Ok(end);
        }
        end = extended;
    }
}

fn paused_days(start: Date, end: Date, pauses: &[Pause]) -> u32 {
    let days = start.iter_days().skip(1).take_while(|day| *day <= end);
    let count = days.filter(|day| pauses.iter().any(|pause| pause.covers(*day))).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The last day in force of a version whose first day counts (rules.md 0b.4, ambiguity A-19).
pub(crate) fn last_valid_day(first: Date, period: Period) -> Result<Date, PeriodError> {
    let anniversary = period.add_to(first)?;
    anniversary.pred_opt().ok_or(PeriodError::OutOfRange { period: period.to_string(), date: first })
}

/// The day after, or an error at the calendar's end.
pub(crate) fn next_day(day: Date) -> Result<Date, PeriodError> {
    day.succ_opt().ok_or(PeriodError::OutOfRange { period: "P1D".to_owned(), date: day })
}
