//! The R&D share of revenue over the last complete fiscal years.
//!
//! Owns the arithmetic: total over total by default, the tier by the latest year's revenue, the years in
//! business where a host is younger. Exact decimals throughout; nothing is divided to decide.

use chrono::Datelike;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::explain;
use super::language::Predicate;
use super::readings::RD_METHOD;
use super::trial::Trial;
use super::truth::Truth;
use crate::error::PolicyError;
use crate::form::{amount_at, day_at};
use crate::model::Tier;

/// One fiscal year's figures.
pub(super) struct Year {
    pub(super) part: Decimal,
    pub(super) whole: Decimal,
}

impl Trial<'_> {
    /// Tests an intensity predicate.
    pub(super) fn intensity(&mut self, predicate: &Predicate) -> Result<Truth, PolicyError> {
        let Predicate::Intensity { list, year, part, whole, rule, since, table } = predicate else {
            return Ok(Truth::Unknown);
        };
        let Some(wanted) = self.years_wanted(rule, since)? else { return Ok(Truth::Unknown) };
        let Some(elements) = self.facts.list(list) else {
            self.notes.miss(list);
            self.notes.fact(list, Value::Null);
            self.notes.say(explain::not_given(list));
            return Ok(Truth::Unknown);
        };
        let missed = self.notes.missing.len();
        let mut years = Vec::new();
        for number in wanted {
            let stated = elements
                .iter()
                .enumerate()
                .filter(|(_, element)| element.get(year).and_then(Value::as_i64) == Some(i64::from(number)));
            let stated: Vec<(usize, &Value)> = stated.collect();
            // A year that is missing, or stated twice, is not known.
            let [(index, element)] = stated[..] else {
                self.notes.miss(&format!("{list}[{year}={number}]"));
                continue;
            };
            if let Some(figures) = self.figures(&format!("{list}[{index}]"), element, part, whole) {
                years.push(figures);
            }
        }
        if self.notes.missing.len() > missed {
            self.notes.say(explain::years_missing());
            return Ok(Truth::Unknown);
        }
        let table = self.pack.table(table).ok_or_else(|| self.pack.unknown("table", table))?;
        let latest = years.last().map(|latest| latest.whole);
        let Some(tier) = latest.and_then(|size| table.tier_for(size)) else { return Ok(Truth::Unknown) };
        Ok(self.reaches(&years, tier))
    }

    /// The fiscal years that must be stated, earliest first; nothing where the host has none complete.
    fn years_wanted(&mut self, rule: &str, since: &str) -> Result<Option<Vec<i32>>, PolicyError> {
        let timed = self.timed(rule)?;
        let Some(reference) = self.reference_of(timed) else { return Ok(None) };
        let window = timed.window(reference)?;
        let born = day_at(self.facts.as_json(), since);
        if let Some(born) = born {
            self.notes.fact(since, json!(born.to_string()));
        }
        let first = born.map_or(window.from.year(), |born| born.year().max(window.from.year()));
        let years: Vec<i32> = (first..=window.to.year()).collect();
        if years.is_empty() {
            self.notes.say(explain::no_complete_year());
            return Ok(None);
        }
        Ok(Some(years))
    }

    fn figures(&mut self, place: &str, element: &Value, part: &str, whole: &str) -> Option<Year> {
        let mut read = |path: &str| {
            let place = format!("{place}.{path}");
            let amount = amount_at(element, path);
            match amount {
                Some(amount) => self.notes.fact(&place, json!(amount.to_string())),
                None => self.notes.miss(&place),
            }
            amount
        };
        let (part, whole) = (read(part), read(whole));
        Some(Year { part: part?, whole: whole? })
    }

    fn reaches(&mut self, years: &[Year], tier: &Tier) -> Truth {
        let part: Decimal = years.iter().map(|year| year.part).sum();
        let whole: Decimal = years.iter().map(|year| year.whole).sum();
        if whole.is_zero() {
            self.notes.say(explain::no_revenue());
            return Truth::Unknown;
        }
        self.notes.say(explain::share(years, part, whole, tier));
        let by_mean = self.chosen(RD_METHOD, "") == Some("mean");
        if !by_mean {
            return whole.checked_mul(tier.at_least).map_or(Truth::Unknown, |floor| (part >= floor).into());
        }
        explain::mean(years).map_or(Truth::Unknown, |mean| (mean >= tier.at_least).into())
    }
}
