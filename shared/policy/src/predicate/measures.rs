//! Measures over lists: distinct values, shares, and sums by year.
//!
//! Owns the bounds that unknown elements and amounts leave; a comparison holds only where it holds at both
//! ends. Exact decimals throughout, nothing is divided to decide.

use std::collections::BTreeSet;

use guohe_clock::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::filter::Filter;
use super::language::Predicate;
use super::op::Op;
use super::readings::{PER_YEAR, PERSON_DAY};
use super::trial::Trial;
use super::truth::Truth;
use super::wording;
use crate::deadline::LookBack;
use crate::error::PolicyError;
use crate::form::{amount_at, at, day_at};
use crate::period::Period;

/// A part of a whole, between which a share lies.
#[derive(Clone, Copy, Default)]
struct Bounds {
    /// What is surely in the part, and what may be.
    part: (Decimal, Decimal),
    /// What is surely in the rest, and what may be.
    rest: (Decimal, Decimal),
    /// Whether the whole is surely more than nothing.
    known_whole: bool,
}

/// The sums of one year: of products, and of each factor, each from a low to a high end; no high end where
/// an amount is missing.
#[derive(Clone, Copy)]
struct YearSums {
    days: (Date, Date),
    sums: [(Decimal, Option<Decimal>); 3],
}

impl Trial<'_> {
    /// Counts elements, those with the same value of a field once.
    pub(super) fn count_distinct(
        &mut self,
        (list, field): (&str, &str),
        filter: Option<&Filter>,
        op: Op,
        value: u64,
    ) -> Result<Truth, PolicyError> {
        let Some(truths) = self.elements(list, filter)? else { return Ok(Truth::Unknown) };
        let facts = self.facts;
        let elements = facts.list(list).unwrap_or_default();
        let (mut sure, mut possible) = (BTreeSet::new(), BTreeSet::new());
        let (mut nameless, mut one_is_sure) = (0, false);
        for (index, truth) in truths.into_iter().filter(|(_, truth)| *truth != Truth::False) {
            let place = format!("{list}[{index}].{field}");
            match elements.get(index).and_then(|element| at(element, field)) {
                Some(named) => {
                    self.notes.fact(&place, named.clone());
                    possible.insert(named.to_string());
                    if truth == Truth::True {
                        sure.insert(named.to_string());
                    }
                }
                None => {
                    self.notes.miss(&place);
                    nameless += 1;
                    one_is_sure |= truth == Truth::True;
                }
            }
        }
        // An element without a name may be one of the named, or another.
        let low = (sure.len() as u64).max(u64::from(one_is_sure));
        let high = possible.len() as u64 + nameless;
        self.notes.say(wording::distinct((list, field), (low, high), op, value));
        Ok(Truth::of_range(op, low, high, value))
    }

    /// Compares a share with a ratio.
    pub(super) fn share(&mut self, predicate: &Predicate) -> Result<Truth, PolicyError> {
        let Predicate::Share { list, field, filter, part, op, value } = predicate else {
            return Ok(Truth::Unknown);
        };
        let Some(truths) = self.elements(list, filter.as_ref())? else { return Ok(Truth::Unknown) };
        let facts = self.facts;
        let elements = facts.list(list).unwrap_or_default();
        let (mut bounds, mut lacking) = (Bounds::default(), false);
        for (index, whole) in truths.into_iter().filter(|(_, truth)| *truth != Truth::False) {
            let missed = self.notes.missing.len();
            let in_part = self.element(list, index, part)?;
            if in_part != Truth::Unknown {
                self.notes.missing.truncate(missed);
            }
            let amount = match field {
                None => Some(Decimal::ONE),
                Some(field) => {
                    let amount = elements.get(index).and_then(|element| amount_at(element, field));
                    let place = format!("{list}[{index}].{field}");
                    match amount {
                        Some(amount) => self.notes.fact(&place, json!(amount.to_string())),
                        None => self.notes.miss(&place),
                    }
                    amount
                }
            };
            match amount {
                Some(amount) => bounds.add(whole, in_part, amount),
                None => lacking = true,
            }
        }
        self.notes.say(wording::share((list, field.as_deref()), bounds.part, bounds.rest, *op, *value));
        // Of nothing there is no share.
        if lacking || !bounds.known_whole {
            return Ok(Truth::Unknown);
        }
        let at_least = share_compares(*op, bounds.part.0, bounds.rest.1, *value);
        let at_most = share_compares(*op, bounds.part.1, bounds.rest.0, *value);
        Ok(Truth::merge([at_least, at_most]))
    }

    /// Compares the yearly sums of products in a look-back with an amount.
    pub(super) fn yearly(&mut self, predicate: &Predicate) -> Result<Truth, PolicyError> {
        let Predicate::Yearly { list, rule, on, product, filter, op, value } = predicate else {
            return Ok(Truth::Unknown);
        };
        let Some(mut years) = self.years_of(rule)? else { return Ok(Truth::Unknown) };
        let Some(truths) = self.elements(list, filter.as_ref())? else { return Ok(Truth::Unknown) };
        let facts = self.facts;
        let elements = facts.list(list).unwrap_or_default();
        for (index, truth) in truths.into_iter().filter(|(_, truth)| *truth != Truth::False) {
            let Some(element) = elements.get(index) else { continue };
            let day = day_at(element, on);
            let mut read = |path: &str, given: Option<Value>| {
                let place = format!("{list}[{index}].{path}");
                match given {
                    Some(given) => self.notes.fact(&place, given),
                    None => self.notes.miss(&place),
                }
            };
            read(on, day.map(|day| json!(day.to_string())));
            let concerned = |year: &YearSums| day.is_none_or(|day| year.days.0 <= day && day <= year.days.1);
            if !years.iter().any(concerned) {
                continue;
            }
            let factors = [amount_at(element, &product[0]), amount_at(element, &product[1])];
            for (path, factor) in product.iter().zip(factors) {
                read(path, factor.map(|factor| json!(factor.to_string())));
            }
            let sure = truth == Truth::True && day.is_some();
            for year in years.iter_mut().filter(|year| concerned(year)) {
                year.add(sure, factors);
            }
        }
        let by_product = self.chosen(PERSON_DAY, rule) == Some("product");
        let sums: Vec<(Decimal, Option<Decimal>)> = years.iter().map(|year| year.sum(by_product)).collect();
        let spans: Vec<(Date, Date)> = years.iter().map(|year| year.days).collect();
        self.notes.say(wording::yearly(list, product, &spans, &sums, by_product, *op, *value));
        if self.chosen(PER_YEAR, rule) != Some("average") {
            return Ok(Truth::all(
                sums.into_iter().map(|(low, high)| Truth::of_amounts(*op, low, high, *value)),
            ));
        }
        let low = sums.iter().fold(Decimal::ZERO, |total, (low, _)| total.saturating_add(*low));
        let high =
            sums.iter().try_fold(Decimal::ZERO, |total, (_, high)| Some(total.saturating_add((*high)?)));
        let number = Decimal::from(sums.len());
        Ok(Truth::of_amounts(*op, low, high, value.saturating_mul(number)))
    }

    /// The years of a look-back, earliest first, under the reading of its edge days.
    fn years_of(&mut self, rule: &str) -> Result<Option<Vec<YearSums>>, PolicyError> {
        let Some(LookBack { from, to }) = self.window(rule)? else { return Ok(None) };
        let timed = self.timed(rule)?;
        let Some(reference) = self.reference_of(timed) else { return Ok(None) };
        let number = timed.period().map_or(0, Period::count);
        let mut years = Vec::new();
        for back in (1..=number).rev() {
            let before = Period::years(back).back_from(reference)?;
            let first = if back == number { before } else { before.succ_opt().unwrap_or(before) };
            let last = Period::years(back - 1).back_from(reference)?;
            years.push(YearSums {
                days: (first.max(from), last.min(to)),
                sums: [(Decimal::ZERO, Some(Decimal::ZERO)); 3],
            });
        }
        Ok(Some(years))
    }
}

/// Whether part / (part + rest) compares with a ratio, without dividing.
fn share_compares(op: Op, part: Decimal, rest: Decimal, ratio: Decimal) -> Truth {
    let whole = part.checked_add(rest).and_then(|whole| whole.checked_mul(ratio));
    whole.map_or(Truth::Unknown, |floor| op.holds(part.cmp(&floor)).into())
}

impl Bounds {
    fn add(&mut self, whole: Truth, in_part: Truth, amount: Decimal) {
        let sure = whole == Truth::True;
        let add = |to: &mut Decimal| *to = to.saturating_add(amount);
        if in_part != Truth::False {
            add(&mut self.part.1);
        }
        if in_part != Truth::True {
            add(&mut self.rest.1);
        }
        if sure && in_part == Truth::True {
            add(&mut self.part.0);
        }
        if sure && in_part == Truth::False {
            add(&mut self.rest.0);
        }
        self.known_whole |= sure && !amount.is_zero();
    }
}

impl YearSums {
    fn add(&mut self, sure: bool, [one, other]: [Option<Decimal>; 2]) {
        let product = one.zip(other).map(|(one, other)| one.saturating_mul(other));
        for (sum, amount) in self.sums.iter_mut().zip([product, one, other]) {
            if let Some(amount) = amount.filter(|_| sure) {
                sum.0 = sum.0.saturating_add(amount);
            }
            sum.1 = sum.1.zip(amount).map(|(high, amount)| high.saturating_add(amount));
        }
    }

    /// The year's amount: the sum of products, or the product of sums.
    fn sum(&self, by_product: bool) -> (Decimal, Option<Decimal>) {
        let [products, ones, others] = self.sums;
        if !by_product {
            return products;
        }
        let high = ones.1.zip(others.1).map(|(one, other)| one.saturating_mul(other));
        (ones.0.saturating_mul(others.0), high)
    }
}
