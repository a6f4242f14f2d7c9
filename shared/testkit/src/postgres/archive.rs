//! A private server that archives its log, and goes back to an instant: what a point-in-time restore is tried on.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::binaries::succeeded;
use super::{PostgresError, Server};

/// The server's settings that outlast a start.
const SETTINGS_FILE: &str = "data/postgresql.auto.conf";

impl Server {
    /// Makes a fresh server that copies every finished piece of its log to an archive.
    pub fn start_archiving() -> Result<Self, PostgresError> {
        let server = Self::start_new()?;
        let archive = server.folder().join("archive");
        fs::create_dir(&archive).map_err(PostgresError::io("make an archive"))?;
        server.binaries().hand_over(&archive)?;
        let copy = format!("archive_command = 'cp \"%p\" \"{}/%f\"'", archive.display());
        server.settle(&["archive_mode = on", &copy])?;
        server.crash()?;
        server.start()?;
        Ok(server)
    }

    /// Copies the whole server as it runs.
    pub fn base_backup(&self) -> Result<(), PostgresError> {
        let mut command = self.binaries().server_program("pg_basebackup", self.folder());
        let port = self.port().to_string();
        command.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-D", "base", "-c", "fast"]);
        succeeded("pg_basebackup", &command.output().map_err(PostgresError::io("run pg_basebackup"))?)
    }

    /// Ends the server, puts the copy in its place and starts it there, to play the archived log up to an instant
    /// (as PostgreSQL writes it) and go on from there. It takes connections before it is that far.
    pub fn restore_to(&self, instant: &str) -> Result<(), PostgresError> {
        self.crash()?;
        let folder = self.folder();
        let replace = || {
            fs::rename(folder.join("data"), folder.join("lost"))?;
            fs::rename(folder.join("base"), folder.join("data"))?;
            fs::File::create(folder.join("data/recovery.signal"))?;
            Ok(())
        };
        replace().map_err(PostgresError::io("put the copy in place"))?;
        self.binaries().hand_over(&folder.join("data/recovery.signal"))?;
        let fetch = format!("restore_command = 'cp \"{}/archive/%f\" \"%p\"'", folder.display());
        let target = format!("recovery_target_time = '{instant}'");
        self.settle(&[&fetch, &target, "recovery_target_action = 'promote'"])?;
        self.start()
    }

    /// Writes settings that outlast a start.
    fn settle(&self, lines: &[&str]) -> Result<(), PostgresError> {
        let append = |path: &Path| {
            let mut file = OpenOptions::new().append(true).open(path)?;
            lines.iter().try_for_each(|line| writeln!(file, "{line}"))
        };
        append(&self.folder().join(SETTINGS_FILE)).map_err(PostgresError::io("write the server's settings"))
    }
}
