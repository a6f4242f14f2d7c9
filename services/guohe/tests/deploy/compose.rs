//! `docker-compose.yml` as it reads.

use std::{collections::BTreeMap, process::Command};

use serde::Deserialize;
use serde_json::Value;

use crate::tools::{place, run, text};

/// The file, as far as the tests need it.
#[derive(Debug, Deserialize)]
pub(crate) struct Compose {
    pub(crate) services: BTreeMap<String, Service>,
    pub(crate) secrets: BTreeMap<String, Secret>,
    pub(crate) volumes: BTreeMap<String, Value>,
}

/// One container.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Service {
    pub(crate) image: String,
    pub(crate) user: Option<String>,
    #[serde(default)]
    pub(crate) command: Vec<String>,
    #[serde(default)]
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) healthcheck: Option<HealthCheck>,
    #[serde(default)]
    pub(crate) depends_on: BTreeMap<String, Condition>,
    #[serde(default)]
    pub(crate) secrets: Vec<Value>,
    #[serde(default)]
    pub(crate) volumes: Vec<String>,
    #[serde(default)]
    pub(crate) ports: Vec<String>,
}

/// How a container's health is asked.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HealthCheck {
    pub(crate) test: Vec<String>,
}

/// What a container waits for.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Condition {
    pub(crate) condition: String,
}

/// Where a secret is.
#[derive(Debug, Deserialize)]
pub(crate) struct Secret {
    pub(crate) file: String,
}

/// The file of the repository.
pub(crate) fn compose() -> Compose {
    serde_saphyr::from_str(&text("docker-compose.yml")).expect("reads")
}

/// The containers that run our program.
pub(crate) fn ours(compose: &Compose) -> impl Iterator<Item = (&String, &Service)> {
    compose.services.iter().filter(|(_, service)| service.image.starts_with("guohe:"))
}

/// A line of the image's recipe, such as `ENTRYPOINT ["guohe"]`, as the list it holds.
pub(crate) fn recipe(instruction: &str) -> Vec<String> {
    let recipe = text("deploy/Dockerfile");
    let line = recipe.lines().rev().find_map(|line| line.strip_prefix(instruction)).expect(instruction);
    serde_json::from_str(line.trim()).expect("a list")
}

#[test]
fn every_service_is_a_container_that_is_nobody_in_particular() {
    let compose = compose();
    let names: Vec<&str> = ours(&compose).map(|(name, _)| name.as_str()).collect();
    let mut table: Vec<&str> = guohe::system::SERVICES.iter().map(|service| service.name).collect();
    table.sort_unstable();
    assert_eq!(names, table);
    for (name, service) in &compose.services {
        let user = service.user.as_deref().unwrap_or("root");
        assert!(!["root", "0", "0:0"].contains(&user), "{name} runs as {user}");
        for port in &service.ports {
            assert!(port.starts_with("127.0.0.1:"), "{name} is published to others: {port}");
        }
        for volume in &service.volumes {
            let source = volume.split(':').next().unwrap_or_default();
            let is_known = compose.volumes.contains_key(source) || source.starts_with("./deploy/");
            assert!(is_known, "{name} mounts {source}, which is not declared");
        }
        for secret in service.secrets.iter().map(|secret| secret["source"].as_str().or(secret.as_str())) {
            let secret = secret.expect("a name");
            assert!(compose.secrets.contains_key(secret), "{name} wants {secret}, which is not declared");
        }
    }
    for (name, service) in ours(&compose) {
        assert_eq!(service.command, ["serve", "--target", name.as_str()]);
        for server in ["postgres", "rabbitmq"] {
            assert_eq!(service.depends_on[server].condition, "service_healthy");
            assert!(compose.services[server].healthcheck.is_some(), "{server} must tell its health");
        }
    }
}

#[test]
fn no_secret_stands_in_the_file_and_all_are_drawn_by_the_script() {
    let compose = compose();
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("make-secrets");
    std::fs::copy(place("deploy/make-secrets"), &script).expect("copied");
    let draw = || Command::new("sh").arg(&script).output().expect("sh runs");
    assert!(draw().status.success());
    let drawn = |name: &str| std::fs::read_to_string(folder.path().join("secrets").join(name)).expect(name);
    for secret in compose.secrets.values() {
        let name = secret.file.strip_prefix("./deploy/secrets/").expect("in the folder of secrets");
        assert!(drawn(name).len() > 40, "{name} is drawn");
    }
    let password = drawn("postgres-password");
    assert_eq!(drawn("store-url"), format!("postgres://guohe:{}@postgres:5432/guohe\n", password.trim()));
    let bus = drawn("bus-url");
    let (_, rest) = bus.split_once("amqp://guohe:").expect("an address");
    let (password, host) = rest.split_once('@').expect("a password");
    assert_eq!(host, "rabbitmq:5672/%2f\n");
    assert!(drawn("rabbitmq.conf").contains(&format!("default_pass = {password}")));
    let key = drawn("vault-key");
    assert!(draw().status.success(), "a second time it changes nothing");
    assert_eq!(drawn("vault-key"), key);
}

#[test]
fn compose_itself_reads_the_file() {
    let file = place("docker-compose.yml");
    let file = file.to_str().expect("text");
    let read = run("docker-compose", &["-f", file, "config"]);
    if let Some(read) = read {
        let read: Compose = serde_saphyr::from_str(&read).expect("reads");
        assert_eq!(read.services.len(), compose().services.len());
    }
}
