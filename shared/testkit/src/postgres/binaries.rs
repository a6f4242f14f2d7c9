//! PostgreSQL's programs: where they are, and as whom they run.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::PostgresError;

/// Where Debian installs servers, one folder a major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// An installation, and the user its server runs as.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    folder: PathBuf,
    /// User and group; none where the test process itself may run a server.
    run_as: Option<(u32, u32)>,
}

impl Binaries {
    /// An installation with a server.
    pub(super) fn of_server() -> Result<Self, PostgresError> {
        let missing = PostgresError::Missing { missing: "initdb", package: "postgresql-15" };
        let folder = folder_with("initdb").ok_or(missing)?;
        Ok(Self { folder, run_as: unprivileged()? })
    }

    /// An installation with a client at least.
    pub(super) fn of_client() -> Result<Self, PostgresError> {
        let missing = PostgresError::Missing { missing: "psql", package: "postgresql-client-15" };
        Ok(Self { folder: folder_with("psql").ok_or(missing)?, run_as: None })
    }

    /// Gives a folder to the user the server runs as.
    pub(super) fn hand_over(&self, folder: &Path) -> Result<(), PostgresError> {
        let Some((user, group)) = self.run_as else { return Ok(()) };
        chown(folder, Some(user), Some(group)).map_err(PostgresError::io("give away the data folder"))
    }

    /// A program of the server, run as its user, in `folder`.
    pub(super) fn server_program(&self, program: &str, folder: &Path) -> Command {
        let mut command = self.as_server_user(&self.folder.join(program));
        command.current_dir(folder);
        command
    }

    /// Any program, run as the server's user.
    pub(super) fn as_server_user(&self, program: &Path) -> Command {
        let mut command = match self.run_as {
            None => Command::new(program),
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={user}"), format!("--regid={group}")]);
                command.arg("--clear-groups").arg(program);
                command
            }
        };
        command.env("LC_ALL", "C").env_remove("PGOPTIONS").stdin(Stdio::null());
        command
    }

    /// Path of one of the programs.
    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// Runs statements; gives the rows they return as plain lines.
    pub(super) fn psql(&self, url: &str, statements: &str) -> Result<String, PostgresError> {
        let mut command = Command::new(self.path("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statements]);
        command.env("LC_ALL", "C").env("PGCONNECT_TIMEOUT", "10").stdin(Stdio::null());
        let output = command.output().map_err(PostgresError::io("run psql"))?;
        succeeded("psql", &output)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// An error with the program's words where it failed.
pub(super) fn succeeded(program: &str, output: &Output) -> Result<(), PostgresError> {
    if output.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(PostgresError::Failed { program: program.to_owned(), output })
}

/// Debian's version 15, else its newest, else wherever the search path leads.
fn folder_with(program: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<u32> =
        versions.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    versions.sort_by_key(|version| (*version == 15, *version));
    let debian =
        versions.into_iter().rev().map(|version| Path::new(DEBIAN).join(version.to_string()).join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let search = std::env::split_paths(&path).collect::<Vec<_>>();
    debian.chain(search).find(|folder| folder.join(program).is_file())
}

/// Whom the server runs as where this process is root.
fn unprivileged() -> Result<Option<(u32, u32)>, PostgresError> {
    let own =
        std::fs::metadata("/proc/self").map_err(PostgresError::io("find out who runs the tests"))?.uid();
    if own != 0 {
        return Ok(None);
    }
    let users =
        std::fs::read_to_string("/etc/passwd").map_err(PostgresError::io("read the list of users"))?;
    let found = ["postgres", "nobody"].iter().find_map(|name| user(&users, name));
    found.map(Some).ok_or(PostgresError::NoUser)
}

fn user(users: &str, name: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:7::/:\npostgres:x:101:104:,,,:/var:/bin/sh\n";
        assert_eq!(user(users, "postgres"), Some((101, 104)));
        assert_eq!(user(users, "nobody"), None);
    }
}
