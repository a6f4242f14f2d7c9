//! Lists: which elements count, how many, and what they add up to.
//!
//! Owns the filters over elements and the ranges that unknown elements leave. A list that was not given is
//! unknown; an empty list is empty.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::language::{Filter, Op};
use super::readings::PROJECT_IN_WINDOW;
use super::trial::Trial;
use super::truth::Truth;
use crate::error::PolicyError;
use crate::form::{amount_at, at, day_at, element_path};

/// An element of a list, where it stands and how its fields are declared.
struct Element<'a> {
    value: &'a Value,
    place: String,
    declared: String,
}

impl Trial<'_> {
    /// Compares the number of elements that count with a number.
    pub(super) fn count(
        &mut self,
        list: &str,
        filter: Option<&Filter>,
        op: Op,
        value: u64,
    ) -> Result<Truth, PolicyError> {
        let Some(truths) = self.elements(list, filter)? else { return Ok(Truth::Unknown) };
        let count = |wanted: Truth| truths.iter().filter(|(_, truth)| *truth == wanted).count() as u64;
        let (sure, open) = (count(Truth::True), count(Truth::Unknown));
        let truth = Truth::of_range(op, sure, sure + open, value);
        self.notes.say(super::explain::counted(list, (sure, open), op, value));
        Ok(truth)
    }

    /// Compares the sum of a field over the elements that count with an amount.
    pub(super) fn sum(
        &mut self,
        (list, field): (&str, &str),
        filter: Option<&Filter>,
        op: Op,
        value: Decimal,
    ) -> Result<Truth, PolicyError> {
        let Some(truths) = self.elements(list, filter)? else { return Ok(Truth::Unknown) };
        let elements = self.facts.list(list).unwrap_or_default();
        let (mut low, mut high) = (Decimal::ZERO, Some(Decimal::ZERO));
        for (index, truth) in truths {
            let place = format!("{list}[{index}].{field}");
            let amount = elements.get(index).and_then(|element| amount_at(element, field));
            match (truth, amount) {
                (Truth::False, _) => {}
                (_, None) => {
                    self.notes.miss(&place);
                    high = None;
                }
                (Truth::True, Some(amount)) => {
                    self.notes.fact(&place, json!(amount.to_string()));
                    low = low.saturating_add(amount);
                    high = high.map(|high| high.saturating_add(amount));
                }
                (Truth::Unknown, Some(amount)) => high = high.map(|high| high.saturating_add(amount)),
            }
        }
        self.notes.say(super::explain::summed(list, field, low, op, value));
        Ok(Truth::of_amounts(op, low, high, value))
    }

    /// Which elements of a list count; nothing where the list was not given.
    fn elements(
        &mut self,
        list: &str,
        filter: Option<&Filter>,
    ) -> Result<Option<Vec<(usize, Truth)>>, PolicyError> {
        let facts = self.facts;
        let Some(elements) = facts.list(list) else {
            self.notes.fact(list, Value::Null);
            self.notes.miss(list);
            self.notes.say(super::explain::not_given(list));
            return Ok(None);
        };
        self.notes.fact(&format!("count({list})"), json!(elements.len()));
        let mut truths = Vec::with_capacity(elements.len());
        for (index, value) in elements.iter().enumerate() {
            let element = Element { value, place: format!("{list}[{index}]."), declared: element_path(list) };
            let missed = self.notes.missing.len();
            let truth = match filter {
                Some(filter) => self.filter(&element, filter)?,
                None => Truth::True,
            };
            // A fact that would not change whether the element counts is not missed.
            if truth != Truth::Unknown {
                self.notes.missing.truncate(missed);
            }
            truths.push((index, truth));
        }
        Ok(Some(truths))
    }

    fn filter(&mut self, element: &Element<'_>, filter: &Filter) -> Result<Truth, PolicyError> {
        match filter {
            Filter::All(parts) => Ok(Truth::all(self.filters(element, parts)?)),
            Filter::Any(parts) => Ok(Truth::any(self.filters(element, parts)?)),
            Filter::Not(inner) => Ok(self.filter(element, inner)?.negate()),
            Filter::Compare { path, op, value } => {
                let declared = format!("{}.{path}", element.declared);
                Ok(self.compare_in(element.value, &element.place, path, &declared, *op, value))
            }
            Filter::Within { rule, on } => {
                let window = self.window(rule)?;
                let day = self.day(element, on, true);
                Ok(day.map_or(Truth::Unknown, |day| (window.from <= day && day <= window.to).into()))
            }
            Filter::Touches { rule, from, to } => self.touches(element, rule, from, to),
            Filter::NotAfterReference { on } => {
                let day = self.day(element, on, false);
                Ok(day.is_none_or(|day| day <= self.reference).into())
            }
        }
    }

    fn filters(&mut self, element: &Element<'_>, parts: &[Filter]) -> Result<Vec<Truth>, PolicyError> {
        parts.iter().map(|part| self.filter(element, part)).collect()
    }

    /// Whether a span falls into a look-back, as the reading at hand has it.
    fn touches(
        &mut self,
        element: &Element<'_>,
        rule: &str,
        from: &str,
        to: &str,
    ) -> Result<Truth, PolicyError> {
        let window = self.window(rule)?;
        let reading = self.reading.get(PROJECT_IN_WINDOW).map_or("overlap", String::as_str);
        let inside = |day: guohe_clock::Date| window.from <= day && day <= window.to;
        if reading == "start" || reading == "end" {
            let path = if reading == "start" { from } else { to };
            return Ok(self.day(element, path, true).map_or(Truth::Unknown, |day| inside(day).into()));
        }
        let first = self.day(element, from, false);
        let last = self.day(element, to, false);
        let truth = match (first, last) {
            (Some(first), Some(last)) => (first <= window.to && window.from <= last).into(),
            (Some(day), None) | (None, Some(day)) if inside(day) => Truth::True,
            (Some(first), None) if first > window.to => Truth::False,
            (None, Some(last)) if last < window.from => Truth::False,
            _ => Truth::Unknown,
        };
        if truth == Truth::Unknown {
            for (path, day) in [(from, first), (to, last)] {
                if day.is_none() {
                    self.notes.miss(&format!("{}{path}", element.place));
                }
            }
        }
        Ok(truth)
    }

    /// A day of an element, noted as a fact, and as missing where it is needed.
    fn day(&mut self, element: &Element<'_>, path: &str, needed: bool) -> Option<guohe_clock::Date> {
        let place = format!("{}{path}", element.place);
        let day = day_at(element.value, path);
        if day.is_some() || needed {
            let value = at(element.value, path).cloned().unwrap_or(Value::Null);
            self.notes.fact(&place, value);
        }
        if day.is_none() && needed {
            self.notes.miss(&place);
        }
        day
    }
}
