//! The readings a predicate can be taken in.
//!
//! Owns which switches a predicate depends on, and their combinations. A switch on `ruling` opens all its
//! other options; any other value settles the reading.

use std::collections::{BTreeMap, BTreeSet};

use super::language::{Filter, Predicate};
use super::report::{Outcome, ReadingResult};
use crate::model::Pack;

/// Switch: do the edge days of a look-back count (A-24, rules.md 0b.5)?
pub(super) const EDGE_DAY: &str = "edge_day";

/// Switch: when does a project fall within a look-back?
pub(super) const PROJECT_IN_WINDOW: &str = "project_in_window";

/// Switch: how is an R&D share computed?
pub(super) const RD_METHOD: &str = "rd_method";

/// The value that leaves a reading open.
const RULING: &str = "ruling";

/// Most combinations tried.
const MAX_COMBINATIONS: usize = 32;

/// The reading chosen for each switch a predicate depends on.
pub(super) type Reading = BTreeMap<String, String>;

/// Every combination of readings a predicate has to be tried in; always at least one.
pub(super) fn combinations(pack: &Pack, predicate: &Predicate) -> Vec<Reading> {
    let mut switches = BTreeSet::new();
    collect(predicate, &mut switches);
    let mut readings = vec![Reading::new()];
    for name in switches {
        let options = options(pack, &name);
        let extended: Vec<Reading> = readings
            .iter()
            .flat_map(|reading| {
                options.iter().map(|option| {
                    let mut reading = reading.clone();
                    reading.insert(name.clone(), option.clone());
                    reading
                })
            })
            .collect();
        if !extended.is_empty() && extended.len() <= MAX_COMBINATIONS {
            readings = extended;
        }
    }
    readings
}

/// The results by reading, without switches that make no difference; empty where all agree.
pub(super) fn diverging(mut results: Vec<(Reading, Outcome)>) -> Vec<ReadingResult> {
    let names: BTreeSet<String> = results.iter().flat_map(|(reading, _)| reading.keys().cloned()).collect();
    for name in names {
        let mut without: BTreeMap<Reading, Outcome> = BTreeMap::new();
        let irrelevant = results.iter().all(|(reading, outcome)| {
            let mut rest = reading.clone();
            rest.remove(&name);
            *without.entry(rest).or_insert(*outcome) == *outcome
        });
        if irrelevant {
            results = without.into_iter().collect();
        }
    }
    if results.len() < 2 {
        return Vec::new();
    }
    results.into_iter().map(|(reading, outcome)| ReadingResult { reading, outcome }).collect()
}

fn options(pack: &Pack, name: &str) -> Vec<String> {
    let Some(switch) = pack.switches.iter().find(|switch| switch.name == name) else {
        return Vec::new();
    };
    match switch.value().word() {
        Some(RULING) => switch
            .options
            .iter()
            .filter_map(|option| option.word())
            .filter(|option| *option != RULING)
            .map(ToOwned::to_owned)
            .collect(),
        Some(word) => vec![word.to_owned()],
        None => Vec::new(),
    }
}

fn collect(predicate: &Predicate, into: &mut BTreeSet<String>) {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => {
            parts.iter().for_each(|part| collect(part, into));
        }
        Predicate::Not(inner) => collect(inner, into),
        Predicate::Compare { .. } | Predicate::OpenList { .. } => {}
        Predicate::Count { filter, .. } | Predicate::Sum { filter, .. } => {
            filter.iter().for_each(|filter| collect_filter(filter, into));
        }
        Predicate::Intensity { .. } => {
            into.insert(RD_METHOD.to_owned());
        }
        Predicate::ByReading { switch, cases } => {
            into.insert(switch.clone());
            cases.iter().for_each(|case| collect(&case.check, into));
        }
    }
}

fn collect_filter(filter: &Filter, into: &mut BTreeSet<String>) {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => {
            parts.iter().for_each(|part| collect_filter(part, into));
        }
        Filter::Not(inner) => collect_filter(inner, into),
        Filter::Within { .. } => {
            into.insert(EDGE_DAY.to_owned());
        }
        Filter::Touches { .. } => {
            into.insert(EDGE_DAY.to_owned());
            into.insert(PROJECT_IN_WINDOW.to_owned());
        }
        Filter::Compare { .. } | Filter::NotAfterReference { .. } => {}
    }
}
