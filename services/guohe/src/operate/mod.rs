//! Operators' commands: dead letters, audit, backup and restore, and what a restored system needs.
//!
//! Owns how they are asked for, found and shown. A running system is asked over gRPC; the files of one that is not
//! running are read directly. It never changes business data; dead letters can be dropped or replayed, kept
//! messages published again, and signed roots added.

mod archive;
mod audit;
mod audit_roots;
mod backup;
mod desk;
mod error;
pub(crate) mod folder;
mod health;
mod letters;
pub(crate) mod progress;
mod reconcile;
mod remote;
mod republish;
mod retention;
pub(crate) mod show;

use std::process::ExitCode;

use guohe_runtime::config::Settings;

pub use archive::ArchiveError;
pub use backup::BackupError;
pub use error::OperateError;

use crate::{
    cli::{
        ArchiveCommand, AuditCommand, BackupArgs, BusCommand, DeadLettersCommand, HealthArgs, RestoreArgs,
        RetentionCommand,
    },
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
    match command {
        AuditCommand::Verify(args) if !audit::verify(&args, settings, lang).await? => {
            return Ok(ExitCode::from(FOUND));
        }
        AuditCommand::Verify(_) => {}
        AuditCommand::Root(place) => audit_roots::take(&place, settings, lang).await?,
        AuditCommand::Key(args) => audit_roots::key(&args, settings, lang)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// `guohe health`: status 1 where the process is not ready.
pub async fn health(args: &HealthArgs, settings: &Settings, lang: Lang) -> Result<ExitCode, OperateError> {
    let well = health::ask(args, settings, lang).await?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// `guohe backup`.
pub async fn backup(args: &BackupArgs, settings: &Settings, lang: Lang) -> Result<ExitCode, OperateError> {
    backup::backup(args, settings, lang).await?;
    Ok(ExitCode::SUCCESS)
}

/// `guohe restore`.
pub async fn restore(args: &RestoreArgs, lang: Lang) -> Result<ExitCode, OperateError> {
    backup::restore(args, lang).await?;
    Ok(ExitCode::SUCCESS)
}

/// `guohe bus`: status 1 where something is lacking that cannot be brought back.
pub async fn bus(command: BusCommand, settings: &Settings, lang: Lang) -> Result<ExitCode, OperateError> {
    let BusCommand::Republish(args) = command;
    let whole = republish::republish(&args, settings, lang).await?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// `guohe retention`.
pub async fn retention(
    command: RetentionCommand,
    settings: &Settings,
    lang: Lang,
) -> Result<ExitCode, OperateError> {
    let RetentionCommand::Run(args) = command;
    retention::run(&args, settings, lang).await?;
    Ok(ExitCode::SUCCESS)
}

/// `guohe archive`: status 1 where an archive is not whole.
pub async fn archive(command: ArchiveCommand, lang: Lang) -> Result<ExitCode, OperateError> {
    match command {
        ArchiveCommand::Export(args) => archive::export(&args, lang).await?,
        ArchiveCommand::Verify(args) if !archive::verify(&args, lang)? => return Ok(ExitCode::from(FOUND)),
        ArchiveCommand::Verify(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}
