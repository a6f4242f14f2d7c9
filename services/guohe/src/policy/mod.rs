//! Officials' commands on packs: check, show, diff, explain with letters, and rehearse.
//!
//! Owns how they are asked for and shown. What a pack says, what differs and what is explained is `guohe-policy`'s;
//! nothing here decides anything or changes a folder it reads.

mod application;
mod check;
mod diff;
mod error;
mod explain;
mod find;
mod letter;
mod options;
mod readings;
mod rehearse;
mod show;

use std::process::ExitCode;

use guohe_runtime::config::Settings;

pub use error::PolicyCommandError;
pub use options::{
    CheckArgs, DiffArgs, ExplainArgs, LetterFormat, LetterKind, PolicyCommand, RehearseArgs, ShowArgs,
};

use crate::lang::Lang;
use find::Finder;

/// Status of a command that did its work and found something.
const FOUND: u8 = 1;

/// `guohe policy`.
pub async fn run(
    command: PolicyCommand,
    settings: &Settings,
    lang: Lang,
) -> Result<ExitCode, PolicyCommandError> {
    let finder = Finder::new(settings)?;
    let sound = match command {
        PolicyCommand::Check(args) => check::run(&args, &finder, lang)?,
        PolicyCommand::Show(args) => show::run(&args, &finder, lang)?,
        PolicyCommand::Diff(args) => diff::run(&args, &finder, lang)?,
        PolicyCommand::Explain(args) => explain::run(&args, &finder, lang)?,
        PolicyCommand::Rehearse(args) => rehearse::run(&args, settings, &finder, lang).await?,
    };
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// The words of a text in a language.
fn say(text: &guohe_policy::Text, lang: Lang) -> &str {
    lang.pick(&text.zh, &text.en)
}
