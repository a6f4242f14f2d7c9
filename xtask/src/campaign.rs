//! The long campaign of faults: builds the real program and the one that breaks it, and runs the latter.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::servers;
use crate::steps::{Steps, run};

/// Runs it with the arguments of `campaign --help`.
pub(crate) fn campaign(arguments: &[&str]) -> ExitCode {
    let mut steps = Steps::default();
    steps.run("servers for tests", servers::provide);
    steps.cargo("build", &["build", "--release", "--workspace", "--bin", "guohe", "--bin", "campaign"]);
    steps.run("campaign", || {
        let folder = release_folder()?;
        let mut command = Command::new(folder.join("campaign"));
        run(command.arg("--program").arg(folder.join("guohe")).args(arguments))
    });
    steps.finish()
}

/// Where cargo puts optimised programs: beside the folder that this one is in.
fn release_folder() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = own.parent().and_then(|folder| folder.parent()).ok_or("the target folder is not known")?;
    Ok(target.join("release"))
}
