//! `guohe serve`: runs until it is told to stop.
//!
//! Owns the way from settings to a running system, the adoption of packs at the start, and the orderly end. It
//! never starts half a system: what is missing is said by the name of its setting.

mod adopt;
mod error;
mod options;
mod report;

use std::process::ExitCode;

use guohe_runtime::{config::Settings, signals::EndSignals, telemetry::Telemetry};

pub use adopt::{AdoptError, adopt};
pub use error::ServeError;
pub(crate) use options::audit_key;
pub use options::options;

use crate::{cli::ServeArgs, lang::Lang, policies::PackLibrary, system::System};

/// Serves until SIGTERM or SIGINT, then stops in order; a second signal ends the process at once.
pub async fn run(args: &ServeArgs, settings: &Settings, lang: Lang) -> Result<ExitCode, ServeError> {
    let telemetry = Telemetry::start(&settings.telemetry, &telemetry_name(&args.targets))?;
    let mut signals = EndSignals::listen().map_err(ServeError::Signals)?;
    let system = start(args, settings).await?;
    report::serving(&system, settings, lang);
    let signal = signals.received().await;
    tracing::info!(signal, "stopping");
    signals.exit_at_the_next();
    system.stop().await;
    telemetry.finish();
    Ok(ExitCode::SUCCESS)
}

/// Starts the system that the settings describe, and has its departments' packs adopted.
pub async fn start(args: &ServeArgs, settings: &Settings) -> Result<System, ServeError> {
    let library = library(settings)?;
    let packs = adopt::read(&library, &settings.departments)?;
    let system = System::start(options(settings, &args.targets)?).await?;
    if let Err(error) = adopt(&system, &packs).await {
        system.stop().await;
        return Err(error.into());
    }
    Ok(system)
}

/// The name under which this process's traces are found.
fn telemetry_name(targets: &[String]) -> String {
    if targets.is_empty() { "guohe".to_owned() } else { format!("guohe-{}", targets.join("-")) }
}

fn library(settings: &Settings) -> Result<PackLibrary, ServeError> {
    match &settings.policies.dir {
        Some(folder) => Ok(PackLibrary::of_folder(folder)?),
        None => Ok(PackLibrary::embedded()),
    }
}
