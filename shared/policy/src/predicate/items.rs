//! Lists: which elements count, how many, and what they add up to.
//!
//! Owns the filters over elements and the ranges that unknown elements leave. A list that was not given is
//! unknown; an empty list is empty.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::filter::Filter;
use super::leaf::Group;
use super::op::Op;
use super::readings::PROJECT_IN_WINDOW;
use super::trial::Trial;
use super::truth::Truth;
use crate::error::PolicyError;
use crate::form::{amount_at, at, day_at, element_path};

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
        show_total: bool,
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
        if show_total {
            let stated = elements.iter().filter_map(|element| amount_at(element, field));
            let total = stated.fold(Decimal::ZERO, Decimal::saturating_add);
            self.notes.say(super::wording::total_beside(list, field, total));
        }
        Ok(Truth::of_amounts(op, low, high, value))
    }

    /// Which elements of a list count; nothing where the list was not given.
    pub(super) fn elements(
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
        for index in 0..elements.len() {
            let missed = self.notes.missing.len();
            let truth = match filter {
                Some(filter) => self.element(list, index, filter)?,
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

    /// Whether one element of a list that was given satisfies a filter.
    pub(super) fn element(
        &mut self,
        list: &str,
        index: usize,
        filter: &Filter,
    ) -> Result<Truth, PolicyError> {
        let facts = self.facts;
        let Some(value) = facts.list(list).and_then(|elements| elements.get(index)) else {
            return Ok(Truth::Unknown);
        };
        let element = Group { value, place: format!("{list}[{index}]."), declared: element_path(list) };
        self.filter(&element, filter)
    }

    fn filter(&mut self, element: &Group<'_>, filter: &Filter) -> Result<Truth, PolicyError> {
        match filter {
            Filter::All(parts) => Ok(Truth::all(self.filters(element, parts)?)),
            Filter::Any(parts) => Ok(Truth::any(self.filters(element, parts)?)),
            Filter::Not(inner) => Ok(self.filter(element, inner)?.negate()),
            Filter::Compare { path, op, value } => Ok(self.compare_in(element, path, *op, value)),
            Filter::Member { path, of } => Ok(self.member(element, path, of)),
            Filter::Overseas { path } => Ok(self.overseas(element, path)),
            Filter::Within { rule, on } => {
                let Some(window) = self.window(rule)? else { return Ok(Truth::Unknown) };
                let day = self.fact_day(element, on);
                Ok(day.map_or(Truth::Unknown, |day| (window.from <= day && day <= window.to).into()))
            }
            Filter::Touches { rule, from, to } => self.touches(element, rule, from, to),
            Filter::Term { rule, from, to } => self.term(element, rule, (from, to)),
            Filter::SinceYear { rule, path } => self.since_year(element, rule, path),
            Filter::Before { rule, path } => self.before(element, path, rule),
            Filter::NotAfterReference { on } => {
                let day = self.day(element, on);
                Ok(day.is_none_or(|day| day <= self.references.call_close).into())
            }
        }
    }

    fn filters(&mut self, element: &Group<'_>, parts: &[Filter]) -> Result<Vec<Truth>, PolicyError> {
        parts.iter().map(|part| self.filter(element, part)).collect()
    }

    /// Whether a span falls into a look-back, as the reading at hand has it.
    fn touches(
        &mut self,
        element: &Group<'_>,
        rule: &str,
        from: &str,
        to: &str,
    ) -> Result<Truth, PolicyError> {
        let Some(window) = self.window(rule)? else { return Ok(Truth::Unknown) };
        let reading = self.chosen(PROJECT_IN_WINDOW, rule).unwrap_or("overlap").to_owned();
        let inside = |day: guohe_clock::Date| window.from <= day && day <= window.to;
        if reading == "start" || reading == "end" {
            let path = if reading == "start" { from } else { to };
            return Ok(self.fact_day(element, path).map_or(Truth::Unknown, |day| inside(day).into()));
        }
        let (first, last) = (self.day(element, from), self.day(element, to));
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

    /// A day of an element that may be left out, noted where it is given.
    fn day(&mut self, element: &Group<'_>, path: &str) -> Option<guohe_clock::Date> {
        let day = day_at(element.value, path);
        if day.is_some() {
            let value = at(element.value, path).cloned().unwrap_or(Value::Null);
            self.notes.fact(&format!("{}{path}", element.place), value);
        }
        day
    }
}
