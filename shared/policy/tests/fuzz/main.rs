//! Fuzz targets on the stable toolchain: the pack loader, the calendar and fact readers, the credit-code check.
//!
//! Owns what must hold for any bytes: nothing panics, errors carry a code, what is accepted keeps its meaning.
//! As a test it is a smoke run of a few seconds from a fixed seed. For a long run set how many inputs each
//! target gets and another seed: `GUOHE_FUZZ_ROUNDS=1000000 GUOHE_FUZZ_SEED=7 cargo test -p guohe-policy --test
//! fuzz`. An input that breaks a target is printed as text; put it into the target's folder of `fuzz/corpus`,
//! whose files are tried first in every run.

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use guohe_policy::{Calendar, Facts, Pack, check_credit_code, credit_code_with_check};
use mutate::Mutator;

/// Inputs each target gets in the smoke run.
const SMOKE_ROUNDS: u64 = 2_000;

/// A file of a pack, so that what is fuzzed beside it can join it.
const IDENTITY: &str = include_str!("../../../../policies/hunan-2026/identity.yaml");

/// Real files of packs, to grow inputs from.
const SEEDS: [&str; 4] = [
    include_str!("../../../../policies/hunan-2026/categories.yaml"),
    include_str!("../../../../policies/hunan-2026/evaluation.yaml"),
    include_str!("../../../../policies/hunan-2026/timers.yaml"),
    include_str!("../../../../policies/hunan-2026/conditions.yaml"),
];

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Tries the files of a corpus, then as many changed inputs as there are rounds.
fn fuzz(target: &str, seeds: &[&str], share: u64, try_one: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut inputs: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    for entry in std::fs::read_dir(folder).expect("the target's corpus") {
        inputs.push(std::fs::read(entry.expect("an entry").path()).expect("an input"));
    }
    let attempt = |input: &[u8]| {
        let survived = catch_unwind(AssertUnwindSafe(|| try_one(input)));
        assert!(survived.is_ok(), "{target} breaks on {:?}", String::from_utf8_lossy(input));
    };
    inputs.iter().for_each(|input| attempt(input));
    let mut mutator = Mutator::new(number("GUOHE_FUZZ_SEED", 2026), &inputs);
    for _ in 0..number("GUOHE_FUZZ_ROUNDS", SMOKE_ROUNDS) * share {
        attempt(&mutator.next_input());
    }
}

#[test]
fn pack_loader() {
    fuzz("pack", &SEEDS, 1, |input| {
        let text = String::from_utf8_lossy(input);
        match Pack::parse(&[("fuzzed.yaml", &text), ("identity.yaml", IDENTITY)]) {
            Ok(pack) => assert_eq!(Pack::from_json(&pack.to_json()).as_ref(), Ok(&pack)),
            Err(errors) => {
                assert!(!errors.is_empty());
                assert!(errors.iter().all(|error| !error.code.is_empty() && !error.message.is_empty()));
            }
        }
        let _ = Pack::from_json(&text);
    });
}

#[test]
fn calendar_reader() {
    fuzz("calendar", &[], 1, |input| {
        if let Ok(calendar) = Calendar::parse(&String::from_utf8_lossy(input)) {
            let day = "2026-02-13".parse().expect("a day");
            assert!(calendar.roll(day).date >= day);
        }
    });
}

#[test]
fn fact_reader() {
    let form = include_str!("corpus/facts/complete.json");
    fuzz("facts", &[form], 10, |input| {
        let Ok(form) = serde_json::from_slice::<serde_json::Value>(input) else { return };
        match Facts::parse(&form) {
            Ok(facts) => {
                assert_eq!(facts.as_json(), &form);
                let _ = facts.missing_for_submission();
            }
            Err(found) => {
                assert!(!found.is_empty() && found.iter().all(|one| one.path.starts_with("form")));
            }
        }
    });
}

#[test]
fn credit_code() {
    fuzz("credit_code", &["91350100M000100Y43"], 50, |input| {
        let text = String::from_utf8_lossy(input);
        if check_credit_code(&text).is_ok() {
            let body: String = text.chars().take(17).collect();
            assert_eq!(credit_code_with_check(&body).as_deref(), Some(text.as_ref()));
        }
        if let Some(code) = credit_code_with_check(&text) {
            assert_eq!(check_credit_code(&code), Ok(()));
        }
    });
}
