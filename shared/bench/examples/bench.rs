//! The bench on its own, without the services: builds in a fraction of the whole binary's time, for work on the
//! engine. `cargo run --release -p guohe-bench --example bench -- handoff`.

use clap::Parser;
use guohe_bench::BenchCommand;

/// The binary's allocator, so that figures agree.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: BenchCommand,
}

fn main() -> anyhow::Result<()> {
    let line = Line::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(guohe_bench::run(&line.command))?;
    Ok(())
}
