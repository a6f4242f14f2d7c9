//! Many seeds on several threads, and what they come to together.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::Serialize;

use super::{
    coverage::Seen,
    run::{Failure, Outcome, Run, run},
};

/// Which seeds to run, and how.
#[derive(Debug, Clone)]
pub struct Many {
    /// The first seed.
    pub from: u64,
    /// How many.
    pub seeds: u64,
    /// Threads that share them.
    pub threads: usize,
    /// Failures after which no further seed is begun.
    pub most_failures: usize,
    /// What to run, but for the seed.
    pub run: Run,
}

/// What runs came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Sums {
    /// Seeds that held.
    pub seeds: u64,
    /// Events committed.
    pub events: u64,
    /// Commits looked at.
    pub commits: u64,
    /// Checks of invariants.
    pub checks: u64,
    /// Timers that took effect.
    pub timers: u64,
    /// Bases cancelled.
    pub cancelled: u64,
    /// Signed roots computed anew.
    pub roots: u64,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, u64>,
    /// Commands accepted, by kind and name.
    pub accepted: BTreeMap<String, u64>,
    /// Commands refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// What was reached.
    #[serde(skip)]
    pub seen: Seen,
}

impl Sums {
    fn add(&mut self, outcome: &Outcome) {
        self.seeds += 1;
        self.events += outcome.events;
        self.commits += outcome.commits;
        self.checks += outcome.checks;
        self.timers += outcome.timers;
        self.cancelled += outcome.cancelled;
        self.roots += outcome.roots;
        for (fault, count) in &outcome.faults {
            *self.faults.entry(fault.name()).or_default() += count;
        }
        for (counts, more) in [(&mut self.accepted, &outcome.accepted), (&mut self.refused, &outcome.refused)]
        {
            for (name, count) in more {
                *counts.entry(name.clone()).or_default() += u64::from(*count);
            }
        }
        self.seen.and(&outcome.seen);
    }
}

/// Runs them; `told` hears of each as it ends, on the thread that ran it.
pub fn run_many(many: &Many, told: impl Fn(&Result<Outcome, Failure>) + Sync) -> (Sums, Vec<Failure>) {
    let next = AtomicU64::new(many.from);
    let gathered = Mutex::new((Sums::default(), Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..many.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= many.from + many.seeds {
                        return;
                    }
                    let result = run(&Run { seed, ..many.run.clone() });
                    told(&result);
                    let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
                    match result {
                        Ok(outcome) => gathered.0.add(&outcome),
                        Err(failure) => gathered.1.push(failure),
                    }
                    if gathered.1.len() >= many.most_failures {
                        return;
                    }
                }
            });
        }
    });
    let (sums, mut failures) = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.sort_by_key(|failure| failure.seed);
    (sums, failures)
}
