//! The servers that tests start: makes sure that their programs are installed, or that running ones are named.
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

/// Makes sure that every server can be had.
pub(crate) fn provide() -> Result<(), String> {
    let missing: Vec<&Server> = SERVERS.iter().filter(|server| !server.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|server| server.package).collect();
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
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

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
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
