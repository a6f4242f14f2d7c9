//! `guohe scenario FILE…`: plays scenario files and tells which expectations held.
//!
//! Owns the format of the files, their checks, the play against a whole system in memory on a simulated clock, and
//! what is told. Everything is done through the services' own gRPC interfaces; what is computed only is computed by
//! `guohe-policy`. It keeps nothing. How to write a file: `docs/scenarios.md`.

pub mod compare;
pub mod file;
pub mod forms;
pub mod grammar;
pub mod handbook;
pub mod node;
pub mod outcome;
pub mod packs;
pub mod play;
mod print;
pub mod problem;
pub mod schema;
pub mod wire;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use futures::{StreamExt, stream};
use guohe_api::common::v1::Text;
use guohe_runtime::config::Settings;

use crate::{
    lang::Lang,
    policies::{PackLibrary, PackLibraryError},
};

pub use file::Scenario;
pub use handbook::handbook;
pub use outcome::{Checked, Played, Summary, summary};
pub use problem::{Problem, Spot};
pub use schema::schema;

/// Scenarios played at once: each has a system of its own.
const AT_ONCE: usize = 4;

/// Status of a run in which something could not be played.
const UNPLAYABLE: u8 = 2;

/// Options of `scenario`.
#[derive(Debug, Clone, Args)]
pub struct ScenarioArgs {
    /// Scenario files, or folders of them.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// One JSON document instead of words.
    #[arg(long)]
    pub json: bool,
    /// Also tells what held, line by line.
    #[arg(long, short)]
    pub verbose: bool,
}

/// Why scenarios could not be looked for at all.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The packs cannot be had.
    #[error(transparent)]
    Packs(#[from] PackLibraryError),
    /// A file or folder cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// There is nothing to play.
    #[error("there is no scenario (*.yaml) in {}", .0.display())]
    Empty(PathBuf),
    /// What happened cannot be written.
    #[error("the outcome cannot be written")]
    Write(#[source] std::io::Error),
}

/// Plays files and tells what happened: status 0 where everything held, 1 where something differed, 2 where
/// something could not be played.
pub async fn run(args: &ScenarioArgs, settings: &Settings, lang: Lang) -> Result<ExitCode, ScenarioError> {
    let library = match &settings.policies.dir {
        Some(folder) => PackLibrary::of_folder(folder)?,
        None => PackLibrary::embedded(),
    };
    let files = files(&args.files)?;
    let progress = print::Progress::new(files.len(), args.json);
    let played = play_all(&files, &library, |played| progress.played(played)).await?;
    progress.done();
    match print::print(&played, args, lang) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        written => written.map_err(ScenarioError::Write)?,
    }
    let all = summary(&played);
    Ok(match (all.unplayable, all.differed) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::FAILURE,
        _ => ExitCode::from(UNPLAYABLE),
    })
}

/// Plays files, some at once; what is told comes in the order of the files.
pub async fn play_all(
    files: &[PathBuf],
    library: &PackLibrary,
    played: impl Fn(&Played),
) -> Result<Vec<Played>, ScenarioError> {
    let one = async |path: &PathBuf| {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ScenarioError::Unreadable { path: path.clone(), source })?;
        let outcome = play_text(&path.display().to_string(), &text, library).await;
        played(&outcome);
        Ok(outcome)
    };
    let all: Vec<Result<Played, ScenarioError>> =
        stream::iter(files).map(|path| Box::pin(one(path))).buffered(AT_ONCE).collect().await;
    all.into_iter().collect()
}

/// Plays one file's text.
pub async fn play_text(file: &str, text: &str, library: &PackLibrary) -> Played {
    match Scenario::parse(file, text) {
        Ok(scenario) => Box::pin(play::play(&scenario, library)).await,
        Err(problems) => Played {
            file: file.to_owned(),
            id: String::new(),
            title: Text::default(),
            checked: Vec::new(),
            unreached: 0,
            problems,
            elapsed_ms: 0,
        },
    }
}

/// The files named, and those of the folders named, in order.
pub fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, ScenarioError> {
    let mut files = Vec::new();
    for path in named {
        let before = files.len();
        collect(path, &mut files)?;
        if files.len() == before {
            return Err(ScenarioError::Empty(path.clone()));
        }
    }
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), ScenarioError> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let unreadable = |source| ScenarioError::Unreadable { path: path.to_owned(), source };
    let entries = std::fs::read_dir(path).map_err(unreadable)?;
    let mut inner: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(unreadable)?;
    inner.sort();
    for path in inner {
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "yaml") {
            collect(&path, files)?;
        }
    }
    Ok(())
}
