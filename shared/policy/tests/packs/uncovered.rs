//! The golden list `policies/uncovered.txt`: rules that no predicate, workflow or scenario exercises, each with its
//! reason.
//!
//! A rule counts as exercised where the system does something because of it: its condition is tested or asks for
//! documents, a workflow asks the pack for its step, timed rule, ground, exit, result or mode of migration, the section
//! on funding cites it, or a scenario names it. The list may hold nothing else and must miss nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use crate::repository::{lines, measures, policies};
use guohe_policy::{ConditionKind, Pack, TimedPurpose};

/// The source of every service without its tests, and of the model where they ask it; without spaces.
fn workflows() -> String {
    let mut found = String::new();
    let workflow = |path: &str| !path.contains("test") && !path.contains("scenario");
    read(&policies().join("../services"), "rs", &workflow, &mut found);
    for (file, asked_by) in [("consequences.rs", ".following("), ("funding.rs", ".topic_of(")] {
        let path = policies().join("../shared/policy/src/model").join(file);
        if found.contains(asked_by) {
            found.push_str(&fs::read_to_string(path).expect(file));
        }
    }
    found.split_whitespace().collect()
}

/// Timed rules that workflows ask for by a question to the pack.
const ASKED: [(TimedPurpose, &str); 5] = [
    (TimedPurpose::Exclusion, ".exclusion("),
    (TimedPurpose::Validity, ".last_day("),
    (TimedPurpose::Effective, ".effective_from("),
    (TimedPurpose::FollowUp, ".follow_up("),
    (TimedPurpose::ProgressReport, ".progress_deadlines("),
];

/// The scenario files.
fn scenarios() -> String {
    let mut found = String::new();
    read(&policies().join("../tests/scenarios"), "yaml", &|_| true, &mut found);
    assert!(!found.is_empty(), "there are no scenarios in tests/scenarios");
    found
}

fn read(folder: &Path, ending: &str, wanted: &dyn Fn(&str) -> bool, into: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            read(&path, ending, wanted, into);
        } else if path.extension().is_some_and(|found| found == ending) && wanted(&path.to_string_lossy()) {
            into.push_str(&fs::read_to_string(&path).expect("text"));
            into.push('\n');
        }
    }
}

/// `Purpose::AnnualReport` for a variant, as code writes it.
fn variant(name: &str, value: impl Debug) -> String {
    let value = format!("{value:?}");
    let word: String = value.chars().take_while(|c| c.is_alphanumeric()).collect();
    format!("{name}::{word}")
}

/// Whether code or a scenario names a rule's id as a whole word.
fn names(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| {
        let after = text[at + id.len()..].chars().next();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '-')
    })
}

/// What the system exercises of a pack.
fn exercised(pack: &Pack, code: &str, scenarios: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |id: &str, yes: bool| {
        if yes {
            found.insert(id.to_owned());
        }
    };
    let asks = |name: &str, value: &dyn Debug| code.contains(&variant(name, value));
    let mut tested = String::new();
    for condition in &pack.conditions {
        let shown = format!("{:?}{:?}", condition.check, condition.when);
        let tests = condition.check.is_some() && condition.kind == ConditionKind::Fields;
        add(&condition.id, tests || !condition.evidence.is_empty());
        tested.push_str(&shown);
    }
    for step in &pack.procedure {
        add(&step.id, code.contains(&format!("\"{}\"", step.key)));
    }
    for rule in &pack.timers {
        let asked = ASKED.iter().any(|(purpose, by)| *purpose == rule.purpose && code.contains(by));
        add(&rule.id, asked || asks("TimedPurpose", &rule.purpose) || names(&tested, &rule.id));
    }
    for rule in &pack.evaluation.rules {
        add(&rule.id, asks("EvaluationEvent", &rule.on));
    }
    for ground in &pack.grounds {
        add(&ground.id, ground.purpose.is_some_and(|purpose| asks("GroundPurpose", &purpose)));
    }
    for exit in &pack.exits {
        add(&exit.id, asks("ExitTrigger", &exit.trigger));
    }
    for migration in &pack.migrations {
        add(&migration.id, asks("MigrationMode", &migration.mode));
    }
    pack.naming.iter().for_each(|naming| add(&naming.id, code.contains("base_name(")));
    pack.changes.iter().for_each(|changes| add(&changes.id, code.contains("pack.changes")));
    let funding = serde_json::to_string(&pack.funding).expect("json");
    for entry in pack.rules() {
        add(&entry.rule.rule, names(&funding, &entry.rule.rule) || names(scenarios, &entry.rule.rule));
    }
    found
}

#[test]
fn every_rule_that_nothing_exercises_stands_in_the_list_with_its_reason() {
    let (code, scenarios) = (workflows(), scenarios());
    let mut open: BTreeMap<String, String> = BTreeMap::new();
    for pack in measures() {
        let done = exercised(&pack, &code, &scenarios);
        for entry in pack.rules().into_iter().filter(|entry| entry.rule.rule.contains('-')) {
            if !done.contains(&entry.rule.rule) {
                open.insert(entry.rule.rule, format!("{:?}: {}", entry.kind, entry.text.en));
            }
        }
    }
    let listed: BTreeMap<String, String> = lines("uncovered.txt")
        .into_iter()
        .map(|line| {
            let (id, reason) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            assert!(reason.trim().len() > 10, "{id} stands in policies/uncovered.txt without a reason");
            (id.to_owned(), reason.to_owned())
        })
        .collect();
    let missing: Vec<String> = open
        .iter()
        .filter(|(id, _)| !listed.contains_key(*id))
        .map(|(id, why)| format!("{id} {why}"))
        .collect();
    let done: Vec<&String> = listed.keys().filter(|id| !open.contains_key(*id)).collect();
    if std::env::var_os(TAKE_OUT).is_some() {
        take_out(&done);
    }
    assert!(
        missing.is_empty() && done.is_empty(),
        "policies/uncovered.txt is out of step.\nAdd with a reason what nothing exercises:\n{}\nTake out what is \
         exercised now or is no rule (run once with {TAKE_OUT}=1):\n{done:?}",
        missing.join("\n")
    );
}

/// Set to let the test take lines out of the list; reasons for new ones are for people to write.
const TAKE_OUT: &str = "UNCOVERED_TAKE_OUT";

fn take_out(done: &[&String]) {
    let path = policies().join("uncovered.txt");
    let text = fs::read_to_string(&path).expect("the list");
    let stays = |line: &&str| !done.iter().any(|id| line.split(' ').next() == Some(id.as_str()));
    let kept: String = text.lines().filter(stays).map(|line| format!("{line}\n")).collect();
    fs::write(path, kept).expect("written");
}
