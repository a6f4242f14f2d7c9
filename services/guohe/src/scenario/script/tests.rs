//! The script read as a table: every outcome has its step, steps stand in order under names of their own.

use std::collections::BTreeSet;

use guohe_clock::Timestamp;

use super::Script;
use crate::scenario::outcome::Outcome;

#[test]
fn every_outcome_is_brought_about_by_a_step() {
    for seed in 0..200 {
        let script = Script::write(seed);
        let shown: BTreeSet<Outcome> =
            script.steps.iter().flat_map(|step| step.shows.iter().copied()).collect();
        let missing: Vec<&Outcome> = Outcome::ALL.iter().filter(|outcome| !shown.contains(outcome)).collect();
        assert!(missing.is_empty(), "seed {seed}: {missing:?}");
    }
}

#[test]
fn steps_have_dates_in_order_and_names_of_their_own() {
    let script = Script::write(1);
    let names: BTreeSet<&str> = script.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names.len(), script.steps.len());
    assert!(script.steps.iter().all(|step| step.at > Timestamp::UNIX_EPOCH), "a date could not be read");
    assert!(script.steps.is_sorted_by_key(|step| step.at));
    assert!(names.iter().all(|name| name.len() <= 60), "request ids have a limit");
}

#[test]
fn a_seed_writes_the_same_script_twice() {
    assert_eq!(Script::write(5), Script::write(5));
}
