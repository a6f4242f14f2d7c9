//! PostgreSQL for tests: a private server, or the one that `GUOHE_TEST_POSTGRES_URL` names.
//!
//! [`database`] gives a test an empty database of its own on a server that the test process shares; it is what
//! nearly every test wants. [`Server`] is a whole server of one's own, to be stopped and started again. Private
//! servers have their own port and data, so that test processes never meet; a watchdog ends them and removes
//! their data however the test process ends. They never wait for the disk: a commit outlives a crash of the
//! server, not one of the machine.
//!
//! Databases are made and dropped with `psql`, for no crate but the store knows a driver. Never used outside
//! tests.

mod archive;
mod binaries;
mod server;

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

pub use server::Server;

use binaries::Binaries;

/// Names a running server to use instead of a private one: `postgres://user:password@host:port/database`.
///
/// The user must have the right to create databases; tests create their own and drop them. `psql` must be
/// installed.
pub const URL_VARIABLE: &str = "GUOHE_TEST_POSTGRES_URL";

/// Why there is no database for a test.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PostgresError {
    /// No server installed and none named, or no `psql` for the one named.
    #[error(
        "PostgreSQL is not installed: {missing} is missing. Install Debian's package `{package}` \
         (`apt-get install --no-install-recommends {package}`), or name a running server in \
         {URL_VARIABLE}=postgres://user:password@host:port/database"
    )]
    Missing {
        /// The program looked for.
        missing: &'static str,
        /// The Debian package that has it.
        package: &'static str,
    },
    /// The variable does not hold an address.
    #[error("{URL_VARIABLE} must look like postgres://user:password@host:port/database")]
    Url,
    /// PostgreSQL refuses to run as root, and there is nobody else to run it as.
    #[error("PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody`")]
    NoUser,
    /// Every port a private server may take is taken.
    #[error("no port from {0} to {1} is free")]
    NoPort(u16, u16),
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {output}")]
    Failed {
        /// Which.
        program: String,
        /// What it wrote.
        output: String,
    },
    /// A process could not be started or a file not be written.
    #[error("cannot {what}: {why}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        why: String,
    },
}

impl PostgresError {
    fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::Io { what, why: error.to_string() }
    }
}

/// A database of one test's own: empty at first, and dropped with this value.
#[derive(Debug)]
pub struct Database {
    binaries: Binaries,
    /// Where to create and drop.
    maintenance_url: String,
    name: String,
    url: String,
}

enum Shared {
    Private(Server),
    Named { binaries: Binaries, url: String },
}

/// The server that the tests of one process share.
static SHARED: OnceLock<Result<Shared, PostgresError>> = OnceLock::new();

/// Numbers the databases of one process.
static LAST_DATABASE: AtomicU32 = AtomicU32::new(0);

/// A fresh database on the server shared by this process, which is started at the first call. Blocks for some
/// tens of milliseconds, the first time for a second or two.
pub fn database() -> Result<Database, PostgresError> {
    match SHARED.get_or_init(shared) {
        Ok(Shared::Private(server)) => server.database(),
        Ok(Shared::Named { binaries, url }) => Database::create(binaries.clone(), url.clone()),
        Err(error) => Err(error.clone()),
    }
}

fn shared() -> Result<Shared, PostgresError> {
    match std::env::var(URL_VARIABLE) {
        Ok(url) if !url.is_empty() => Ok(Shared::Named { binaries: Binaries::of_client()?, url }),
        _ => Ok(Shared::Private(Server::start_new()?)),
    }
}

impl Database {
    fn create(binaries: Binaries, maintenance_url: String) -> Result<Self, PostgresError> {
        let number = LAST_DATABASE.fetch_add(1, Ordering::Relaxed);
        // The random part keeps machines apart that share a named server.
        let salt = RandomState::new().hash_one(number) >> 32;
        let name = format!("guohe_test_{}_{number}_{salt:08x}", std::process::id());
        let url = with_database(&maintenance_url, &name)?;
        binaries.psql(&maintenance_url, &format!("create database {name}"))?;
        Ok(Self { binaries, maintenance_url, name, url })
    }

    /// The address to connect to, with user and password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements as the server's owner would by hand, and gives what `psql` prints of their rows.
    pub fn run(&self, statements: &str) -> Result<String, PostgresError> {
        self.binaries.psql(&self.url, statements)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that has been stopped meanwhile keeps the database; a private one vanishes with it.
        let statement = format!("drop database if exists {} with (force)", self.name);
        let _ = self.binaries.psql(&self.maintenance_url, &statement);
    }
}

/// The same address with another database.
fn with_database(url: &str, name: &str) -> Result<String, PostgresError> {
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
    let rest = rest.ok_or(PostgresError::Url)?;
    let (address, options) = rest.split_once('?').map_or((rest, None), |(a, o)| (a, Some(o)));
    let authority = address.split('/').next().filter(|authority| !authority.is_empty());
    let authority = authority.ok_or(PostgresError::Url)?;
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    Ok(format!("postgres://{authority}/{name}{options}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_server_is_addressed_with_the_tests_own_database() {
        let address = with_database("postgres://me:s3cret@host:5433/postgres?sslmode=disable", "t");
        assert_eq!(address.expect("an address"), "postgres://me:s3cret@host:5433/t?sslmode=disable");
        assert_eq!(with_database("postgresql://host", "t").expect("an address"), "postgres://host/t");
        assert!(with_database("mysql://host/x", "t").is_err());
        assert!(with_database("postgres://", "t").is_err());
    }

    #[test]
    fn every_test_gets_a_database_of_its_own() {
        let (one, other) = (database().expect("a database"), database().expect("a database"));
        one.run("create table only_here (id bigint)").expect("made");
        assert_eq!(one.run("select count(*) from only_here").expect("read").trim(), "0");
        assert!(other.run("select count(*) from only_here").is_err());
    }

    #[test]
    fn a_server_keeps_its_data_over_a_crash() {
        let server = Server::start_new().expect("a server");
        let database = server.database().expect("a database");
        database.run("create table kept (id bigint)").expect("made");
        server.crash().expect("crashed");
        assert!(database.run("select 1").is_err());
        server.start().expect("started");
        assert_eq!(database.run("select count(*) from kept").expect("read").trim(), "0");
    }

    #[tokio::test]
    async fn a_server_keeps_its_data_over_a_stop_and_a_kill() {
        let server = Server::start_new().expect("a server");
        let database = server.database().expect("a database");
        database.run("create table kept (id bigint)").expect("made");
        server.stop().expect("stopped");
        assert!(!server.is_running());
        server.start().expect("started");
        server.kill().await.expect("killed");
        server.start_again().await.expect("started");
        assert_eq!(database.run("select count(*) from kept").expect("read").trim(), "0");
    }

    #[test]
    fn a_missing_installation_is_named_with_its_package_and_the_variable() {
        let error = PostgresError::Missing { missing: "initdb", package: "postgresql-15" }.to_string();
        assert!(error.contains("postgresql-15") && error.contains(URL_VARIABLE), "{error}");
    }
}
