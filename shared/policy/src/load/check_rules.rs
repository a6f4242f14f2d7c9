//! Checks how conditions hang together, and that none of their parts is in vain.
//!
//! Owns conditions that name each other (existence, cycles, parts that count nowhere), the depth and size of
//! tests, the number of readings, and tests that always or never hold. Types are checked in `typing`.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::form::{FieldType, find};
use crate::model::{Condition, ConditionKind, Pack, Scope, SwitchValue};
use crate::predicate::{MAX_COMBINATIONS, Op, Predicate, combinations_of, known_options};

/// Deepest nesting of a test.
const MAX_DEPTH: usize = 12;

/// Most tests in one condition.
const MAX_SIZE: usize = 200;

/// Most tests of a condition together with those of the conditions it names, each as often as it is tried.
const MAX_EXPANDED: usize = 2_000;

/// Longest chain of conditions that name each other.
const MAX_CHAIN: usize = 6;

/// Checks every file's conditions and switches.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    let graph: BTreeMap<&str, BTreeSet<&str>> =
        pack.conditions.iter().map(|condition| (condition.id.as_str(), named_by(condition))).collect();
    for (index, part) in parts.iter().enumerate() {
        for (at, condition) in part.sections.conditions.iter().enumerate() {
            let path = Path::default().key("conditions").index(at);
            let mut rules = Rules { pack, graph: &graph, index, findings: &mut *findings };
            rules.condition(&path, condition);
        }
        for (at, switch) in part.sections.switches.iter().enumerate() {
            let path = Path::default().key("switches").index(at).key("options");
            let Some(known) = known_options(&switch.name) else { continue };
            for (nth, option) in switch.options.iter().map(SwitchValue::label).enumerate() {
                let known = known.iter().copied().chain(["ruling"]);
                findings.expect_known(index, &path.index(nth), "reading", &option, known);
            }
        }
    }
}

/// The conditions a condition's tests name.
fn named_by(condition: &Condition) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    let mut open: Vec<&Predicate> = condition.check.iter().chain(&condition.when).collect();
    while let Some(predicate) = open.pop() {
        if let Predicate::Met(id) = predicate {
            named.insert(id.as_str());
        }
        open.extend(predicate.parts());
    }
    named
}

struct Rules<'a, 'b> {
    pack: &'a Pack,
    graph: &'a BTreeMap<&'a str, BTreeSet<&'a str>>,
    index: usize,
    findings: &'a mut Findings<'b>,
}

impl Rules<'_, '_> {
    fn report(&mut self, path: &Path, code: &str, message: impl Into<String>) {
        self.findings.report(self.index, path, code, message);
    }

    fn condition(&mut self, path: &Path, condition: &Condition) {
        for (key, test) in [("when", &condition.when), ("check", &condition.check)] {
            let Some(test) = test else { continue };
            let here = path.key(key);
            let (depth, size) = measure(test);
            if depth > MAX_DEPTH {
                self.report(
                    &here,
                    "too_deep",
                    format!("{depth} tests deep, at most {MAX_DEPTH} are allowed"),
                );
                return;
            }
            if size > MAX_SIZE {
                self.report(&here, "too_large", format!("{size} tests, at most {MAX_SIZE} are allowed"));
                return;
            }
            self.walk(&here, test);
        }
        if let Some(cycle) = self.cycle_from(&condition.id) {
            let message = format!("conditions name each other in a circle: {}", cycle.join(" → "));
            self.report(&path.key("check"), "cycle", message);
            return;
        }
        if matches!(&condition.scope, Scope::Only(codes) if codes.is_empty()) {
            let message = "it concerns no category, so it is never tested; write \"all\" or name categories";
            self.report(&path.key("scope"), "unreachable_condition", message);
        }
        let (chain, size) = self.expanded(&condition.id, &mut BTreeMap::new());
        if chain > MAX_CHAIN || size > MAX_EXPANDED {
            let message = format!(
                "with the conditions it names it is {chain} conditions deep and {size} tests large; at most \
                 {MAX_CHAIN} and {MAX_EXPANDED} are allowed"
            );
            self.report(&path.key("check"), "too_large", message);
            return;
        }
        self.part_of(path, condition);
        let readings = condition.check.as_ref().map_or(1, |check| combinations_of(self.pack, check));
        if readings > MAX_COMBINATIONS {
            let message =
                format!("{readings} readings are open at once, at most {MAX_COMBINATIONS} can be tried");
            self.report(&path.key("check"), "too_many_readings", message);
        }
    }

    /// How long the chain of conditions from one is, and how many tests it comes to; there is no circle.
    fn expanded<'c>(&'c self, id: &'c str, known: &mut BTreeMap<&'c str, (usize, usize)>) -> (usize, usize) {
        if let Some(found) = known.get(id) {
            return *found;
        }
        let Some(condition) = self.pack.condition(id) else { return (0, 0) };
        // Should it stand in a circle, which is reported elsewhere, the walk still ends.
        known.insert(id, (0, 0));
        let (mut chain, mut size) = (0, 0_usize);
        let mut open: Vec<&Predicate> = condition.check.iter().chain(&condition.when).collect();
        while let Some(predicate) = open.pop() {
            size = size.saturating_add(1);
            if let Predicate::Met(named) = predicate {
                let (longer, more) = self.expanded(named, known);
                chain = chain.max(longer);
                size = size.saturating_add(more);
            }
            open.extend(predicate.parts());
        }
        known.insert(id, (chain + 1, size));
        (chain + 1, size)
    }

    /// A part that the whole does not name counts nowhere.
    fn part_of(&mut self, path: &Path, condition: &Condition) {
        let Some(whole) = &condition.part_of else { return };
        let tested = matches!(condition.kind, ConditionKind::Fields | ConditionKind::Document);
        if tested && !self.reaches(whole, &condition.id) {
            let message = format!("{whole} does not name it with \"met\", so it would count nowhere");
            self.report(&path.key("part_of"), "unreachable_condition", message);
        }
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(here) = open.pop() {
            let named = self.graph.get(here).into_iter().flatten();
            for next in named.copied().filter(|next| seen.insert(*next)) {
                open.push(next);
            }
        }
        seen.contains(to)
    }

    /// The circle a condition stands in, if it stands in one.
    fn cycle_from(&self, start: &str) -> Option<Vec<String>> {
        let mut trail = vec![(start, self.graph.get(start)?.iter())];
        let mut seen = BTreeSet::new();
        while let Some((_, named)) = trail.last_mut() {
            match named.next() {
                Some(next) if *next == start => {
                    let mut cycle: Vec<String> = trail.iter().map(|(id, _)| (*id).to_owned()).collect();
                    cycle.push(start.to_owned());
                    return Some(cycle);
                }
                Some(next) if seen.insert(*next) => {
                    if let Some(named) = self.graph.get(next) {
                        trail.push((next, named.iter()));
                    }
                }
                Some(_) => {}
                None => {
                    trail.pop();
                }
            }
        }
        None
    }

    fn walk(&mut self, path: &Path, predicate: &Predicate) {
        if let Some((holds, why)) = constant(predicate) {
            let (code, word) = if holds { ("always_true", "always") } else { ("always_false", "never") };
            self.report(path, code, format!("this test {word} holds: {why}"));
        }
        match predicate {
            Predicate::All(parts) => self.parts(&path.key("all"), parts),
            Predicate::Any(parts) => {
                let here = path.key("any");
                for (index, part) in parts.iter().enumerate() {
                    if let Predicate::All(inner) = part
                        && parts.iter().any(|other| inner.contains(other))
                    {
                        let message =
                            "another branch holds whenever this one does, so this one decides nothing";
                        self.report(&here.index(index), "unreachable_branch", message);
                    }
                }
                self.parts(&here, parts);
            }
            Predicate::AtLeast { of, .. } => self.parts(&path.key("at_least").key("of"), of),
            Predicate::Not(inner) => self.walk(&path.key("not"), inner),
            Predicate::IfThen { when, then } => {
                self.walk(&path.key("if_then").key("if"), when);
                self.walk(&path.key("if_then").key("then"), then);
            }
            Predicate::ByReading { cases, .. } => {
                for (index, case) in cases.iter().enumerate() {
                    self.walk(&path.key("by_reading").key("cases").index(index).key("check"), &case.check);
                }
            }
            Predicate::Met(id) => self.met(&path.key("met"), id),
            _ => {}
        }
    }

    fn parts(&mut self, path: &Path, parts: &[Predicate]) {
        for (index, part) in parts.iter().enumerate() {
            if parts[..index].contains(part) {
                self.report(&path.index(index), "duplicate_part", "the same test stands here twice");
            }
            self.walk(&path.index(index), part);
        }
    }

    fn met(&mut self, path: &Path, id: &str) {
        let ids = self.pack.conditions.iter().map(|condition| condition.id.as_str());
        self.findings.expect_known(self.index, path, "condition", id, ids);
        let Some(named) = self.pack.condition(id) else { return };
        if !matches!(named.kind, ConditionKind::Fields | ConditionKind::Document) {
            let message = format!("{id} is left to experts or only informs; nothing can be tested");
            self.report(path, "not_testable", message);
        }
        if named.when.is_some() || !named.hosts.is_empty() {
            let message =
                format!("{id} concerns only some applications; put its \"when\" or \"hosts\" into a test");
            self.report(path, "conditional_reference", message);
        }
    }
}

/// How deep and how large a test is.
fn measure(predicate: &Predicate) -> (usize, usize) {
    let (mut deepest, mut size) = (0, 0);
    let mut open = vec![(predicate, 1)];
    while let Some((here, depth)) = open.pop() {
        deepest = deepest.max(depth);
        size += 1;
        here.each_filter(&mut |_| size += 1);
        if size > MAX_SIZE {
            break;
        }
        open.extend(here.parts().into_iter().map(|part| (part, depth + 1)));
    }
    (deepest, size)
}

/// Whether a test holds or fails whatever the facts are, as far as it can be seen from itself.
fn constant(predicate: &Predicate) -> Option<(bool, &'static str)> {
    match predicate {
        Predicate::AtLeast { number: 0, .. } => Some((true, "at least none of the parts")),
        Predicate::AtLeast { number, of } if *number > of.len() => {
            Some((false, "more parts are asked for than there are"))
        }
        Predicate::Count { op, value, .. } | Predicate::CountDistinct { op, value, .. } => {
            never_below(*op, *value == 0).map(|holds| (holds, "a number of entries is never below 0"))
        }
        Predicate::Sum { op, value, .. } | Predicate::Yearly { op, value, .. } => {
            let at_bottom = value.is_zero() || value.is_sign_negative();
            never_below(*op, at_bottom).map(|holds| (holds, "amounts are never below 0"))
        }
        Predicate::Share { op, value, .. } => {
            let low = never_below(*op, value.is_zero());
            let high = match op {
                Op::AtMost if *value == Decimal::ONE => Some(true),
                Op::More if *value == Decimal::ONE => Some(false),
                _ => None,
            };
            low.or(high).map(|holds| (holds, "a share lies between 0 and 1"))
        }
        Predicate::Compare { path, op, value } => constant_comparison(path, *op, value),
        _ => None,
    }
}

fn constant_comparison(path: &str, op: Op, value: &Value) -> Option<(bool, &'static str)> {
    match (find(path)?.kind, value) {
        (FieldType::Whole { least, greatest }, Value::Number(number)) => {
            let number = number.as_i64()?;
            let holds = match op {
                Op::AtLeast if number <= least => true,
                Op::AtMost if number >= greatest => true,
                Op::Less if number <= least => false,
                Op::More if number >= greatest => false,
                _ => return None,
            };
            Some((holds, "the field's own range settles it"))
        }
        (FieldType::Money, Value::String(text)) => {
            let at_bottom = text.parse::<Decimal>().is_ok_and(|amount| amount.is_zero());
            never_below(op, at_bottom).map(|holds| (holds, "amounts are never below 0"))
        }
        (FieldType::Choice { codes, .. }, Value::Array(values)) if op == Op::In => {
            let all = codes.iter().all(|code| values.iter().any(|value| value.as_str() == Some(code)));
            all.then_some((true, "every option is listed"))
        }
        _ => None,
    }
}

/// What a comparison with the least possible value comes to.
fn never_below(op: Op, with_least: bool) -> Option<bool> {
    match op {
        Op::AtLeast if with_least => Some(true),
        Op::Less if with_least => Some(false),
        _ => None,
    }
}
