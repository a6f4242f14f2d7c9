//! The earliest day to apply again.
//!
//! Owns the search over later days: with the same facts, when would a condition pass, and when does a ban end?
//! It looks ten years ahead and no further.
//!
//! # Theory of operation
//! With fixed facts a result changes only on certain days: where a period that begins or ends with a day of the
//! form meets the reference day, or where a new calendar year brings another set of fiscal years. Those days and
//! their neighbours are tried in order. The tests hold this against trying every single day.

use std::collections::BTreeSet;

use chrono::{Datelike, Days};
use guohe_clock::Date;
use serde_json::Value;

use super::{Earliest, Explanation};
use crate::error::PolicyError;
use crate::form::{FactUsed, Facts, day_at};
use crate::model::{Condition, ConditionKind, Pack};
use crate::period::{Period, PeriodUnit};
use crate::predicate::{ConditionResult, Outcome, References};
use crate::refs::Text;

/// How many years ahead are looked at.
const YEARS_AHEAD: u32 = 10;

/// Facts from which on a result's list may have been cut, so that the whole form is asked for its days.
const MANY_FACTS: usize = 50;

/// The first later day on which a condition would pass with the same facts; none where time alone does not help.
pub(super) fn passes_from(
    pack: &Pack,
    condition: &Condition,
    result: &ConditionResult,
    facts: &Facts,
    references: References,
) -> Result<Option<Date>, PolicyError> {
    if condition.kind != ConditionKind::Fields || !result.missing_facts.is_empty() {
        return Ok(None);
    }
    for day in candidates(pack, &days_of(result, facts), references.call_close) {
        // A later call has a later guide.
        let later =
            References { call_close: day, guide_publication: references.guide_publication.map(|_| day) };
        if pack.outcome_on(condition, facts, later)? == Outcome::Pass {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// The days a result rests on.
fn days_of(result: &ConditionResult, facts: &Facts) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    if result.facts.len() < MANY_FACTS {
        result.facts.iter().for_each(|FactUsed { value, .. }| collect(value, &mut days));
    } else {
        collect(facts.as_json(), &mut days);
    }
    days
}

fn collect(value: &Value, days: &mut BTreeSet<Date>) {
    match value {
        Value::String(_) => days.extend(day_at(&serde_json::json!({ "day": value }), "day")),
        Value::Array(items) => items.iter().for_each(|item| collect(item, days)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, days)),
        _ => {}
    }
}

/// The later days on which a result can change, in order.
fn candidates(pack: &Pack, days: &BTreeSet<Date>, reference: Date) -> BTreeSet<Date> {
    let horizon = Period::years(YEARS_AHEAD).add_to(reference).unwrap_or(reference);
    let mut periods: Vec<Period> = (1..=YEARS_AHEAD).map(Period::years).collect();
    periods.extend(pack.timers.iter().filter_map(crate::timing::TimedRule::period));
    periods.retain(|period| period.unit() != PeriodUnit::WorkingDays);
    let mut found = BTreeSet::new();
    for day in days {
        let ends = periods.iter().filter_map(|period| period.add_to(*day).ok()).chain([*day]);
        for end in ends {
            found.extend((0..=2).filter_map(|more| end.checked_add_days(Days::new(more))));
            found.extend(end.pred_opt());
        }
    }
    let years = i32::try_from(YEARS_AHEAD).unwrap_or(0);
    found.extend((1..=years).filter_map(|more| Date::from_ymd_opt(reference.year() + more, 1, 1)));
    found.retain(|day| reference < *day && *day <= horizon);
    found
}

/// The earliest day for the whole application.
pub(super) fn earliest(pack: &Pack, explanation: &Explanation) -> Earliest {
    let free_from = explanation.barring().map(|barring| barring.ban.free_from);
    let failed: Vec<_> = explanation.failed().collect();
    let needs_change: Vec<_> =
        failed.iter().filter(|one| one.passes_from.is_none()).map(|one| one.result.rule.clone()).collect();
    let by_time = failed.iter().filter_map(|one| one.passes_from).chain(free_from).max();
    let day = if needs_change.is_empty() { by_time } else { None };
    let mut text = Text::default();
    if let Some(day) = day {
        text = Text::new(
            format!("事实不变的情况下，最早可于{day}再申报"),
            format!("with the same facts, the earliest day to apply again is {day}"),
        );
        if pack.last_day().ok().flatten().is_some_and(|last| last < day) {
            text.push(&Text::new(
                "届时本版本已到期，以当时有效的办法为准",
                "by then this version has ended, and the one then in force governs",
            ));
        }
    } else if !needs_change.is_empty() {
        let rules: Vec<String> =
            needs_change.iter().map(|rule| format!("{} {}", rule.rule, rule.article)).collect();
        text = Text::new(
            format!("仅靠时间经过不能满足：{}；须先改变上述事实", rules.join("、")),
            format!("time alone does not cure {}; these facts must change first", rules.join(", ")),
        );
        if let Some(day) = by_time {
            text.push(&Text::new(format!("且不早于{day}"), format!("and not before {day}")));
        }
    }
    Earliest { day, not_before: by_time, needs_change, text }
}
