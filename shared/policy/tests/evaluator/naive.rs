//! A second implementation of the tests, slow and plain.
//!
//! Owns its own three values, its own dates (years, months and days as numbers) and its own lists: what a
//! missing fact leaves open is found by trying every choice. It shares only the language with the engine.

use std::collections::BTreeSet;

use chrono::Datelike;
use guohe_policy::{Condition, Date, Filter, Op, Outcome, Pack, Predicate};
use rust_decimal::Decimal;
use serde_json::Value;

/// True, false, or nothing where it is not known.
type Known = Option<bool>;

/// A day as year, month and day.
type Day = (i32, u32, u32);

/// One way to read the edges.
#[derive(Clone, Copy)]
struct Edges {
    /// The ends of a look-back count.
    ends: bool,
    /// The anniversary counts as complete.
    anniversary: bool,
    /// The cut-off day counts as before it.
    cutoff: bool,
    /// Hong Kong, Macao and Taiwan count as overseas.
    hmt: bool,
}

struct Naive<'a> {
    pack: &'a Pack,
    form: &'a Value,
    close: Day,
    edges: Edges,
}

/// The outcome of a condition: every reading must agree.
pub(crate) fn outcome(pack: &Pack, condition: &Condition, form: &Value, close: Date) -> Outcome {
    let close = (close.year(), close.month(), close.day());
    let results: Vec<Known> = (0..16_u8)
        .map(|bits| {
            let bit = |place: u8| bits >> place & 1 == 1;
            let edges = Edges { ends: bit(0), anniversary: bit(1), cutoff: bit(2), hmt: bit(3) };
            let naive = Naive { pack, form, close, edges };
            naive.test(condition.check.as_ref().expect("a check"))
        })
        .collect();
    match results.as_slice() {
        all if all.iter().all(|known| *known == Some(true)) => Outcome::Pass,
        all if all.iter().all(|known| *known == Some(false)) => Outcome::Fail,
        _ => Outcome::NeedsRuling,
    }
}

fn every(parts: &[Known]) -> Known {
    if parts.contains(&Some(false)) {
        return Some(false);
    }
    if parts.contains(&None) { None } else { Some(true) }
}

fn some(parts: &[Known]) -> Known {
    if parts.contains(&Some(true)) {
        return Some(true);
    }
    if parts.contains(&None) { None } else { Some(false) }
}

fn unanimous(results: &BTreeSet<bool>) -> Known {
    if results.len() == 1 { results.first().copied() } else { None }
}

fn holds<T: PartialOrd>(op: Op, one: &T, other: &T) -> bool {
    match op {
        Op::Equal | Op::In => one == other,
        Op::NotEqual => one != other,
        Op::Less => one < other,
        Op::AtMost => one <= other,
        Op::More => one > other,
        Op::AtLeast => one >= other,
    }
}

fn day(text: &str) -> Day {
    let numbers: Vec<u32> = text.split('-').map(|part| part.parse().expect("digits")).collect();
    (i32::try_from(numbers[0]).expect("a year"), numbers[1], numbers[2])
}

fn days_in(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn years_later((year, month, day): Day, years: i32) -> Day {
    (year + years, month, day.min(days_in(year + years, month)))
}

fn next((year, month, day): Day) -> Day {
    if day < days_in(year, month) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

/// A field of a group; nothing where it is missing.
fn given<'v>(group: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(group, |value, step| value.get(step)).filter(|value| !value.is_null())
}

fn day_of(group: &Value, path: &str) -> Option<Day> {
    given(group, path)?.as_str().map(day)
}

fn amount_of(group: &Value, path: &str) -> Option<i64> {
    given(group, path)?.as_str()?.parse().ok()
}

impl Naive<'_> {
    fn test(&self, predicate: &Predicate) -> Known {
        match predicate {
            Predicate::All(parts) => every(&self.tests(parts)),
            Predicate::Any(parts) => some(&self.tests(parts)),
            Predicate::Not(inner) => self.test(inner).map(|known| !known),
            Predicate::AtLeast { number, of } => {
                let parts = self.tests(of);
                let sure = parts.iter().filter(|part| **part == Some(true)).count();
                let possible = parts.iter().filter(|part| **part != Some(false)).count();
                let verdicts = (sure..=possible).map(|count| count >= *number).collect();
                unanimous(&verdicts)
            }
            Predicate::IfThen { when, then } => some(&[self.test(when).map(|known| !known), self.test(then)]),
            Predicate::Met(id) => {
                let named = self.pack.conditions.iter().find(|condition| condition.id == *id);
                self.test(named.and_then(|condition| condition.check.as_ref()).expect("a check"))
            }
            Predicate::Compare { path, op, value } => self.compare(self.form, path, *op, value),
            Predicate::OpenList { path, values } => {
                let actual = given(self.form, path)?.as_str()?;
                values.iter().any(|value| value == actual).then_some(true)
            }
            Predicate::Overseas { path } => self.overseas(self.form, path),
            Predicate::Elapsed { since, .. } => {
                let anniversary = years_later(day_of(self.form, since)?, 3);
                Some(self.close > anniversary || self.close == anniversary && self.edges.anniversary)
            }
            Predicate::Before { path, .. } => self.before(self.form, path),
            Predicate::Count { list, filter, op, value } => {
                let worlds = self.worlds(list, filter.as_ref())?;
                let verdicts =
                    worlds.iter().map(|chosen| holds(*op, &(chosen.len() as u64), value)).collect();
                unanimous(&verdicts)
            }
            Predicate::CountDistinct { list, field, filter, op, value } => {
                let worlds = self.worlds(list, filter.as_ref())?;
                let mut verdicts = BTreeSet::new();
                for chosen in worlds {
                    for names in namings(&chosen, field) {
                        let distinct = names.iter().collect::<BTreeSet<_>>().len() as u64;
                        verdicts.insert(holds(*op, &distinct, value));
                    }
                }
                unanimous(&verdicts)
            }
            Predicate::Sum { list, field, filter, op, value, .. } => {
                let worlds = self.worlds(list, filter.as_ref())?;
                let mut verdicts = BTreeSet::new();
                for chosen in worlds {
                    for sum in sums(&chosen, field) {
                        verdicts.insert(holds(*op, &Decimal::from(sum), value));
                    }
                }
                unanimous(&verdicts)
            }
            Predicate::Share { .. } => self.share(predicate),
            other => panic!("{other:?} is not drawn"),
        }
    }

    fn tests(&self, parts: &[Predicate]) -> Vec<Known> {
        parts.iter().map(|part| self.test(part)).collect()
    }

    fn compare(&self, group: &Value, path: &str, op: Op, value: &Value) -> Known {
        let actual = given(group, path)?;
        if path == "amount_cny" {
            let wanted: i64 = value.as_str()?.parse().ok()?;
            return Some(holds(op, &amount_of(group, path)?, &wanted));
        }
        if path == "pi.title_rank" {
            let ranks = ["unknown", "none", "junior", "intermediate", "associate_senior", "senior"];
            let rank = |value: &Value| ranks.iter().position(|rank| value.as_str() == Some(rank));
            let (one, other) = (rank(actual)?, rank(value)?);
            return if one == 0 { None } else { Some(holds(op, &one, &other)) };
        }
        Some((actual == value) == (op == Op::Equal))
    }

    fn overseas(&self, group: &Value, path: &str) -> Known {
        let region = given(group, path)?.as_str()?;
        Some(match region {
            "CN" => false,
            "HK" | "MO" | "TW" => self.edges.hmt,
            _ => true,
        })
    }

    fn before(&self, group: &Value, path: &str) -> Known {
        let (found, cutoff) = (day_of(group, path)?, (2020, 1, 1));
        Some(found < cutoff || found == cutoff && self.edges.cutoff)
    }

    fn filter(&self, element: &Value, filter: &Filter) -> Known {
        match filter {
            Filter::All(parts) => {
                every(&parts.iter().map(|part| self.filter(element, part)).collect::<Vec<_>>())
            }
            Filter::Any(parts) => {
                some(&parts.iter().map(|part| self.filter(element, part)).collect::<Vec<_>>())
            }
            Filter::Not(inner) => self.filter(element, inner).map(|known| !known),
            Filter::Compare { path, op, value } => self.compare(element, path, *op, value),
            Filter::Overseas { path } => self.overseas(element, path),
            Filter::Before { path, .. } => self.before(element, path),
            Filter::Within { on, .. } => {
                let (found, first) = (day_of(element, on)?, years_later(self.close, -3));
                let inside = first < found && found < self.close;
                let on_an_end = found == first || found == self.close;
                Some(inside || on_an_end && self.edges.ends)
            }
            Filter::Term { from, to, .. } => {
                let (first, last) = (day_of(element, from), day_of(element, to));
                Some(next(last?) >= years_later(first?, 3))
            }
            other => panic!("{other:?} is not drawn"),
        }
    }

    /// Every set of elements that may be the ones that count; nothing where the list is missing.
    fn worlds(&self, list: &str, filter: Option<&Filter>) -> Option<Vec<Vec<&Value>>> {
        let elements = given(self.form, list)?.as_array()?;
        let mut worlds: Vec<Vec<&Value>> = vec![Vec::new()];
        for element in elements {
            let counts = filter.map_or(Some(true), |filter| self.filter(element, filter));
            let without = worlds.clone();
            if counts != Some(false) {
                worlds.iter_mut().for_each(|world| world.push(element));
            }
            if counts.is_none() {
                worlds.extend(without);
            }
        }
        Some(worlds)
    }

    fn share(&self, predicate: &Predicate) -> Known {
        let Predicate::Share { list, field, filter, part, op, value } = predicate else { return None };
        let elements = given(self.form, list)?.as_array()?;
        let mut verdicts = BTreeSet::new();
        // Each element lies in the part, in the rest or outside; every combination that may be is tried.
        let mut worlds: Vec<(i64, i64)> = vec![(0, 0)];
        let mut sure = 0;
        for element in elements {
            let whole = filter.as_ref().map_or(Some(true), |filter| self.filter(element, filter));
            if whole == Some(false) {
                continue;
            }
            let amount = match field {
                Some(field) => amount_of(element, field)?,
                None => 1,
            };
            if whole == Some(true) {
                sure += amount;
            }
            let in_part = self.filter(element, part);
            let mut extended = if whole.is_none() { worlds.clone() } else { Vec::new() };
            if in_part != Some(false) {
                extended.extend(worlds.iter().map(|(part, rest)| (part + amount, *rest)));
            }
            if in_part != Some(true) {
                extended.extend(worlds.iter().map(|(part, rest)| (*part, rest + amount)));
            }
            worlds = extended;
        }
        if sure == 0 {
            return None;
        }
        for (part, rest) in worlds {
            verdicts.insert(holds(*op, &Decimal::from(part), &(Decimal::from(part + rest) * value)));
        }
        unanimous(&verdicts)
    }
}

/// Every way to name elements: a nameless one may be any of the known names, or a new one.
fn namings(elements: &[&Value], field: &str) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = vec![Vec::new()];
    for (index, element) in elements.iter().enumerate() {
        let names = match given(element, field).and_then(Value::as_str) {
            Some(name) => vec![name.to_owned()],
            None => {
                vec!["a".to_owned(), "b".to_owned(), "c".to_owned(), format!("new-{index}"), "new".to_owned()]
            }
        };
        found = found
            .into_iter()
            .flat_map(|naming| {
                names.iter().map(move |name| {
                    let mut naming = naming.clone();
                    naming.push(name.clone());
                    naming
                })
            })
            .collect();
    }
    found
}

/// Every sum that may come out: a missing amount may be nothing, or more than any threshold.
fn sums(elements: &[&Value], field: &str) -> Vec<i64> {
    let mut found = vec![0];
    for element in elements {
        let amounts = match amount_of(element, field) {
            Some(amount) => vec![amount],
            None => vec![0, 1_000_000],
        };
        found = found.iter().flat_map(|sum| amounts.iter().map(move |amount| sum + amount)).collect();
    }
    found
}
