//! `guohe calendar`: official rest days shown, checked, and loaded with sign-off.
//!
//! Owns how a year is drawn and how the two steps of loading are asked for and shown. It decides nothing: what a year
//! moves is counted by the services, and an official confirms it.

mod check;
mod draw;
mod error;
mod load;
mod place;
mod show;

use std::process::ExitCode;

use guohe_runtime::config::Settings;

pub use error::CalendarCommandError;

use crate::{cli::CalendarCommand, lang::Lang};

/// Status of a check that found something.
const FOUND: u8 = 1;

/// `guohe calendar`: status 1 where a file has errors.
pub async fn run(
    command: CalendarCommand,
    settings: &Settings,
    lang: Lang,
) -> Result<ExitCode, CalendarCommandError> {
    match command {
        CalendarCommand::Show(args) => show::show(&args, settings, lang).await?,
        CalendarCommand::Check(args) if !check::check(&args, lang)? => return Ok(ExitCode::from(FOUND)),
        CalendarCommand::Check(_) => {}
        CalendarCommand::Load(args) => load::load(&args, settings, lang).await?,
        CalendarCommand::Proposal(args) => load::proposal(&args, settings, lang).await?,
        CalendarCommand::Confirm(args) => load::confirm(&args, settings, lang).await?,
        CalendarCommand::Withdraw(args) => load::withdraw(&args, settings, lang).await?,
    }
    Ok(ExitCode::SUCCESS)
}
