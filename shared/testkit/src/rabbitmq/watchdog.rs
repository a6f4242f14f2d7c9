//! Sees to it that no private broker outlives the test process, however that ends.
//!
//! A shell waits on a pipe whose other end only the test process holds: when the process is gone, killed or
//! not, the pipe closes, and the shell ends the process groups noted in the folder and removes the folder.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::RabbitMqError;

/// Waits for the pipe's end, then clears up. Twice, for a process group noted at the last moment and files
/// that a dying process still wrote.
const SCRIPT: &str = r#"
cat >/dev/null
for round in 1 2; do
    for note in "$1"/*.group; do
        [ -f "$note" ] && kill -s KILL -- "-$(cat "$note")" 2>/dev/null
    done
    rm -rf -- "$1"
    [ $round = 2 ] || sleep 0.3
done
"#;

/// Guards one folder and the process groups noted in it.
#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    folder: PathBuf,
}

impl Watchdog {
    /// Guards `folder`, which it will remove.
    pub(super) fn over(folder: &Path) -> Result<Self, RabbitMqError> {
        let shell = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "watchdog"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|source| RabbitMqError::Io { what: "start a watchdog".to_owned(), source })?;
        Ok(Self { shell, folder: folder.to_owned() })
    }

    /// Starts a process in a group of its own and notes the group under `name`.
    pub(super) fn spawn(&self, name: &str, command: &mut Command) -> Result<Child, RabbitMqError> {
        let failed = |source| RabbitMqError::Io { what: format!("start {name}"), source };
        let child = command.process_group(0).spawn().map_err(failed)?;
        std::fs::write(self.folder.join(format!("{name}.group")), child.id().to_string()).map_err(failed)?;
        Ok(child)
    }

    /// Forgets the group noted under `name`: it has ended, and its number may come to mean another.
    pub(super) fn forget(&self, name: &str) {
        let _ = std::fs::remove_file(self.folder.join(format!("{name}.group")));
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
