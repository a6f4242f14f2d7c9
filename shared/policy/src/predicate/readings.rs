//! The readings a predicate can be taken in.
//!
//! Owns which switches a predicate depends on, and their combinations. A switch on `ruling` opens all its
//! other options; any other value settles the reading. A pack that is silent on one of the engine's own
//! switches leaves it open: nothing is chosen unsaid.

use std::collections::{BTreeMap, BTreeSet};

use super::language::Predicate;
use super::report::{Outcome, ReadingResult};
use crate::model::{Pack, SwitchValue};

/// Switch: do the edge days of a look-back count (A-24, rules.md 0b.5)?
pub(super) const EDGE_DAY: &str = "edge_day";

/// Switch: has a length passed on its anniversary day (A-24, rules.md 0b.1)?
pub(super) const ANNIVERSARY_DAY: &str = "anniversary_day";

/// Switch: does the cut-off day itself still lie before it?
pub(super) const CUTOFF_DAY: &str = "cutoff_day";

/// Switch: when does a project fall within a look-back?
pub(super) const PROJECT_IN_WINDOW: &str = "project_in_window";

/// Switch: how is an R&D share computed?
pub(super) const RD_METHOD: &str = "rd_method";

/// Switch: do Hong Kong, Macao and Taiwan count as overseas?
pub(super) const HMT_AS_OVERSEAS: &str = "hmt_as_overseas";

/// Switch: are person-days added up, or sums multiplied?
pub(super) const PERSON_DAY: &str = "person_day";

/// Switch: must each year reach the amount, or their average?
pub(super) const PER_YEAR: &str = "per_year";

/// The switches the engine itself reads, and their options.
const KNOWN: &[(&str, &[&str])] = &[
    (EDGE_DAY, &["inclusive", "exclusive"]),
    (ANNIVERSARY_DAY, &["complete", "incomplete"]),
    (CUTOFF_DAY, &["excluded", "included"]),
    (PROJECT_IN_WINDOW, &["overlap", "start", "end"]),
    (RD_METHOD, &["total", "mean"]),
    (HMT_AS_OVERSEAS, &["true", "false"]),
    (PERSON_DAY, &["sum", "product"]),
    (PER_YEAR, &["each", "average"]),
];

/// The value that leaves a reading open.
const RULING: &str = "ruling";

/// Most combinations tried.
pub(crate) const MAX_COMBINATIONS: usize = 32;

/// The reading chosen for each switch a predicate depends on.
pub(super) type Reading = BTreeMap<String, String>;

/// The options of a switch the engine itself reads, whether it stands for all rules or, as `switch.rule`,
/// for one; nothing for other switches.
pub(crate) fn known_options(name: &str) -> Option<&'static [&'static str]> {
    let base = name.split_once('.').map_or(name, |(base, _)| base);
    KNOWN.iter().find(|(known, _)| *known == base).map(|(_, options)| *options)
}

/// Every combination of readings a predicate has to be tried in; always at least one.
pub(super) fn combinations(pack: &Pack, predicate: &Predicate) -> Vec<Reading> {
    let mut readings = vec![Reading::new()];
    for name in switches(pack, predicate) {
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
        // A switch too many is left out, and what depends on it stays open; the loader refuses such packs.
        if !extended.is_empty() && extended.len() <= MAX_COMBINATIONS {
            readings = extended;
        }
    }
    readings
}

/// How many combinations of readings a predicate leaves open.
pub(crate) fn combinations_of(pack: &Pack, predicate: &Predicate) -> usize {
    let options = switches(pack, predicate).into_iter().map(|name| options(pack, &name).len().max(1));
    options.fold(1, usize::saturating_mul)
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
        let known = known_options(name).unwrap_or_default();
        return known.iter().map(|option| (*option).to_owned()).collect();
    };
    let value = switch.value().label();
    if value == RULING {
        switch.options.iter().map(SwitchValue::label).filter(|option| option != RULING).collect()
    } else {
        vec![value]
    }
}

/// Every switch a predicate depends on, through other conditions too.
fn switches(pack: &Pack, predicate: &Predicate) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    collect(pack, predicate, &mut seen, &mut found);
    found
}

fn collect<'p>(
    pack: &'p Pack,
    predicate: &'p Predicate,
    seen: &mut BTreeSet<&'p str>,
    found: &mut BTreeSet<String>,
) {
    let own = |switch: &str, rule: &str| {
        let specific = format!("{switch}.{rule}");
        let has = pack.switches.iter().any(|known| known.name == specific);
        if has { specific } else { switch.to_owned() }
    };
    match predicate {
        Predicate::Met(id) => {
            let check = pack.condition(id).and_then(|condition| condition.check.as_ref());
            if let Some(check) = check.filter(|_| seen.insert(id)) {
                collect(pack, check, seen, found);
            }
        }
        Predicate::ByReading { switch, .. } => {
            found.insert(switch.clone());
        }
        Predicate::Intensity { .. } => {
            found.insert(RD_METHOD.to_owned());
        }
        Predicate::Overseas { .. } => {
            found.insert(HMT_AS_OVERSEAS.to_owned());
        }
        Predicate::Elapsed { rule, .. } => {
            found.insert(own(ANNIVERSARY_DAY, rule));
        }
        Predicate::Before { rule, .. } => {
            found.insert(own(CUTOFF_DAY, rule));
        }
        Predicate::Yearly { rule, .. } => {
            found.insert(own(EDGE_DAY, rule));
            found.insert(own(PERSON_DAY, rule));
            found.insert(own(PER_YEAR, rule));
        }
        _ => {}
    }
    predicate.each_filter(&mut |filter| {
        use super::filter::Filter;
        match filter {
            Filter::Within { rule, .. } => {
                found.insert(own(EDGE_DAY, rule));
            }
            Filter::Touches { rule, .. } => {
                found.insert(own(EDGE_DAY, rule));
                found.insert(own(PROJECT_IN_WINDOW, rule));
            }
            Filter::Before { rule, .. } => {
                found.insert(own(CUTOFF_DAY, rule));
            }
            Filter::Overseas { .. } => {
                found.insert(HMT_AS_OVERSEAS.to_owned());
            }
            _ => {}
        }
    });
    for part in predicate.parts() {
        collect(pack, part, seen, found);
    }
}
