//! The containers of `docker-compose.yml` as processes of this machine: same commands, same environments, same health
//! checks. Each has an address of loopback of its own, as a container has; names of other containers are replaced by
//! the test's servers.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use guohe_testkit::{postgres, rabbitmq, wait::until};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::compose::{Service, compose, ours, recipe};

/// Longest wait for all processes to be healthy.
const START: Duration = Duration::from_secs(60);

/// A running container of the file.
pub(crate) struct Container {
    pub(crate) name: String,
    ip: String,
    service: Service,
    environment: Vec<(String, String)>,
    child: Child,
}

/// All of them, with the servers they need.
pub(crate) struct Town {
    pub(crate) containers: Vec<Container>,
    _database: postgres::Database,
    _vhost: rabbitmq::Vhost,
    _secrets: tempfile::TempDir,
}

impl Town {
    /// Starts every container that runs our program, with `more` in its environment, and waits for its health check.
    pub(crate) async fn start(collector: SocketAddr, more: &[(&str, &str)]) -> Self {
        let database = postgres::database().expect("a database");
        let vhost = rabbitmq::vhost().await.expect("a broker");
        let secrets = tempfile::tempdir().expect("a folder");
        let key = "07".repeat(32);
        let given = [
            ("store-url", database.url()),
            ("bus-url", vhost.url()),
            ("vault-key", &key),
            ("audit-key", &key),
        ];
        for (name, value) in given {
            std::fs::write(secrets.path().join(name), format!("{value}\n")).expect("written");
        }
        let compose = compose();
        let containers = ours(&compose).zip(10..).map(|((name, service), number)| {
            let ip = format!("127.0.71.{number}");
            let here = |value: &str| at_home(value, &ip, collector, secrets.path());
            let environment = service.environment.iter().map(|(key, value)| (key.clone(), here(value)));
            let more = more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            let environment: Vec<_> = environment.chain(more).collect();
            let line: Vec<String> = recipe("ENTRYPOINT").into_iter().chain(service.command.clone()).collect();
            let child = command(&line, &environment).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let (name, service) = (name.clone(), service.clone());
            Container { name, ip, service, environment, child: child.expect("starts") }
        });
        let containers: Vec<Container> = containers.collect();
        for container in &containers {
            assert!(until(START, async || container.is_healthy()).await, "{} is not healthy", container.name);
        }
        Self { containers, _database: database, _vhost: vhost, _secrets: secrets }
    }

    /// A container by name.
    pub(crate) fn container(&self, name: &str) -> &Container {
        self.containers.iter().find(|container| container.name == name).expect(name)
    }

    /// What `NAME:PORT` in a file of the deployment answers at a path.
    pub(crate) async fn get(&self, target: &str, path: &str) -> String {
        let (name, port) = target.split_once(':').expect("a name and a port");
        get(&format!("{}:{port}", self.container(name).ip), path).await
    }

    /// Ends every process as Docker does; each must end well.
    pub(crate) fn stop(mut self) {
        for container in &self.containers {
            let id = container.child.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
        }
        for container in &mut self.containers {
            let status = container.child.wait().expect("ends");
            assert_eq!(status.code(), Some(0), "{} ends in order", container.name);
        }
    }
}

impl Container {
    /// `http://` and the address of a port.
    pub(crate) fn address(&self, port: u16) -> String {
        format!("http://{}:{port}", self.ip)
    }

    /// Runs the health check of the file, as Docker would within the container.
    fn is_healthy(&self) -> bool {
        let check = self.service.healthcheck.as_ref().expect("a health check");
        let (kind, line) = check.test.split_first().expect("a kind");
        assert_eq!(kind, "CMD", "a shell is not part of the image");
        let status = command(line, &self.environment).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.expect("runs").success()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // Ended already where the test got so far.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a value means on this machine.
fn at_home(value: &str, ip: &str, collector: SocketAddr, secrets: &Path) -> String {
    let secrets = format!("{}/", secrets.display());
    let value = value.replace("0.0.0.0", ip).replace("/run/secrets/", &secrets);
    value.replace("otel-collector:4317", &collector.to_string())
}

/// A command line of the image, free of this machine's settings.
fn command(line: &[String], environment: &[(String, String)]) -> Command {
    let (program, arguments) = line.split_first().expect("a program");
    assert_eq!(program, "guohe", "the image holds no other program of ours");
    let mut command = Command::new(PathBuf::from(env!("CARGO_BIN_EXE_guohe")));
    command.args(arguments).env_clear().envs(environment.iter().cloned());
    command
}

/// The body of an answer that is well.
pub(crate) async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{address}{path}: {head}");
    body.to_owned()
}
