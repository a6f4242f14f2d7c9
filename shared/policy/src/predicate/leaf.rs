//! Tests of single facts, of the form itself or of an element of a list.
//!
//! Owns comparisons, membership, regions and days. A fact that is not given is noted and unknown.

use std::cmp::Ordering;

use guohe_clock::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::op::Op;
use super::readings::{ANNIVERSARY_DAY, CUTOFF_DAY, HMT_AS_OVERSEAS};
use super::trial::Trial;
use super::truth::Truth;
use super::{explain, wording};
use crate::error::PolicyError;
use crate::form::{
    Facts, FieldType, MAINLAND, UNKNOWN, amount_at, at, day_at, find, is_hong_kong_macao_or_taiwan, number_at,
};
use crate::period::{Period, PeriodUnit};
use crate::timing::TimerSpan;

/// What an id states where there is nothing.
const NONE: &str = "none";

/// The list of attachments: what is not attached is open, never absent.
const ATTACHMENTS: &str = "attachments";

/// A group of fields: the form or an element of a list, where it stands and how its fields are declared.
pub(super) struct Group<'a> {
    pub(super) value: &'a Value,
    /// Where its fields stand, with a dot at the end; empty for the form.
    pub(super) place: String,
    /// How its fields are declared; empty for the form.
    pub(super) declared: String,
}

impl<'a> Group<'a> {
    /// The form itself.
    pub(super) fn form(facts: &'a Facts) -> Self {
        Self { value: facts.as_json(), place: String::new(), declared: String::new() }
    }

    fn kind_of(&self, path: &str) -> Option<FieldType> {
        let found = match self.declared.is_empty() {
            true => find(path),
            false => find(&format!("{}.{path}", self.declared)),
        };
        found.map(|field| field.kind)
    }

    fn is_form(&self) -> bool {
        self.place.is_empty()
    }
}

impl Trial<'_> {
    /// A fact of a group, noted; missed where it is not given.
    pub(super) fn fact<'g>(&mut self, group: &Group<'g>, path: &str) -> Option<&'g Value> {
        let place = format!("{}{path}", group.place);
        let found = at(group.value, path);
        self.notes.fact(&place, found.cloned().unwrap_or(Value::Null));
        if found.is_none() {
            self.notes.miss(&place);
        }
        found
    }

    /// A day of a group, noted; missed where it is not given.
    pub(super) fn fact_day(&mut self, group: &Group<'_>, path: &str) -> Option<Date> {
        self.fact(group, path)?;
        day_at(group.value, path)
    }

    /// Compares a field of a group with a value.
    pub(super) fn compare_in(&mut self, group: &Group<'_>, path: &str, op: Op, expected: &Value) -> Truth {
        let Some(actual) = self.fact(group, path) else { return Truth::Unknown };
        let Some(kind) = group.kind_of(path) else { return Truth::Unknown };
        if matches!(kind, FieldType::Choice { .. }) && actual.as_str() == Some(UNKNOWN) {
            self.notes.miss(&format!("{}{path}", group.place));
            return Truth::Unknown;
        }
        let one = |expected: &Value| ordering(kind, actual, expected).map(|found| op.holds(found).into());
        match expected {
            Value::Array(values) => Truth::any(values.iter().map(|value| one(value).unwrap_or(Truth::False))),
            single => one(single).unwrap_or(Truth::Unknown),
        }
    }

    /// The measures' list ends in "and others": a value that is not listed is not excluded either.
    pub(super) fn open_list(&mut self, path: &str, values: &[String]) -> Truth {
        let form = Group::form(self.facts);
        let Some(actual) = self.fact(&form, path).and_then(Value::as_str) else { return Truth::Unknown };
        let listed = values.iter().any(|value| value == actual);
        self.notes.say(explain::listed(path, actual, listed));
        if listed { Truth::True } else { Truth::Unknown }
    }

    pub(super) fn in_code_list(&mut self, path: &str, list: &str) -> Result<Truth, PolicyError> {
        let list = self.pack.code_list(list).ok_or_else(|| self.pack.unknown("code list", list))?;
        let form = Group::form(self.facts);
        let Some(actual) = self.fact(&form, path).and_then(Value::as_str) else { return Ok(Truth::Unknown) };
        let known = list.codes.iter().find(|listed| listed.code == actual);
        self.notes.say(wording::in_code_list(path, actual, list, known));
        Ok(match (known, list.open) {
            (Some(_), _) => Truth::True,
            (None, true) => Truth::Unknown,
            (None, false) => Truth::False,
        })
    }

    pub(super) fn not_null(&mut self, path: &str) -> Truth {
        let form = Group::form(self.facts);
        let Some(actual) = self.fact(&form, path) else { return Truth::Unknown };
        let truth = Truth::from(actual.as_str() != Some(NONE));
        self.notes.say(wording::states(path, actual, truth));
        truth
    }

    pub(super) fn includes(&mut self, list: &str, field: Option<&str>, values: &[String]) -> Truth {
        let form = Group::form(self.facts);
        let Some(elements) = self.fact(&form, list).and_then(Value::as_array) else {
            self.notes.say(explain::not_given(list));
            return Truth::Unknown;
        };
        let held: Vec<Option<&str>> = elements
            .iter()
            .map(|element| field.map_or(Some(element), |field| at(element, field)).and_then(Value::as_str))
            .collect();
        let lacking: Vec<&String> =
            values.iter().filter(|value| !held.contains(&Some(value.as_str()))).collect();
        self.notes.say(wording::includes(list, values.len(), &lacking));
        if lacking.is_empty() {
            return Truth::True;
        }
        if list == ATTACHMENTS || held.contains(&None) {
            lacking.iter().for_each(|value| self.notes.miss(&format!("{list}[{value}]")));
            return Truth::Unknown;
        }
        Truth::False
    }

    pub(super) fn member(&mut self, group: &Group<'_>, path: &str, of: &[String]) -> Truth {
        let Some(actual) = self.fact(group, path) else { return Truth::Unknown };
        let form = Group::form(self.facts);
        let missed = self.notes.missing.len();
        let truth = Truth::any(of.iter().map(|source| match self.fact(&form, source) {
            Some(Value::Array(elements)) => elements.contains(actual).into(),
            Some(single) => (single == actual).into(),
            None => Truth::Unknown,
        }));
        if truth == Truth::True {
            self.notes.missing.truncate(missed);
        }
        if group.is_form() {
            self.notes.say(wording::member(path, of, truth));
        }
        truth
    }

    pub(super) fn overseas(&mut self, group: &Group<'_>, path: &str) -> Truth {
        let Some(code) = self.fact(group, path).and_then(Value::as_str) else { return Truth::Unknown };
        let place = format!("{}{path}", group.place);
        let truth = if is_hong_kong_macao_or_taiwan(code) {
            let counts = self.chosen(HMT_AS_OVERSEAS, "").map(|chosen| chosen == "true");
            if counts == Some(true) {
                self.notes.flag(wording::counted_as_overseas(&place, code));
            }
            counts.map_or(Truth::Unknown, Truth::from)
        } else {
            (code != MAINLAND).into()
        };
        if group.is_form() {
            self.notes.say(wording::overseas(path, code, truth));
        }
        truth
    }

    /// Whether a length has passed by the reference date; the anniversary itself is an edge.
    pub(super) fn elapsed(&mut self, since: &str, rule: &str) -> Result<Truth, PolicyError> {
        let timed = self.timed(rule)?;
        let TimerSpan::Elapsed(period) = timed.span else { return Err(self.pack.unknown("length", rule)) };
        let form = Group::form(self.facts);
        let (start, reference) = (self.fact_day(&form, since), self.reference_of(timed));
        let (Some(start), Some(reference)) = (start, reference) else { return Ok(Truth::Unknown) };
        let anniversary = period.add_to(start)?;
        let truth = match reference.cmp(&anniversary) {
            Ordering::Greater => Truth::True,
            Ordering::Less => Truth::False,
            Ordering::Equal => (self.chosen(ANNIVERSARY_DAY, rule) == Some("complete")).into(),
        };
        self.notes.say(wording::elapsed(since, start, period, anniversary, reference));
        Ok(truth)
    }

    /// Whether a day lies before a cut-off; the cut-off day itself is an edge.
    pub(super) fn before(&mut self, group: &Group<'_>, path: &str, rule: &str) -> Result<Truth, PolicyError> {
        let timed = self.timed(rule)?;
        let TimerSpan::Cutoff(cutoff) = timed.span else { return Err(self.pack.unknown("cut-off", rule)) };
        let Some(day) = self.fact_day(group, path) else { return Ok(Truth::Unknown) };
        let truth = match day.cmp(&cutoff) {
            Ordering::Less => Truth::True,
            Ordering::Greater => Truth::False,
            Ordering::Equal => (self.chosen(CUTOFF_DAY, rule) == Some("included")).into(),
        };
        if group.is_form() {
            self.notes.say(wording::before(path, day, cutoff));
        }
        Ok(truth)
    }

    /// Whether a contract runs long enough: the day after its last day reaches first day plus length.
    pub(super) fn term(
        &mut self,
        group: &Group<'_>,
        rule: &str,
        (from, to): (&str, &str),
    ) -> Result<Truth, PolicyError> {
        let timed = self.timed(rule)?;
        let TimerSpan::Elapsed(period) = timed.span else { return Err(self.pack.unknown("length", rule)) };
        let (first, last) = (self.fact_day(group, from), self.fact_day(group, to));
        let (Some(first), Some(last)) = (first, last) else { return Ok(Truth::Unknown) };
        let after = last.succ_opt().unwrap_or(last);
        Ok((after >= period.add_to(first)?).into())
    }

    pub(super) fn since_year(
        &mut self,
        group: &Group<'_>,
        rule: &str,
        path: &str,
    ) -> Result<Truth, PolicyError> {
        let timed = self.timed(rule)?;
        let TimerSpan::SinceYear(year) = timed.span else { return Err(self.pack.unknown("year", rule)) };
        if self.fact(group, path).is_none() {
            return Ok(Truth::Unknown);
        }
        Ok(number_at(group.value, path).map_or(Truth::Unknown, |stated| (stated >= i64::from(year)).into()))
    }
}

/// How two values of a type compare; nothing where they don't.
fn ordering(kind: FieldType, actual: &Value, expected: &Value) -> Option<Ordering> {
    let day = |value: &Value| day_at(value, "");
    let amount = |value: &Value| -> Option<Decimal> { amount_at(value, "") };
    match kind {
        FieldType::Date => Some(day(actual)?.cmp(&day(expected)?)),
        FieldType::Money | FieldType::Ratio | FieldType::Whole { .. } => {
            Some(amount(actual)?.cmp(&amount(expected)?))
        }
        FieldType::Period => lengths(actual, expected),
        FieldType::Choice { codes, ranked: true } => {
            let rank = |value: &Value| codes.iter().position(|code| value.as_str() == Some(code));
            Some(rank(actual)?.cmp(&rank(expected)?))
        }
        // Without an order, anything but equal is just "different".
        _ => Some(if actual == expected { Ordering::Equal } else { Ordering::Less }),
    }
}

/// Two lengths in the same terms; a number of days has no fixed relation to months.
fn lengths(actual: &Value, expected: &Value) -> Option<Ordering> {
    let read = |value: &Value| value.as_str()?.parse::<Period>().ok();
    let measured = |period: Period| match period.unit() {
        PeriodUnit::Years => (PeriodUnit::Months, period.count().saturating_mul(12)),
        unit => (unit, period.count()),
    };
    let (one, other) = (measured(read(actual)?), measured(read(expected)?));
    (one.0 == other.0).then(|| one.1.cmp(&other.1))
}
