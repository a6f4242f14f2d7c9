//! The binary: reads the command line and the settings, and runs.

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use guohe::cli::Cli;

/// Commands and states are small JSON values by the thousand: with the system's allocator a fifth of the engine's
/// time went into allocation.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Status of a command that could not do its work; 1 means that it did, and found something wrong.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("guohe: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let settings = cli.settings(std::env::vars())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the asynchronous runtime cannot be started")?;
    Ok(runtime.block_on(guohe::run(cli, settings))?)
}
