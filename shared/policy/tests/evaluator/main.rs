//! The evaluator against a second implementation that knows nothing of it.
//!
//! Owns random packs of conditions and random facts, from a fixed seed: 10,000 conditions are tested on forms
//! with missing, contradicting and edge values, and both implementations must come to the same result. The
//! second one (`naive`) is slow and plain: it tries every value a missing fact could have and every reading.
//!
//! # Theory of operation
//! A pack is stripped of everything but what conditions need, so that thousands can be made. A disagreement
//! prints the condition, the form and both results.

mod generate;
mod naive;

use generate::Draw;
use guohe_policy::{Condition, ConditionKind, Facts, Outcome, Pack, Predicate, Scope, Strength, Text};
use serde_json::Value;

/// Packs tried.
const PACKS: u64 = 100;

/// Conditions of each pack.
const CONDITIONS: usize = 20;

/// Forms each pack is tried on.
const FORMS: usize = 5;

/// The rules conditions are measured by.
const TIMERS: &str = "
timers:
  - {id: H26-M-1, article: 第五条, purpose: measure, source: text, class: look_back, text: {zh: 试, en: t}, span: {look_back: P3Y}, start: {key: call_close, zh: 止, en: close}}
  - {id: H26-M-2, article: 第五条, purpose: measure, source: text, class: look_back, text: {zh: 试, en: t}, span: {elapsed: P3Y}, start: {key: call_close, zh: 止, en: close}}
  - {id: H26-M-3, article: 第五条, purpose: measure, source: text, class: look_back, text: {zh: 试, en: t}, span: {cutoff: 2020-01-01}, start: {key: cut_off, zh: 止, en: cut}}
  - {id: H26-M-4, article: 第五条, purpose: measure, source: text, class: look_back, text: {zh: 试, en: t}, span: {since_year: 2018}, start: {key: year, zh: 年, en: year}}
";

/// A pack with nothing in it but the timers above; the engine's own switches are left open.
fn stripped() -> Pack {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/hunan-2026");
    let mut files: Vec<(String, String)> = vec![("zz-timers.yaml".to_owned(), TIMERS.to_owned())];
    for entry in std::fs::read_dir(folder).expect("Hunan's folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        files.push((name, std::fs::read_to_string(&path).expect("text")));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut pack = Pack::parse(&files).unwrap_or_else(|errors| panic!("{errors:?}"));
    pack.timers.retain(|timer| timer.id.starts_with("H26-M-"));
    pack.conditions.clear();
    pack.switches.clear();
    pack.roles.clear();
    pack.duties.clear();
    pack.positioning.clear();
    pack.procedure.clear();
    pack.grounds.clear();
    pack
}

fn condition(number: usize, check: Predicate) -> Condition {
    Condition {
        id: format!("H26-R-{number}"),
        article: "第五条".to_owned(),
        text: Text::new("随机", "random"),
        scope: Scope::All,
        hosts: Vec::new(),
        part_of: None,
        when: None,
        kind: ConditionKind::Fields,
        strength: Strength::Must,
        then_judgement: false,
        check: Some(check),
        evidence: Vec::new(),
        remedy: None,
        ambiguities: Vec::new(),
    }
}

#[test]
fn both_implementations_agree_on_ten_thousand_conditions() {
    let (mut cases, mut seen) = (0, [0_usize; 3]);
    for seed in 0..PACKS {
        let mut draw = Draw::seeded(seed);
        let mut pack = stripped();
        for number in 0..CONDITIONS {
            let check = draw.predicate(3, number.min(4));
            pack.conditions.push(condition(number, check));
        }
        for _ in 0..FORMS {
            let (form, close) = (draw.form(), draw.reference());
            let facts = Facts::parse(&form).unwrap_or_else(|found| panic!("{form}: {found:?}"));
            let report = pack.evaluate("featured", &facts, close).expect("a report");
            for (tested, result) in pack.conditions.iter().zip(&report.conditions) {
                let expected = naive::outcome(&pack, tested, &form, close);
                assert_eq!(
                    result.outcome,
                    expected,
                    "seed {seed}, on {close}\n{}\n{form}",
                    shown(tested.check.as_ref())
                );
                cases += 1;
                seen[expected as usize] += 1;
            }
        }
    }
    assert_eq!(cases, 10_000);
    // A test that only ever saw one result would prove little.
    assert!(seen.iter().all(|count| *count > 500), "{seen:?}");
}

#[test]
fn a_pass_explains_nothing_as_missing_and_a_ruling_says_why() {
    for seed in 0..20 {
        let mut draw = Draw::seeded(1_000 + seed);
        let mut pack = stripped();
        for number in 0..CONDITIONS {
            let check = draw.predicate(2, number.min(4));
            pack.conditions.push(condition(number, check));
        }
        let facts = Facts::parse(&draw.form()).expect("a form");
        for result in pack.evaluate("featured", &facts, draw.reference()).expect("a report").conditions {
            match result.outcome {
                Outcome::NeedsRuling => {
                    let says_why = !result.missing_facts.is_empty() || !result.readings.is_empty();
                    assert!(says_why || !result.explanation.en.is_empty(), "{result:#?}");
                }
                _ => assert!(result.missing_facts.is_empty() && result.readings.is_empty(), "{result:#?}"),
            }
        }
    }
}

fn shown(check: Option<&Predicate>) -> String {
    serde_json::to_value(check).map(|value: Value| value.to_string()).unwrap_or_default()
}
