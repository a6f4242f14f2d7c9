//! A private broker: its processes, its folder, its start and its ends.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::management::Management;
use super::ports::Ports;
use super::watchdog::Watchdog;
use super::{RabbitMqError, Vhost};
use crate::wait;

/// Debian's start script. The one in `/usr/sbin` changes the user and the folder, which a private node must not.
const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/// The broker's own control program.
const CONTROL: &str = "/usr/lib/rabbitmq/bin/rabbitmqctl";

/// The Erlang port mapper.
const EPMD: &str = "/usr/bin/epmd";

/// Longest time for a broker to be ready; a few seconds are usual, and a busy machine takes a minute or two.
const START_LIMIT: Duration = Duration::from_secs(240);

/// Longest time for an orderly stop.
const STOP_LIMIT: Duration = Duration::from_secs(60);

/// How often another set of ports is tried when a broker does not come up.
const ATTEMPTS: u32 = 3;

/// Numbers the nodes of one process.
static LAST_NODE: AtomicU32 = AtomicU32::new(0);

/// A broker of one's own. Everything about it is gone when it is dropped, or when the test process ends.
#[derive(Debug)]
pub struct Node {
    ports: Ports,
    folder: PathBuf,
    server: Option<Child>,
    epmd: Child,
    watchdog: Watchdog,
}

impl Node {
    /// Starts a fresh broker and waits until it takes connections.
    pub async fn start_new() -> Result<Self, RabbitMqError> {
        for program in [SERVER, EPMD] {
            if !Path::new(program).exists() {
                return Err(RabbitMqError::Missing(program));
            }
        }
        let mut attempt = 1;
        loop {
            let mut node = Self::prepare().await?;
            match node.start().await {
                Ok(()) => return Ok(node),
                Err(error) if attempt == ATTEMPTS => return Err(error),
                Err(_) => attempt += 1,
            }
        }
    }

    /// A fresh virtual host on this broker.
    pub fn vhost(&self) -> Result<Vhost, RabbitMqError> {
        Vhost::create(self.management())
    }

    /// Starts the broker again with what it kept, and waits until it takes connections.
    pub async fn start(&mut self) -> Result<(), RabbitMqError> {
        if self.server.is_none() {
            self.server = Some(self.watchdog.spawn("server", &mut self.server_command()?)?);
        }
        let up = wait::until_some(START_LIMIT, || {
            let state = if self.has_ended() { Some(false) } else { self.is_up().then_some(true) };
            std::future::ready(state)
        });
        match up.await {
            Some(true) => Ok(()),
            Some(false) => Err(self.failure("ended while starting")),
            None => Err(self.failure(&format!("was not ready within {START_LIMIT:?}"))),
        }
    }

    /// Stops the broker in order and waits until it is gone. Its data stays.
    pub async fn stop(&mut self) -> Result<(), RabbitMqError> {
        self.signal("TERM")?;
        if wait::until(STOP_LIMIT, || std::future::ready(self.has_ended())).await {
            self.reap();
            Ok(())
        } else {
            Err(self.failure(&format!("did not stop within {STOP_LIMIT:?}")))
        }
    }

    /// Kills the broker at once. What it had not written is lost, what it had stays.
    pub async fn kill(&mut self) -> Result<(), RabbitMqError> {
        self.signal("KILL")?;
        self.reap();
        // The group's leader is gone; its ports are free once the rest of the group is.
        if wait::until(STOP_LIMIT, || std::future::ready(!self.is_up())).await {
            Ok(())
        } else {
            Err(self.failure("survived being killed"))
        }
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.ports.amqp).into()
    }

    /// Stops the broker's processes where they are: its connections stand, and nothing comes any more.
    pub fn freeze(&self) -> Result<(), RabbitMqError> {
        self.signal("STOP")
    }

    /// Lets a frozen broker go on.
    pub fn thaw(&self) -> Result<(), RabbitMqError> {
        self.signal("CONT")
    }

    /// Runs `rabbitmqctl` on this broker, for what the management interface doesn't offer. Takes a second or two.
    pub fn control(&self, arguments: &[&str]) -> Result<(), RabbitMqError> {
        let mut command = self.command(CONTROL);
        let done = command.args(arguments).stdin(Stdio::null()).output();
        let output =
            done.map_err(|source| RabbitMqError::Io { what: "run rabbitmqctl".to_owned(), source })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(RabbitMqError::Node(format!("refused {}: {said}", arguments.join(" "))))
    }

    async fn prepare() -> Result<Self, RabbitMqError> {
        let ports = Ports::find()?;
        let number = LAST_NODE.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("guohe-rabbitmq-{}-{number}", std::process::id()));
        let failed = |what: &str| {
            let what = format!("{what} {}", folder.display());
            move |source| RabbitMqError::Io { what, source }
        };
        std::fs::create_dir_all(folder.join("home")).map_err(failed("create"))?;
        let watchdog = Watchdog::over(&folder)?;
        std::fs::write(folder.join("rabbitmq.conf"), settings(ports)).map_err(failed("write settings in"))?;
        std::fs::write(folder.join("plugins"), "[rabbitmq_management].\n")
            .map_err(failed("write plugins in"))?;
        // Ours runs in the foreground and is ended with the node; the one that Erlang would start lives on.
        let port = ports.epmd.to_string();
        let mut command = Command::new(EPMD);
        command.args(["-address", "127.0.0.1", "-port", &port]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let epmd = watchdog.spawn("epmd", &mut command)?;
        wait::until(START_LIMIT, || std::future::ready(listens(ports.epmd))).await;
        Ok(Self { ports, folder, server: None, epmd, watchdog })
    }

    fn server_command(&self) -> Result<Command, RabbitMqError> {
        let output = File::create(self.folder.join("output"))
            .and_then(|file| Ok((file.try_clone()?, file)))
            .map_err(|source| RabbitMqError::Io { what: "write the broker's output".to_owned(), source })?;
        let mut command = self.command(SERVER);
        command
            .env("RABBITMQ_DIST_PORT", self.ports.distribution.to_string())
            .env("RABBITMQ_CONFIG_FILE", self.folder.join("rabbitmq.conf"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", self.folder.join("plugins"))
            .env("RABBITMQ_MNESIA_BASE", self.folder.join("data"))
            .env("RABBITMQ_LOG_BASE", self.folder.join("log"))
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}")
            .stdin(Stdio::null())
            .stdout(output.0)
            .stderr(output.1);
        Ok(command)
    }

    /// One of the broker's programs, knowing which broker is meant.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()))
            .env("HOME", self.folder.join("home"))
            .env("ERL_EPMD_PORT", self.ports.epmd.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODENAME", "guohe-test@localhost");
        command
    }

    fn management(&self) -> Management {
        Management::of_node(self.ports.management, self.ports.amqp)
    }

    fn is_up(&self) -> bool {
        listens(self.ports.amqp) && self.management().get("/api/vhosts/%2F").is_ok()
    }

    fn has_ended(&mut self) -> bool {
        self.server.as_mut().is_none_or(|server| !matches!(server.try_wait(), Ok(None)))
    }

    /// Signals the whole process group: the start script and the broker it waits for.
    fn signal(&self, signal: &str) -> Result<(), RabbitMqError> {
        let Some(server) = &self.server else { return Ok(()) };
        let script = format!("kill -s {signal} -- -{}", server.id());
        let sent = Command::new("/bin/sh").args(["-c", &script]).stderr(Stdio::null()).status();
        sent.map(drop).map_err(|source| RabbitMqError::Io { what: format!("send SIG{signal}"), source })
    }

    fn reap(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.wait();
            self.watchdog.forget("server");
        }
    }

    fn failure(&self, what: &str) -> RabbitMqError {
        let output = std::fs::read_to_string(self.folder.join("output")).unwrap_or_default();
        let lines: Vec<&str> = output.lines().rev().take(15).collect();
        let tail: Vec<&str> = lines.into_iter().rev().collect();
        RabbitMqError::Node(format!("{what}; the end of its output:\n{}", tail.join("\n")))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.signal("KILL");
        self.reap();
        let _ = self.epmd.kill();
        let _ = self.epmd.wait();
        self.watchdog.forget("epmd");
    }
}

fn listens(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// Small and local; the guest user may connect as for any fresh broker.
fn settings(ports: Ports) -> String {
    format!(
        "listeners.tcp.1 = 127.0.0.1:{}\n\
         management.tcp.ip = 127.0.0.1\n\
         management.tcp.port = {}\n\
         disk_free_limit.absolute = 50MB\n\
         vm_memory_high_watermark.absolute = 1GB\n\
         log.console = false\n",
        ports.amqp, ports.management
    )
}
