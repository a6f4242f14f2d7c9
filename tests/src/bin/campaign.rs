//! The long campaign of faults, run as `cargo xtask campaign`: reads what is wanted, and prints what was found.

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use guohe_tests::faults::{Campaign, Counts, run};

/// Kills, restarts, cuts and starves a real deployment while the demo is played in it, and compares the end with
/// the undisturbed run's.
#[derive(Debug, Parser)]
#[command(name = "campaign")]
struct Arguments {
    /// The program to run the services from.
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// Seed of the plan: what strikes, and when.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// SIGKILLs of services.
    #[arg(long, default_value_t = 50)]
    kills: usize,
    /// Restarts of the broker, by SIGKILL and in order in turn.
    #[arg(long, default_value_t = 10)]
    broker_restarts: usize,
    /// Restarts of the database, by SIGKILL and in order in turn.
    #[arg(long, default_value_t = 10)]
    database_restarts: usize,
    /// Broker frozen, and nothing passing to the database, in turn.
    #[arg(long, default_value_t = 4)]
    pauses: usize,
    /// Connections to broker and database cut, in turn.
    #[arg(long, default_value_t = 8)]
    cuts: usize,
    /// Connections to database and broker that go silent, in turn.
    #[arg(long, default_value_t = 4)]
    silences: usize,
    /// Full disks under the database.
    #[arg(long, default_value_t = 2)]
    full_disks: usize,
    /// Steps of the demo; all of them where left out.
    #[arg(long)]
    steps: Option<usize>,
    /// Instead of faults: one replica of each service, four, and one again, under load.
    #[arg(long)]
    growth: bool,
    /// JSON instead of tables.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let counts = Counts {
        kills: arguments.kills,
        broker_restarts: arguments.broker_restarts,
        database_restarts: arguments.database_restarts,
        pauses: arguments.pauses,
        cuts: arguments.cuts,
        silences: arguments.silences,
        full_disks: arguments.full_disks,
    };
    let campaign = Campaign {
        program: arguments.program,
        seed: arguments.seed,
        counts: (!arguments.growth).then_some(counts),
        steps: arguments.steps,
    };
    let report = run(&campaign, &|line| eprintln!("{line}")).await?;
    if arguments.json {
        println!("{:#}", report.json());
    } else {
        println!("{}", report.words());
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
