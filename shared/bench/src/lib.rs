//! `guohe bench`: how fast the engine is on this machine, beside the plain limits of the same servers in the same
//! run.
//!
//! Owns services of its own (`bench_…`), which it makes and removes; data of the system's services is never
//! touched. It judges nothing: figures and ratios, no pass or fail.

mod handoff;
mod observed;
mod place;
mod process;
mod progress;
mod report;
mod timers;
mod workload;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use place::Place;
use progress::Progress;

/// Measures the engine.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Items through three services: steps a second, and how long one item takes.
    Handoff(HandoffArgs),
    /// Timers due at once, and few due while many wait.
    Timers(TimersArgs),
}

/// Where a bench runs and how it tells.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// PostgreSQL, as postgres://USER:PASSWORD@HOST:PORT/DATABASE; with --broker. Without both, the embedded
    /// engine in a temporary folder.
    #[arg(long, value_name = "URL", requires = "broker", conflicts_with = "data")]
    pub postgres: Option<String>,
    /// RabbitMQ, as amqp://USER:PASSWORD@HOST:PORT/VHOST; with --postgres.
    #[arg(long, value_name = "URL", requires = "postgres")]
    pub broker: Option<String>,
    /// Folder in which the embedded engine's temporary folder is made: choose the disk to be measured.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Options of `bench handoff`.
#[derive(Debug, Args)]
pub struct HandoffArgs {
    /// Where and how.
    #[command(flatten)]
    pub bench: BenchArgs,
    /// Items handed in as fast as they are taken.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub items: u64,
    /// Items handed in at an even rate, whose latency is measured.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub paced_items: u64,
    /// That rate, items a second.
    #[arg(long, default_value_t = 50.0, value_parser = rate)]
    pub rate: f64,
}

/// Options of `bench timers`.
#[derive(Debug, Args)]
pub struct TimersArgs {
    /// Where and how.
    #[command(flatten)]
    pub bench: BenchArgs,
    /// Timers that are due at once.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub due: u64,
    /// Timers that wait meanwhile, a hundred a stream.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(100..=100_000_000))]
    pub pending: u64,
    /// Timers that are due one after the other.
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub paced: u64,
    /// How many of those a second.
    #[arg(long, default_value_t = 100.0, value_parser = rate)]
    pub rate: f64,
    /// Seconds over which idling is measured.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub idle_seconds: u64,
}

/// Why a bench gave no figures.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The temporary folder.
    #[error("the bench's temporary folder cannot be made; name another with --data")]
    Folder(#[source] std::io::Error),
    /// Opening a store.
    #[error(transparent)]
    Open(#[from] guohe_store::OpenError),
    /// The plain limit of the database.
    #[error(transparent)]
    Database(#[from] guohe_store::yardstick::YardstickError),
    /// The plain limit of the broker.
    #[error(transparent)]
    Broker(#[from] guohe_bus::yardstick::YardstickError),
    /// The bus.
    #[error(transparent)]
    Bus(#[from] guohe_flow::ports::BusError),
    /// A command of the bench was not carried out.
    #[error("a command of the bench was not carried out")]
    Execute(#[from] guohe_flow::ExecuteError),
    /// A call's task ended early.
    #[error("the bench was stopped")]
    Stopped,
}

/// Runs a bench and prints what it found.
pub async fn run(command: &BenchCommand) -> Result<ExitCode, BenchError> {
    let progress = Progress::new();
    let args = match command {
        BenchCommand::Handoff(args) => &args.bench,
        BenchCommand::Timers(args) => &args.bench,
    };
    let place = Place::chosen(args)?;
    let report = match command {
        BenchCommand::Handoff(args) => handoff::run(args, &place, &progress).await?,
        BenchCommand::Timers(args) => timers::run(args, &place, &progress).await?,
    };
    progress.done();
    report.print(args.json);
    Ok(ExitCode::SUCCESS)
}

/// A number a second: more than 0, at most 100,000.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate <= 100_000.0 => Ok(rate),
        _ => Err("give a number above 0 and at most 100000".to_owned()),
    }
}
