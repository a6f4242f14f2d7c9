//! `guohe demo`: plays the scenario in this process and tells an official what happened.
//!
//! Owns the folder the demo runs in, the position that survives a kill, the progress, the checks, and the words.
//! It never reaches into a service: everything told was asked for over gRPC.

pub mod expect;
pub mod figures;
pub mod findings;
mod histories;
mod position;
mod progress;
pub mod register;
pub mod told;
pub mod worlds;

use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::Args;

use crate::{
    lang::Lang,
    scenario::{
        Keeper, PlayError, Position, Script, World, WorldError,
        doors::{Doors, Unanswered},
        play,
        script::instant,
        step::Step,
    },
    system::StartError,
};

use figures::Figures;
use findings::Findings;
use progress::Progress;
use told::Story;
use worlds::EmbeddedWorld;

/// Options of `demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Who plays is drawn from this number; the same number gives the same register.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Keeps the data in this folder, and continues there after an interruption.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// One JSON document instead of words.
    #[arg(long)]
    pub json: bool,
}

/// Why the demo did not reach its end.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The system does not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Its port cannot be used.
    #[error("the demo's own port cannot be used")]
    Channel(#[from] tonic::transport::Error),
    /// The position cannot be used.
    #[error(transparent)]
    Position(#[from] position::PositionError),
    /// The script stopped.
    #[error(transparent)]
    Play(#[from] PlayError),
    /// The world does not go on.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The end cannot be looked at.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// A folder cannot be made, or words cannot be written.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
}

/// The first instant of the demo: the day from which Hunan 2026 counts.
const BEGINNING: &str = "2026-03-09 00:00";

/// The first instant of the demo.
pub fn beginning() -> guohe_clock::Timestamp {
    instant(BEGINNING)
}

/// Plays the demo and tells what happened; status 1 where an expectation failed.
pub async fn run(args: &DemoArgs, lang: Option<Lang>) -> Result<ExitCode, DemoError> {
    match &args.keep {
        Some(folder) => play_in(folder, args, lang).await,
        None => {
            let folder = tempfile::tempdir();
            let folder = folder.map_err(|source| DemoError::Io { what: "no temporary folder", source })?;
            play_in(folder.path(), args, lang).await
        }
    }
}

async fn play_in(folder: &Path, args: &DemoArgs, lang: Option<Lang>) -> Result<ExitCode, DemoError> {
    let script = Script::write(args.seed);
    let position = position::open(folder, args.seed)?;
    let start = position.clock.unwrap_or_else(beginning);
    let world = Arc::new(EmbeddedWorld::start(folder, start).await?);
    let keeper = FolderKeeper {
        folder,
        seed: args.seed,
        progress: Progress::new(script.steps.len(), args.json, lang),
    };
    let position = play(&script, world.clone(), position, &keeper).await?;
    keeper.progress.done();
    let story = tell(&script, world.clone(), position).await?;
    if let Some(world) = Arc::into_inner(world) {
        world.stop().await;
    }
    match show(&story, args.json, lang) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        shown => shown.map_err(|source| DemoError::Io { what: "the story cannot be written", source })?,
    }
    Ok(if story.failed().next().is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Asks the services of a world what happened and tells it.
pub async fn tell(script: &Script, world: Arc<dyn World>, position: Position) -> Result<Story, DemoError> {
    let doors = Doors::of(world);
    let figures = Figures::gather(&doors, &position).await?;
    let findings = Findings::gather(&doors, script, position).await?;
    Ok(Story::tell(script, &findings, figures))
}

/// Writes the story to stdout; failed checks go to stderr by name, too.
fn show(story: &Story, json: bool, lang: Option<Lang>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, &story.json())?;
        writeln!(out)?;
    } else {
        told::print::print(story, lang, &mut out)?;
    }
    for check in story.failed() {
        eprintln!("✗ {}: {} ({})", check.code, check.text.en, check.evidence);
    }
    Ok(())
}

/// Keeps the position in the data folder.
struct FolderKeeper<'a> {
    folder: &'a Path,
    seed: u64,
    progress: Progress,
}

impl Keeper for FolderKeeper<'_> {
    fn keep(&self, position: &Position) -> std::io::Result<()> {
        position::write(self.folder, self.seed, position)
    }

    fn begins(&self, index: usize, step: &Step) {
        self.progress.begins(index, step);
    }

    fn moved(&self, now: guohe_clock::Timestamp) {
        self.progress.moved(now);
    }
}
