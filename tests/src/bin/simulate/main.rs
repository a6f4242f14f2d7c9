//! `cargo xtask simulate`: runs the simulation for any number of seeds and says what it came to.
//!
//! Owns the command line, the progress bar and the summary. What is simulated and what must hold is in
//! `guohe_tests::simulation`.

mod summary;

use std::{collections::BTreeSet, process::ExitCode};

use clap::{Parser, ValueEnum};
use guohe_tests::simulation::{Engine, Failure, Fault, Many, Outcome, Run, Shortened, run_many, shorten};
use indicatif::{ProgressBar, ProgressStyle};

/// Small values by the thousand: this allocator does them best.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the whole system under seeded faults and checks every invariant after every step.
#[derive(Debug, Parser)]
#[command(name = "simulate")]
struct Arguments {
    /// How many seeds
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Steps with actors and faults, for each seed
    #[arg(long, default_value_t = 700)]
    steps: u64,
    /// Quiet years afterwards, in which only timers act
    #[arg(long, default_value_t = 6)]
    quiet_years: i64,
    /// Threads that share the seeds
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Only these steps, as a shortened failure names them
    #[arg(long, value_delimiter = ',')]
    only: Vec<u64>,
    /// Kinds of faults left out
    #[arg(long, value_delimiter = ',', value_parser = fault)]
    without: Vec<Fault>,
    /// What the services keep their data in
    #[arg(long, value_enum, default_value_t = Store::Memory)]
    store: Store,
    /// Runs spent on shortening a failure; 0 shows it as it is
    #[arg(long, default_value_t = 300)]
    shorten: u32,
    /// Failures after which no further seed is begun
    #[arg(long, default_value_t = 1)]
    failures: usize,
    /// One JSON document instead of words
    #[arg(long)]
    json: bool,
}

/// What the services keep their data in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Store {
    /// Plain memory, with two replicas at work at once
    Memory,
    /// SQLite in memory, one writer at a time
    Sqlite,
}

fn fault(name: &str) -> Result<Fault, String> {
    let names = || Fault::ALL.map(Fault::name).join(", ");
    Fault::named(name).ok_or_else(|| format!("there is no fault {name:?}; there are {}", names()))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let many = Many {
        from: arguments.from,
        seeds: arguments.seeds,
        threads: arguments.threads,
        most_failures: arguments.failures,
        run: template(&arguments),
    };
    let bar = bar(many.seeds);
    let told = |_: &Result<Outcome, Failure>| bar.inc(1);
    let (sums, failures) = run_many(&many, told);
    let seconds = bar.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let shortened: Vec<(Failure, Option<Shortened>)> = failures
        .into_iter()
        .map(|failure| {
            let failing = Run { seed: failure.seed, ..many.run.clone() };
            let short = (arguments.shorten > 0).then(|| shorten(&failing, &failure, arguments.shorten));
            (failure, short)
        })
        .collect();
    let digest = (many.seeds == 1 && shortened.is_empty())
        .then(|| guohe_tests::simulation::run(&Run { seed: many.from, ..many.run.clone() }))
        .and_then(Result::ok)
        .map(|outcome| outcome.digest);
    if arguments.json {
        println!("{}", summary::json(&sums, &shortened, digest.as_deref(), seconds));
    } else {
        summary::print(&many, &sums, &shortened, digest.as_deref(), seconds);
    }
    if shortened.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn template(arguments: &Arguments) -> Run {
    Run {
        engine: match arguments.store {
            Store::Memory => Engine::Memory,
            Store::Sqlite => Engine::Sqlite,
        },
        without: arguments.without.iter().copied().collect(),
        only: (!arguments.only.is_empty()).then(|| arguments.only.iter().copied().collect::<BTreeSet<u64>>()),
        ..Run::of(arguments.from, arguments.steps, arguments.quiet_years)
    }
}

fn bar(seeds: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} seeds  {per_sec}  {eta} left");
    ProgressBar::new(seeds).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
