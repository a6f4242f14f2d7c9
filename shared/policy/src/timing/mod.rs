//! Timed rules: what each one is for, from what it counts, and whether it rolls.
//!
//! Owns the model of a timed rule (rules.md part 6) and its questions: when is it due, whom does it bind,
//! over which span does it look back, when are people reminded. Never starts a timer and never draws a
//! consequence: the workflows do, and a timer opens a task, it does not cancel.

mod compute;
mod day_end;
mod purpose;
mod wording;

use chrono::Datelike;
use guohe_clock::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::deadline::{Deadline, LookBack, Pause, Receipt};
use crate::error::PolicyError;
use crate::period::Period;
use crate::refs::{RuleRef, Text};
pub(crate) use compute::{last_valid_day, next_day};
pub use purpose::TimedPurpose;

/// A rule that sets a date, a period or a look-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimedRule {
    /// The rule's id.
    pub id: String,
    /// The article, or the department's setting.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// What the rule is for; at most one rule a purpose.
    pub purpose: TimedPurpose,
    /// The timed workflow step it belongs to (`WF-02`).
    #[serde(default)]
    pub step: Option<String>,
    /// Who set it: the text, the department, or this system where the text gives no number.
    pub source: TimerSource,
    /// Which rolling switch governs it.
    pub class: TimerClass,
    /// What it counts.
    pub span: TimerSpan,
    /// The event it counts from.
    pub start: StartEvent,
    /// Whether the end moves to a working day. Filled from the switch `roll_for.<class>` when a pack is
    /// loaded; packs never state it here.
    #[serde(default)]
    pub roll: Option<Roll>,
    /// When people are reminded, in days before the due day; negative is after it.
    #[serde(default)]
    pub reminders: Vec<Reminder>,
    /// True where passing the day has no legal effect at all.
    #[serde(default)]
    pub soft: bool,
    /// What opens when the day has passed.
    #[serde(default)]
    pub on_expiry: Option<Text>,
    /// The ambiguities that concern it (`A-02`).
    #[serde(default)]
    pub ambiguities: Vec<String>,
}

/// Who set a timed rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimerSource {
    /// The measures' own text.
    Text,
    /// The department, within what the text leaves open.
    Department,
    /// A default of this system where the text names no number.
    Engineering,
}

/// Classes of timed rules that roll alike; each has a switch `roll_for.<class>` (ambiguity A-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimerClass {
    /// A named day of the year.
    NamedDate,
    /// A period counted from an event that binds the applicant or host.
    ApplicantPeriod,
    /// A day set by the department for one call or case.
    CallDate,
    /// A ban.
    Exclusion,
    /// A look-back.
    LookBack,
    /// A version's validity.
    Validity,
    /// An evaluation cycle.
    Cycle,
    /// Something that happens on the day itself.
    Immediate,
    /// A reminder without legal effect.
    Soft,
}

/// What happens where the last day is a rest day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nothing: the day stays.
    None,
    /// The day stays for display and reminders; lateness begins only after the next working day.
    LateOnly,
    /// The day moves to the next working day (Civil Code 203 by analogy).
    NextWorkingDay,
}

/// What a timed rule counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TimerSpan {
    /// A day of the calendar, some years after the year of the start.
    NamedDate {
        /// Month, 1 to 12.
        month: u32,
        /// Day of the month.
        day: u32,
        /// Years after the year of the start.
        year_offset: i32,
        /// Whom the duty binds, for a yearly report.
        #[serde(default)]
        duty: Option<ReportDuty>,
        /// Whether the named day itself still counts (ambiguity A-03). Filled from the switch
        /// `before_inclusive` when a pack is loaded.
        #[serde(default)]
        day_counts: Option<bool>,
    },
    /// A period after the start; the start day is not counted.
    Period(Period),
    /// A validity: the first day counts, so the last day is the one before the anniversary.
    Validity(Period),
    /// A day the department sets for each call or case.
    GivenDate,
    /// The day of the event itself.
    Immediate,
    /// An inclusive span ending on the reference date.
    LookBack(Period),
    /// Complete fiscal years before the reference date.
    FiscalYears(u32),
    /// A length of time conditions ask for: since an event, or as the term of a contract.
    Elapsed(Period),
    /// A day before which something must have happened (A-03: the day itself is an edge).
    Cutoff(Date),
    /// Years counted from this one, itself included.
    SinceYear(i32),
    /// Results in a row.
    Streak(u32),
    /// The text names no number and no date; nobody fills it in.
    Unstated,
}

/// Whom a yearly report binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportDuty {
    /// How long the base must have existed. Filled from the switch `min_tenure` where the pack has one.
    #[serde(default)]
    pub min_tenure: Option<Period>,
    /// The day on which that is measured. Filled from the switch `tenure_ref` where the pack has one.
    pub measured_on: TenureDay,
    /// Whether the tenure is already complete on its anniversary day (rules.md 0b.1). Filled from the switch
    /// `full_year_on_anniversary`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anniversary_counts: bool,
}

/// The day on which a base's tenure is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenureDay {
    /// 31 December of the year reported on.
    ReportYearEnd,
    /// The day the report is due.
    DueDate,
    /// The base has to exist throughout the year reported on.
    WholeReportYear,
}

/// The event a timed rule counts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartEvent {
    /// A stable key, such as `result_notice`.
    pub key: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One rung of a reminder ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Reminder {
    /// Days before the due day; negative is after it.
    pub days_before: i64,
}

impl Reminder {
    /// The day of the reminder for a due day.
    pub fn date(self, due: Date) -> Date {
        due.checked_sub_signed(chrono::Duration::days(self.days_before)).unwrap_or(due)
    }
}

impl TimedRule {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }

    /// The reminder ladder, earliest first.
    pub fn reminders(&self) -> &[Reminder] {
        &self.reminders
    }

    /// The period counted, if the rule counts one.
    pub fn period(&self) -> Option<Period> {
        match self.span {
            TimerSpan::Period(period)
            | TimerSpan::Validity(period)
            | TimerSpan::LookBack(period)
            | TimerSpan::Elapsed(period) => Some(period),
            _ => None,
        }
    }

    /// Whether the text or the department gives the number; where not, nothing may be counted.
    pub fn is_stated(&self) -> bool {
        self.span != TimerSpan::Unstated
    }

    /// What happens where the last day is a rest day.
    pub fn roll(&self) -> Roll {
        self.roll.unwrap_or(Roll::None)
    }

    /// The deadline that starts with an event on `start`. For a named date this is the next one due for the
    /// year of `start`; for a date set by the department `start` is that date.
    pub fn deadline(&self, start: Date, calendar: &Calendar) -> Result<Deadline, PolicyError> {
        compute::deadline(self, start, &[], calendar)
    }

    /// As [`TimedRule::deadline`], with spans during which the clock stands still (such as a hearing).
    pub fn deadline_with_pauses(
        &self,
        start: Date,
        pauses: &[Pause],
        calendar: &Calendar,
    ) -> Result<Deadline, PolicyError> {
        compute::deadline(self, start, pauses, calendar)
    }

    /// The deadline on a day that somebody set: moved from a rest day as this rule's days are, whatever period the
    /// rule itself counts.
    pub fn given(&self, day: Date, calendar: &Calendar) -> Result<Deadline, PolicyError> {
        let rule = TimedRule { span: TimerSpan::GivenDate, ..self.clone() };
        compute::deadline(&rule, day, &[], calendar)
    }

    /// The date of a receipt, counted again by a calendar: what the law counted stands, what the calendar moved is
    /// counted anew. The same calendar gives the same date.
    pub fn recount(&self, receipt: &Receipt, calendar: &Calendar) -> Result<Deadline, PolicyError> {
        compute::recount(self, receipt, calendar)
    }

    /// The deadline of the report on a calendar year; only for named dates.
    pub fn due_for_year(&self, report_year: i32, calendar: &Calendar) -> Result<Deadline, PolicyError> {
        match self.span {
            TimerSpan::NamedDate { .. } => compute::deadline(self, year_end(report_year), &[], calendar),
            _ => Err(self.not_a_deadline("only a named date has one due day a year")),
        }
    }

    /// Whether a base recognised on a day owes the report on a year. Hunan: recognised on or before
    /// 31 December of that year (H26-T-01, A-07); where a tenure is needed it must be complete, and a year
    /// is complete only at the end of its anniversary day (rules.md 0b.1). Rules without a duty bind nobody.
    pub fn binds(&self, recognised_on: Date, report_year: i32) -> bool {
        let TimerSpan::NamedDate { duty: Some(duty), month, day, year_offset, .. } = self.span else {
            return false;
        };
        let measured_on = match duty.measured_on {
            TenureDay::ReportYearEnd => Some(year_end(report_year)),
            TenureDay::DueDate => Date::from_ymd_opt(report_year + year_offset, month, day),
            TenureDay::WholeReportYear => return recognised_on < year_start(report_year),
        };
        let Some(measured_on) = measured_on else { return false };
        match duty.min_tenure {
            None => recognised_on <= measured_on,
            Some(tenure) if tenure.count() == 0 => recognised_on <= measured_on,
            Some(tenure) if duty.anniversary_counts => {
                tenure.add_to(recognised_on).is_ok_and(|anniversary| anniversary <= measured_on)
            }
            Some(tenure) => tenure.is_complete_on(recognised_on, measured_on).unwrap_or(false),
        }
    }

    /// The span a look-back covers from its reference date, both days included.
    pub fn window(&self, reference: Date) -> Result<LookBack, PolicyError> {
        match self.span {
            TimerSpan::LookBack(period) => Ok(LookBack { from: period.back_from(reference)?, to: reference }),
            TimerSpan::FiscalYears(years) => {
                let last = reference.year() - 1;
                let first = last + 1 - i32::try_from(years).unwrap_or(i32::MAX);
                Ok(LookBack { from: year_start(first), to: year_end(last) })
            }
            _ => Err(self.not_a_deadline("it does not look back; ask for its deadline")),
        }
    }

    fn not_a_deadline(&self, hint: &'static str) -> PolicyError {
        PolicyError::NotADeadline { rule: self.id.clone(), hint }
    }
}

fn year_end(year: i32) -> Date {
    Date::from_ymd_opt(year, 12, 31).unwrap_or(Date::MAX)
}

fn year_start(year: i32) -> Date {
    Date::from_ymd_opt(year, 1, 1).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod scenarios;
