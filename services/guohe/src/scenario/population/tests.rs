//! The population is the same for a seed, plays every part, and bears nobody's code.

use std::collections::{BTreeMap, BTreeSet};

use guohe_policy::check_credit_code;

use super::{fate::PARTS, *};

#[test]
fn a_seed_draws_the_same_population_twice_and_another_seed_another() {
    assert_eq!(Population::draw(1), Population::draw(1));
    assert_ne!(Population::draw(1), Population::draw(2));
}

#[test]
fn every_part_is_played_whatever_the_seed() {
    for seed in 0..40 {
        let population = Population::draw(seed);
        assert_eq!(population.cases.len(), 90);
        for part in PARTS {
            let plays = |case: &&Case| {
                (case.category, case.fate, case.panel, case.life)
                    == (part.category, part.fate, part.panel, part.life)
            };
            let player = population.cases.iter().find(plays).expect("somebody plays the part");
            if let Some(kind) = part.host {
                assert_eq!(population.host(player).kind, kind, "seed {seed}: {part:?}");
            }
        }
        let kept = population.living(Life::SisterKept).expect("kept");
        assert_eq!(kept.host, population.living(Life::AbsentCancelled).expect("cancelled").host);
    }
}

#[test]
fn no_host_applies_twice_in_a_category_and_nobody_shares_a_host_that_is_to_be_barred() {
    for seed in 0..40 {
        let population = Population::draw(seed);
        let mut by_host: BTreeMap<usize, Vec<&Case>> = BTreeMap::new();
        for case in &population.cases {
            by_host.entry(case.host).or_default().push(case);
        }
        for cases in by_host.values() {
            let categories: BTreeSet<&str> = cases.iter().map(|case| case.category).collect();
            assert_eq!(categories.len(), cases.len(), "seed {seed}");
        }
        let alone = population.living(Life::FailsTwice).expect("a case").host;
        assert_eq!(by_host[&alone].len(), 1);
    }
}

#[test]
fn a_good_share_is_meant_to_be_recognised() {
    let population = Population::draw(1);
    assert_eq!(population.with_fate(Fate::is_recognised).len(), 42);
    assert_eq!(population.legacy.len(), 6);
}

#[test]
fn experts_have_valid_institutions_and_addresses_nobody_reads() {
    let population = Population::draw(1);
    assert_eq!(population.experts.len(), EXPERTS);
    for expert in &population.experts {
        assert_eq!(check_credit_code(&expert.institution), Ok(()));
        assert!(expert.email.ends_with("@example.org"));
    }
}
