//! A private server: made, started, crashed, removed.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use super::binaries::{Binaries, succeeded};
use super::{Database, PostgresError};
use crate::wait;

/// Settings of a server whose tests are many. A commit reaches the system, not the disk.
const SETTINGS: &str = "-c fsync=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB \
                        -c max_wal_size=256MB";

const FIRST_PORT: u16 = 10_000;
const PORTS: u16 = 5_000;

/// Advances with every port this process looks at.
static STEP: AtomicU16 = AtomicU16::new(0);

/// Attempts to start where another process was faster to take the port.
const START_ATTEMPTS: u32 = 5;

/// Longest time until a server that was killed can be started again.
const RESTART_LIMIT: Duration = Duration::from_secs(20);

/// Waits until the pipe closes, which happens when the test process is gone, killed or not; then ends the server
/// and removes its folder.
const WATCHDOG: &str = r#"
trap '' HUP INT TERM
cat >/dev/null
"$1" -s -m immediate -D "$2/data" stop
rm -rf -- "$2"
"#;

/// A whole server of a test's own; ended and removed with this value, or with the process.
#[derive(Debug)]
pub struct Server {
    binaries: Binaries,
    folder: PathBuf,
    port: u16,
    watchdog: Child,
}

impl Server {
    /// Makes a fresh server and starts it.
    pub fn start_new() -> Result<Self, PostgresError> {
        Self::start_new_in(&std::env::temp_dir())
    }

    /// Makes a fresh server with its data in a folder of its own under `parent`, and starts it.
    pub fn start_new_in(parent: &Path) -> Result<Self, PostgresError> {
        let binaries = Binaries::of_server()?;
        let folder = tempfile::Builder::new().prefix("guohe-postgres-").tempdir_in(parent);
        let folder = folder.map_err(PostgresError::io("make a data folder"))?.keep();
        binaries.hand_over(&folder)?;
        let watchdog = watch(&binaries, &folder)?;
        let mut server = Self { binaries, folder, port: 0, watchdog };
        server.initialise()?;
        for _ in 1..START_ATTEMPTS {
            server.port = free_port()?;
            if server.start().is_ok() {
                return Ok(server);
            }
        }
        server.port = free_port()?;
        server.start().map(|()| server)
    }

    /// Starts the server, after a crash too, and waits until it takes connections.
    pub fn start(&self) -> Result<(), PostgresError> {
        let options =
            format!("-p {} -k {} -c listen_addresses=127.0.0.1 {SETTINGS}", self.port, self.folder.display());
        self.control(&["-w", "-t", "60", "-l", "log", "-o", &options, "start"])
    }

    /// Starts the server where it does not run, as often as it takes: what is left of one that was killed must
    /// have ended first.
    pub async fn start_again(&self) -> Result<(), PostgresError> {
        let is_up = || std::future::ready(self.is_running() || self.start().is_ok());
        if wait::until(RESTART_LIMIT, is_up).await { Ok(()) } else { self.start() }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// True where the server runs, whether it takes connections or not.
    pub fn is_running(&self) -> bool {
        self.control(&["status"]).is_ok()
    }

    /// Stops the server in order: transactions under way are rolled back, and everything is written.
    pub fn stop(&self) -> Result<(), PostgresError> {
        self.control(&["-w", "-m", "fast", "stop"])
    }

    /// Kills the server's first process with SIGKILL and waits until it is gone. The others notice, and end by
    /// themselves within moments; [`Server::start_again`] waits for that.
    pub async fn kill(&self) -> Result<(), PostgresError> {
        let noted = std::fs::read_to_string(self.folder.join("data/postmaster.pid"));
        let noted = noted.map_err(PostgresError::io("read the server's process id"))?;
        let process = noted.lines().next().unwrap_or_default().to_owned();
        let mut command = Command::new("kill");
        let output = command.args(["-KILL", &process]).output().map_err(PostgresError::io("run kill"))?;
        succeeded("kill", &output)?;
        if wait::until(RESTART_LIMIT, || std::future::ready(!self.is_running())).await {
            return Ok(());
        }
        Err(PostgresError::Failed {
            program: "kill".to_owned(),
            output: "the server is still there".to_owned(),
        })
    }

    /// Ends the server at once, as a crash would.
    pub fn crash(&self) -> Result<(), PostgresError> {
        self.control(&["-w", "-m", "immediate", "stop"])
    }

    /// A fresh database.
    pub fn database(&self) -> Result<Database, PostgresError> {
        let maintenance_url = format!("postgres://postgres@127.0.0.1:{}/postgres", self.port);
        Database::create(self.binaries.clone(), maintenance_url)
    }

    /// Where everything of the server is: its data, its log, what it was given to keep.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    fn initialise(&self) -> Result<(), PostgresError> {
        let mut command = self.binaries.server_program("initdb", &self.folder);
        command.args(["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]);
        succeeded("initdb", &command.output().map_err(PostgresError::io("run initdb"))?)
    }

    fn control(&self, arguments: &[&str]) -> Result<(), PostgresError> {
        let mut command = self.binaries.server_program("pg_ctl", &self.folder);
        // The server keeps what it is given for its output: a pipe would never close.
        command.args(["-s", "-D", "data"]).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().map_err(PostgresError::io("run pg_ctl"))?;
        if status.success() {
            return Ok(());
        }
        let output = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(PostgresError::Failed { program: format!("pg_ctl {}", arguments.join(" ")), output })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

fn watch(binaries: &Binaries, folder: &Path) -> Result<Child, PostgresError> {
    let mut command = binaries.as_server_user(Path::new("/bin/sh"));
    command.args(["-c", WATCHDOG, "watchdog"]).arg(binaries.path("pg_ctl")).arg(folder).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command.spawn().map_err(PostgresError::io("start a watchdog"))
}

/// A port nobody listens on at the moment. Below the range from which the system gives ports to outgoing
/// connections (32768 upwards): a server that crashed must find its port free when it comes back. Processes
/// begin their search at different places.
fn free_port() -> Result<u16, PostgresError> {
    let own = u16::try_from(std::process::id() % u32::from(PORTS)).unwrap_or(0);
    for _ in 0..PORTS {
        let step = STEP.fetch_add(1, Ordering::Relaxed);
        let port = FIRST_PORT + own.wrapping_mul(7).wrapping_add(step) % PORTS;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err(PostgresError::NoPort(FIRST_PORT, FIRST_PORT + PORTS))
}
