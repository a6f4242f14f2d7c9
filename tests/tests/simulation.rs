//! The whole system under a seeded scheduler: 200 seeds, sixteen kinds of faults, twenty-two invariants.

use std::{process::Command, sync::OnceLock};

use guohe_tests::simulation::{Engine, Failure, Fault, Many, Outcome, Run, Sums, run, run_many, shorten};

/// Seeds of the ordinary run.
const SEEDS: u64 = 200;

/// Steps of each.
const STEPS: u64 = 700;

/// Quiet years after them: a ban of five years ends within.
const QUIET_YEARS: i64 = 6;

/// The ordinary run, made once for all tests that look at it.
fn ordinary() -> &'static (Sums, Vec<Failure>) {
    static RUN: OnceLock<(Sums, Vec<Failure>)> = OnceLock::new();
    RUN.get_or_init(|| {
        let run = Run::of(1, STEPS, QUIET_YEARS);
        run_many(&Many { from: 1, seeds: SEEDS, threads: 2, most_failures: 3, run }, |_| {})
    })
}

#[test]
fn every_invariant_holds_for_every_seed() {
    let (sums, failures) = ordinary();
    if let Some(failure) = failures.first() {
        let short = shorten(&Run::of(failure.seed, STEPS, QUIET_YEARS), failure, 60);
        let history = short.failure.history.join("\n  ");
        panic!(
            "seed {} breaks {} at step {}: {}\n  {history}",
            failure.seed, failure.number, failure.step, failure.words
        );
    }
    assert_eq!(sums.seeds, SEEDS);
    println!(
        "{} seeds: {} events, {} commits, {} checks, {} timers, {} bases cancelled\n{:#?}",
        sums.seeds, sums.events, sums.commits, sums.checks, sums.timers, sums.cancelled, sums.faults
    );
}

/// A simulation in which nothing goes wrong proves nothing.
#[test]
fn every_kind_of_fault_happens_often() {
    let (sums, _) = ordinary();
    for fault in Fault::ALL {
        let count = sums.faults.get(fault.name()).copied().unwrap_or(0);
        // The successor with its calendars is adopted once at most in a run.
        let floor = if fault == Fault::LateCalendar { SEEDS / 10 } else { SEEDS };
        assert!(count >= floor, "{} happened {count} times, fewer than {floor}", fault.name());
    }
}

#[test]
fn every_type_of_event_and_every_kind_of_timer_is_reached() {
    let (sums, _) = ordinary();
    assert_eq!(sums.seen.missing_events(), [], "add what reaches them to the actors");
    assert_eq!(sums.seen.missing_timers(), [], "set, and never took effect");
    assert!(sums.cancelled > SEEDS / 10, "{} bases were cancelled", sums.cancelled);
}

#[test]
fn roots_are_taken_in_every_run() {
    let (sums, _) = ordinary();
    assert!(sums.roots > 5 * SEEDS, "{} roots", sums.roots);
}

fn holds(run_of: &Run) -> Outcome {
    run(run_of).expect("every invariant holds")
}

#[test]
fn the_same_seed_gives_the_same_history() {
    let seven = Run::of(7, 250, 1);
    let first = holds(&seven);
    assert_eq!(first, holds(&seven));
    assert_ne!(first.digest, holds(&Run::of(8, 250, 1)).digest);
}

#[test]
fn the_same_seed_gives_the_same_history_in_another_process() {
    let arguments = "--seeds 1 --from 7 --steps 250 --quiet-years 1 --json";
    let output = Command::new(env!("CARGO_BIN_EXE_simulate"))
        .args(arguments.split(' '))
        .output()
        .expect("the simulation runs");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(told["digest"], holds(&Run::of(7, 250, 1)).digest);
}

/// The store in memory stands in for real ones: the same seed must give the same history on SQLite.
#[test]
fn the_store_in_memory_makes_the_history_that_sqlite_makes() {
    let alone = Run { without: [Fault::TwoReplicas].into(), ..Run::of(11, 300, 1) };
    let in_memory = holds(&alone);
    assert_eq!(in_memory.digest, holds(&Run { engine: Engine::Sqlite, ..alone }).digest);
}
