//! The one binary's library: a whole system in one process, and the commands around it.
//!
//! Owns the table of services and how they are put together with stores, bus, clock and port, and the commands
//! that serve and operate them. It never decides anything of the measures and knows no SQL and no broker.

pub mod calendar;
pub mod cli;
pub mod demo;
pub mod lang;
pub mod operate;
pub mod policies;
pub mod policy;
pub mod scenario;
pub mod scenario_files;
pub mod serve;
pub mod system;

use std::process::ExitCode;

use cli::{Cli, Command};
use guohe_runtime::config::Settings;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Serving.
    #[error(transparent)]
    Serve(#[from] serve::ServeError),
    /// The demo.
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
    /// Packs.
    #[error(transparent)]
    Policy(#[from] policy::PolicyCommandError),
    /// Scenario files.
    #[error(transparent)]
    Scenario(#[from] scenario_files::ScenarioError),
    /// Measuring.
    #[error(transparent)]
    Bench(#[from] guohe_bench::BenchError),
    /// The calendar.
    #[error(transparent)]
    Calendar(#[from] calendar::CalendarCommandError),
    /// Operating.
    #[error(transparent)]
    Operate(#[from] operate::OperateError),
}

/// Carries a command out.
pub async fn run(cli: Cli, settings: Settings) -> Result<ExitCode, RunError> {
    let lang = cli.lang();
    match cli.command {
        Command::Serve(args) => Ok(serve::run(&args, &settings, lang).await?),
        Command::Demo(args) => Ok(demo::run(&args, cli.common.lang).await?),
        Command::Policy(command) => Ok(policy::run(command, &settings, lang).await?),
        Command::Scenario(args) => Ok(Box::pin(scenario_files::run(&args, &settings, lang)).await?),
        Command::Bench(command) => Ok(guohe_bench::run(&command).await?),
        Command::Calendar(command) => Ok(calendar::run(command, &settings, lang).await?),
        Command::DeadLetters(command) => Ok(operate::dead_letters(command, &settings, lang).await?),
        Command::Health(args) => Ok(operate::health(&args, &settings, lang).await?),
        Command::Backup(args) => Ok(operate::backup(&args, &settings, lang).await?),
        Command::Restore(args) => Ok(operate::restore(&args, lang).await?),
        Command::Bus(command) => Ok(operate::bus(command, &settings, lang).await?),
        Command::Retention(command) => Ok(operate::retention(command, &settings, lang).await?),
        Command::Archive(command) => Ok(operate::archive(command, lang).await?),
        Command::Audit(command) => Ok(operate::audit(command, &settings, lang).await?),
    }
}
