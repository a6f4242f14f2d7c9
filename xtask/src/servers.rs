//! The servers that tests start: makes sure that their programs are installed, or that running ones are named; and
//! the tools that read what is deployed, which are installed where they can be and not asked where they cannot.
//!
//! Only programs are wanted, no system services: while Debian's packages are installed, a `policy-rc.d` forbids
//! starting any (and goes away again); a service that starts all the same harms nothing, for private servers
//! choose their own ports.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::run;

/// Debian asks this program whether a service may be started.
const SERVICE_POLICY: &str = "/usr/sbin/policy-rc.d";

/// A server that tests need.
struct Server {
    name: &'static str,
    package: &'static str,
    url_variable: &'static str,
    is_installed: fn() -> bool,
}

const SERVERS: [Server; 2] = [
    Server {
        name: "RabbitMQ",
        package: "rabbitmq-server",
        url_variable: "GUOHE_TEST_RABBITMQ_URL",
        is_installed: || Path::new("/usr/lib/rabbitmq/bin/rabbitmq-server").exists(),
    },
    Server {
        name: "PostgreSQL",
        package: "postgresql-15",
        url_variable: "GUOHE_TEST_POSTGRES_URL",
        is_installed: || {
            let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
            versions.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.exists())
        },
    },
];

/// Tools that hold the deployment files to their formats, with their Debian packages: tests ask each where it is
/// there.
const TOOLS: [(&str, &str); 3] = [
    ("/usr/bin/docker-compose", "docker-compose"),
    ("/usr/bin/promtool", "prometheus"),
    ("/usr/bin/kubectl", "kubernetes-client"),
];

/// Installs the tools that are missing where that is possible; their tests say what was not asked elsewhere.
pub(crate) fn provide_tools() -> Result<(), String> {
    let missing: Vec<&str> = TOOLS
        .iter()
        .filter(|(program, _)| !Path::new(program).exists())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        println!("    all installed");
        return Ok(());
    }
    let words = missing.join(" and ");
    if !can_install() {
        println!("    going on without {words}");
        return Ok(());
    }
    if let Err(why) = install(&missing) {
        println!("    going on without {words} ({why})");
    }
    Ok(())
}

/// Makes sure that every server can be had.
pub(crate) fn provide() -> Result<(), String> {
    let missing: Vec<&Server> = SERVERS.iter().filter(|server| !server.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|server| server.package).collect();
    if !can_install() {
        let variables: Vec<&str> = missing.iter().map(|server| server.url_variable).collect();
        return Err(format!(
            "install {} as root (Debian), or name running servers in {}",
            packages.join(" and "),
            variables.join(" and ")
        ));
    }
    install(&packages)?;
    match missing.iter().find(|server| !(server.is_installed)()) {
        Some(server) => {
            Err(format!("{} is not where Debian puts it after installing {}", server.name, server.package))
        }
        None => Ok(()),
    }
}

impl Server {
    fn is_there(&self) -> bool {
        let Server { name, package, url_variable, .. } = self;
        if std::env::var_os(url_variable).is_some_and(|url| !url.is_empty()) {
            println!("    {name}: the one that {url_variable} names");
            true
        } else if (self.is_installed)() {
            println!("    {name}: installed");
            true
        } else {
            println!("    {name}: missing, from Debian's package {package}");
            false
        }
    }
}

fn install(packages: &[&str]) -> Result<(), String> {
    println!("    installing {} with apt-get", packages.join(" and "));
    let _quiet = NoServices::while_installing();
    let apt = || {
        let mut command = Command::new("/usr/bin/apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-o", "DPkg::Lock::Timeout=300"]);
        command
    };
    // Lists that cannot be refreshed may still do.
    if let Err(why) = run(apt().arg("update")) {
        println!("    going on with the package lists at hand ({why})");
    }
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// True for root on Debian.
fn can_install() -> bool {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    is_root && Path::new("/usr/bin/apt-get").exists()
}

/// Forbids starting services for as long as it lives, unless the machine has a policy of its own.
struct NoServices(Option<PathBuf>);

impl NoServices {
    fn while_installing() -> Self {
        let policy = PathBuf::from(SERVICE_POLICY);
        let is_ours = !policy.exists()
            && std::fs::write(&policy, "#!/bin/sh\nexit 101\n").is_ok()
            && std::fs::set_permissions(&policy, std::fs::Permissions::from_mode(0o755)).is_ok();
        Self(is_ours.then_some(policy))
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(policy) = &self.0 {
            let _ = std::fs::remove_file(policy);
        }
    }
}
