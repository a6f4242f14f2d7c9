//! Operators' commands: dead letters and audit.
//!
//! Owns how they are asked for, found and shown. A running system is asked over gRPC; the files of one that is not
//! running are read directly. It never changes business data; only dead letters can be dropped or replayed.

mod audit;
mod desk;
mod error;
mod folder;
mod health;
mod letters;
mod remote;
mod show;

use std::process::ExitCode;

use guohe_runtime::config::Settings;

pub use error::OperateError;

use crate::{
    cli::{AuditCommand, DeadLettersCommand, HealthArgs},
    lang::Lang,
};
use desk::Desk;

/// Status of a check that found something.
const FOUND: u8 = 1;

/// `guohe dead-letters`.
pub async fn dead_letters(
    command: DeadLettersCommand,
    settings: &Settings,
    lang: Lang,
) -> Result<ExitCode, OperateError> {
    letters::run(command, settings, lang).await?;
    Ok(ExitCode::SUCCESS)
}

/// `guohe audit`: status 1 where anything is wrong.
pub async fn audit(command: AuditCommand, settings: &Settings, lang: Lang) -> Result<ExitCode, OperateError> {
    let AuditCommand::Verify(place) = command;
    let sound = audit::verify(&place, settings, lang).await?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// `guohe health`: status 1 where the process is not ready.
pub async fn health(args: &HealthArgs, settings: &Settings, lang: Lang) -> Result<ExitCode, OperateError> {
    let well = health::ask(args, settings, lang).await?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}
