//! The whole system under a seeded scheduler: 50 seeds, eleven invariants.

use std::collections::{BTreeMap, BTreeSet};

use guohe_tests::simulation::{Outcome, Run, simulate};

/// Seeds of the ordinary run.
const SEEDS: u64 = 50;

/// Steps of each.
const STEPS: usize = 700;

fn run(seed: u64, steps: usize, quiet_years: i64) -> Result<Outcome, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(simulate(Run { seed, steps, quiet_years }))
}

#[test]
fn every_invariant_holds_for_every_seed() {
    let next = std::sync::atomic::AtomicU64::new(1);
    let outcomes = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    if seed > SEEDS {
                        return;
                    }
                    let outcome = run(seed, STEPS, 6);
                    outcomes.lock().expect("no other thread panicked").push(outcome);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().expect("no thread panicked");
    let broken: Vec<&String> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(broken.is_empty(), "{} of {SEEDS} seeds: {}", broken.len(), broken[0]);
    assert_eq!(outcomes.len() as u64, SEEDS);

    if std::env::var_os("GUOHE_SIMULATION_COUNTS").is_some() {
        let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
        for (name, count) in outcomes.iter().flatten().flat_map(|o| o.accepted.iter().chain(&o.refused)) {
            *sums.entry(name).or_default() += count;
        }
        println!("{sums:#?}");
    }
    // The actors must really have got far: a simulation in which nothing happens proves nothing.
    let done: BTreeSet<&String> =
        outcomes.iter().flatten().flat_map(|outcome| outcome.accepted.keys()).collect();
    let missing: Vec<&&str> =
        MUST_HAPPEN.iter().filter(|name| !done.iter().any(|done| done == *name)).collect();
    assert!(missing.is_empty(), "no seed got as far as {missing:?}");
    let total = |count: fn(&Outcome) -> u64| outcomes.iter().flatten().map(count).sum::<u64>();
    println!(
        "{} seeds: {} events, {} timers, {} bases cancelled",
        SEEDS,
        total(|o| o.events),
        total(|o| o.timers),
        total(|o| o.cancelled)
    );
    assert!(total(|o| o.cancelled) > 0);
}

/// Commands that must have been accepted in some seed.
const MUST_HAPPEN: [&str; 26] = [
    "application.submit",
    "application.accept",
    "application.withdraw",
    "application.void",
    "opinion.give",
    "opinion.return",
    "panel.form",
    "panel.recuse",
    "invitation.answer",
    "review.submit_sheet",
    "decision.propose",
    "decision.issue",
    "round.open",
    "performance.file",
    "performance.publish_grade",
    "performance.find_without_cause",
    "report.file",
    "report.accept",
    "change.record",
    "change.file",
    "change.register",
    "matter.propose",
    "matter.serve_notice",
    "matter.decide_cancellation",
    "base.record_national_recognition",
    "standing.quash",
];

#[test]
fn the_same_seed_gives_the_same_history() {
    let first = run(7, 250, 1).expect("holds");
    let second = run(7, 250, 1).expect("holds");
    assert_eq!(first, second);
    assert_ne!(first.digest, run(8, 250, 1).expect("holds").digest);
}
