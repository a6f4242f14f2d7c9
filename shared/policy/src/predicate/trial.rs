//! One evaluation of a predicate under one set of readings.
//!
//! Owns the walk over a predicate and what it notes on the way: facts used, facts missing, sentences. Lists
//! are handled in `items`, the R&D share in `intensity`.

use std::cmp::Ordering;

use guohe_clock::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::language::{Op, Predicate, ReadingCase};
use super::readings::{EDGE_DAY, Reading};
use super::truth::Truth;
use crate::deadline::LookBack;
use crate::error::PolicyError;
use crate::form::{FactUsed, Facts, FieldType, UNKNOWN, amount_at, at, day_at, find};
use crate::model::Pack;
use crate::refs::Text;

/// Most facts kept for one condition.
const MAX_FACTS: usize = 60;

/// What a trial notes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) facts: Vec<FactUsed>,
    pub(super) missing: Vec<String>,
    pub(super) said: Vec<Text>,
}

impl Notes {
    /// Notes a fact once.
    pub(super) fn fact(&mut self, path: &str, value: Value) {
        if self.facts.len() < MAX_FACTS && self.facts.iter().all(|fact| fact.path != path) {
            self.facts.push(FactUsed { path: path.to_owned(), value });
        }
    }

    /// Notes a missing fact once.
    pub(super) fn miss(&mut self, path: &str) {
        if !self.missing.iter().any(|known| known == path) {
            self.missing.push(path.to_owned());
        }
    }

    /// Notes a sentence once.
    pub(super) fn say(&mut self, text: Text) {
        if !self.said.contains(&text) {
            self.said.push(text);
        }
    }
}

/// One evaluation under one set of readings.
pub(super) struct Trial<'a> {
    pub(super) pack: &'a Pack,
    pub(super) facts: &'a Facts,
    pub(super) reference: Date,
    pub(super) reading: &'a Reading,
    pub(super) notes: Notes,
}

impl Trial<'_> {
    /// Evaluates a predicate; every part is evaluated, so that the explanation is complete.
    pub(super) fn predicate(&mut self, predicate: &Predicate) -> Result<Truth, PolicyError> {
        match predicate {
            Predicate::All(parts) => Ok(Truth::all(self.parts(parts)?)),
            Predicate::Any(parts) => Ok(Truth::any(self.parts(parts)?)),
            Predicate::Not(inner) => Ok(self.predicate(inner)?.negate()),
            Predicate::Compare { path, op, value } => Ok(self.compare(path, *op, value)),
            Predicate::OpenList { path, values } => Ok(self.open_list(path, values)),
            Predicate::Count { list, filter, op, value } => self.count(list, filter.as_ref(), *op, *value),
            Predicate::Sum { list, field, filter, op, value } => {
                self.sum((list, field), filter.as_ref(), *op, *value)
            }
            Predicate::Intensity { .. } => self.intensity(predicate),
            Predicate::ByReading { switch, cases } => self.by_reading(switch, cases),
        }
    }

    fn parts(&mut self, parts: &[Predicate]) -> Result<Vec<Truth>, PolicyError> {
        parts.iter().map(|part| self.predicate(part)).collect()
    }

    /// The case of the reading at hand; a reading without a case is unknown.
    fn by_reading(&mut self, switch: &str, cases: &[ReadingCase]) -> Result<Truth, PolicyError> {
        let chosen = self.reading.get(switch);
        match cases.iter().find(|case| Some(&case.option) == chosen) {
            Some(case) => self.predicate(&case.check),
            None => Ok(Truth::Unknown),
        }
    }

    fn compare(&mut self, path: &str, op: Op, value: &Value) -> Truth {
        let truth = self.compare_in(self.facts.as_json(), "", path, path, op, value);
        let actual = self.facts.get(path);
        self.notes.say(super::explain::compared(path, actual, op, value, truth));
        truth
    }

    /// Compares a field of the form or of a list's element with a value, noting the fact.
    pub(super) fn compare_in(
        &mut self,
        root: &Value,
        place: &str,
        path: &str,
        declared: &str,
        op: Op,
        expected: &Value,
    ) -> Truth {
        let place = format!("{place}{path}");
        let Some(actual) = at(root, path) else {
            self.notes.fact(&place, Value::Null);
            self.notes.miss(&place);
            return Truth::Unknown;
        };
        self.notes.fact(&place, actual.clone());
        let Some(kind) = find(declared).map(|field| field.kind) else { return Truth::Unknown };
        if matches!(kind, FieldType::Choice { .. }) && actual.as_str() == Some(UNKNOWN) {
            return Truth::Unknown;
        }
        let one = |expected: &Value| ordering(kind, actual, expected).map(|found| op.holds(found).into());
        match expected {
            Value::Array(values) => Truth::any(values.iter().map(|value| one(value).unwrap_or(Truth::False))),
            single => one(single).unwrap_or(Truth::Unknown),
        }
    }

    fn open_list(&mut self, path: &str, values: &[String]) -> Truth {
        let Some(actual) = self.facts.text(path).map(ToOwned::to_owned) else {
            self.notes.fact(path, Value::Null);
            self.notes.miss(path);
            return Truth::Unknown;
        };
        let listed = values.contains(&actual);
        self.notes.say(super::explain::listed(path, &actual, listed));
        self.notes.fact(path, Value::String(actual));
        // The measures' list ends in "and others": a value that is not listed is not excluded either.
        if listed { Truth::True } else { Truth::Unknown }
    }

    /// The look-back of a timed rule under the reading at hand: without its edge days, it is a day shorter
    /// at both ends.
    pub(super) fn window(&self, rule: &str) -> Result<LookBack, PolicyError> {
        let timed = self.pack.timed_rule_by_id(rule).ok_or_else(|| self.pack.unknown("look-back", rule))?;
        let window = timed.window(self.reference)?;
        if self.reading.get(EDGE_DAY).map(String::as_str) != Some("exclusive") {
            return Ok(window);
        }
        let from = window.from.succ_opt().unwrap_or(window.from);
        let to = window.to.pred_opt().unwrap_or(window.to);
        Ok(LookBack { from, to })
    }
}

/// How two values of a type compare; nothing where they don't.
fn ordering(kind: FieldType, actual: &Value, expected: &Value) -> Option<Ordering> {
    let wrapped = |value: &Value| serde_json::json!({ "v": value });
    match kind {
        FieldType::Date => Some(day_at(&wrapped(actual), "v")?.cmp(&day_at(&wrapped(expected), "v")?)),
        FieldType::Money | FieldType::Whole { .. } => {
            let amounts: (Decimal, Decimal) =
                (amount_at(&wrapped(actual), "v")?, amount_at(&wrapped(expected), "v")?);
            Some(amounts.0.cmp(&amounts.1))
        }
        FieldType::Choice { codes, ranked: true } => {
            let rank = |value: &Value| codes.iter().position(|code| value.as_str() == Some(code));
            Some(rank(actual)?.cmp(&rank(expected)?))
        }
        // Without an order, anything but equal is just "different".
        _ => Some(if actual == expected { Ordering::Equal } else { Ordering::Less }),
    }
}
