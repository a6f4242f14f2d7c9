//! What the runs came to, in words or as JSON.

use guohe_tests::simulation::{Failure, Many, Run, Shortened, Sums};
use serde_json::{Value, json};

type Failures = [(Failure, Option<Shortened>)];

/// One document.
pub(crate) fn json(sums: &Sums, failures: &Failures, digest: Option<&str>, seconds: f64) -> Value {
    let failures: Vec<Value> = failures
        .iter()
        .map(|(failure, short)| {
            json!({
                "seed": failure.seed, "step": failure.step, "invariant": failure.number,
                "words": failure.words, "reproduce": short.as_ref().map(|short| command(&short.run)),
                "history": short.as_ref().map(|short| &short.failure.history),
            })
        })
        .collect();
    json!({
        "sums": sums, "seconds": seconds, "digest": digest, "failures": failures,
        "eventsNotReached": names(&sums.seen.missing_events()),
        "timersNotReached": names(&sums.seen.missing_timers()),
    })
}

/// Words.
pub(crate) fn print(many: &Many, sums: &Sums, failures: &Failures, digest: Option<&str>, seconds: f64) {
    for (failure, short) in failures {
        tell(failure, short.as_ref());
    }
    let held = if failures.is_empty() { "every invariant held" } else { "AN INVARIANT BROKE" };
    println!("{held}: {} of {} seeds, {} steps each", sums.seeds, many.seeds, many.run.steps);
    let rate = sums.seeds as f64 / seconds.max(0.001);
    let rows = [
        (sums.events.to_string(), "events"),
        (sums.commits.to_string(), "commits, each looked at"),
        (sums.checks.to_string(), "checks of invariants"),
        (sums.timers.to_string(), "timers that took effect"),
        (sums.cancelled.to_string(), "bases cancelled"),
        (format!("{seconds:.1}"), "seconds"),
        (format!("{rate:.2}"), "seeds a second"),
    ];
    rows.iter().for_each(|(figure, words)| println!("  {figure:>12}  {words}"));
    println!("faults");
    sums.faults.iter().for_each(|(name, count)| println!("  {count:>12}  {name}"));
    if let Some(digest) = digest {
        println!("  {digest}  history, SHA-256");
    }
    for (words, missing) in [
        ("types of events not reached", sums.seen.missing_events()),
        ("kinds of timers not reached", sums.seen.missing_timers()),
    ] {
        if !missing.is_empty() {
            println!("{words}: {}", names(&missing).join(", "));
        }
    }
}

fn tell(failure: &Failure, short: Option<&Shortened>) {
    println!("seed {} breaks {} at step {}: {}", failure.seed, failure.number, failure.step, failure.words);
    let Some(short) = short else { return };
    let steps = short.run.only.as_ref().map_or(0, std::collections::BTreeSet::len);
    println!("shortened to {steps} steps in {} runs: {}", short.tries, short.failure.words);
    short.failure.history.iter().for_each(|line| println!("  {line}"));
    println!("again: {}", command(&short.run));
}

/// The command that runs this once more.
fn command(run: &Run) -> String {
    let mut words = format!(
        "cargo xtask simulate --seeds 1 --from {} --steps {} --quiet-years {}",
        run.seed, run.steps, run.quiet_years
    );
    if let Some(only) = &run.only {
        let steps: Vec<String> = only.iter().map(u64::to_string).collect();
        words.push_str(&format!(" --only {}", steps.join(",")));
    }
    if !run.without.is_empty() {
        let names: Vec<&str> = run.without.iter().map(|fault| fault.name()).collect();
        words.push_str(&format!(" --without {}", names.join(",")));
    }
    words
}

fn names(names: &[(String, String, String)]) -> Vec<String> {
    names.iter().map(|(service, kind, name)| format!("{service} {kind}.{name}")).collect()
}
