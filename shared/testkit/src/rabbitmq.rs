//! RabbitMQ for tests: a private broker, or the one that `GUOHE_TEST_RABBITMQ_URL` names.
//!
//! [`vhost`] gives a test a virtual host of its own on a broker that the test process shares; it is what nearly
//! every test wants. [`Node`] is a whole broker of one's own, to be stopped, killed and started again. Private
//! brokers have their own ports, data and Erlang port mapper, so test processes never meet; a watchdog ends
//! them and removes their data however the test process ends. Never used outside tests.

mod management;
mod node;
mod ports;
mod watchdog;

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::OnceCell;

pub use node::Node;

use management::Management;

/// Names a running broker to use instead of a private one: `amqp://user:password@host:port`.
///
/// The user must be an administrator, and the broker must have its management plugin (tests create their own
/// virtual hosts over it and delete them), on port 15672 of the same host unless
/// `GUOHE_TEST_RABBITMQ_MANAGEMENT` says `host:port`.
pub const URL_VARIABLE: &str = "GUOHE_TEST_RABBITMQ_URL";

/// Where the management plugin of the broker named by [`URL_VARIABLE`] listens.
pub const MANAGEMENT_VARIABLE: &str = "GUOHE_TEST_RABBITMQ_MANAGEMENT";

/// Why there is no broker for a test. Its debug form is the message too, for `expect` shows that one.
#[derive(thiserror::Error)]
pub enum RabbitMqError {
    /// No broker installed and none named.
    #[error(
        "RabbitMQ is not installed: {0} is missing. Install Debian's package `rabbitmq-server` \
         (`apt-get install --no-install-recommends rabbitmq-server`), or name a running broker \
         in {URL_VARIABLE}=amqp://user:password@host:port"
    )]
    Missing(&'static str),
    /// The variable does not hold an address.
    #[error("{URL_VARIABLE} must look like amqp://user:password@host:port")]
    Url,
    /// A private broker did not start or stop.
    #[error("the private RabbitMQ {0}")]
    Node(String),
    /// The management interface refused or did not answer.
    #[error("RabbitMQ's management interface at {address}: {what}")]
    Management {
        /// `host:port`.
        address: String,
        /// What it answered.
        what: String,
    },
    /// A process could not be started or a file not be written.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

impl fmt::Debug for RabbitMqError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A virtual host of one test's own: empty at first, and deleted when dropped.
#[derive(Debug)]
pub struct Vhost {
    management: Management,
    name: String,
    url: String,
}

/// The broker that the tests of one process share.
static SHARED: OnceCell<Shared> = OnceCell::const_new();

/// Numbers the virtual hosts of one process.
static LAST_VHOST: AtomicU32 = AtomicU32::new(0);

enum Shared {
    Private(Node),
    Named(Management),
}

/// A fresh virtual host on the broker shared by this process, which is started at the first call.
pub async fn vhost() -> Result<Vhost, RabbitMqError> {
    match SHARED.get_or_try_init(shared).await? {
        Shared::Private(node) => node.vhost(),
        Shared::Named(management) => Vhost::create(management.clone()),
    }
}

async fn shared() -> Result<Shared, RabbitMqError> {
    match std::env::var(URL_VARIABLE) {
        Ok(url) if !url.is_empty() => {
            let management = std::env::var(MANAGEMENT_VARIABLE).ok();
            Ok(Shared::Named(Management::of_url(&url, management.as_deref())?))
        }
        _ => Ok(Shared::Private(Node::start_new().await?)),
    }
}

impl Vhost {
    fn create(management: Management) -> Result<Self, RabbitMqError> {
        let number = LAST_VHOST.fetch_add(1, Ordering::Relaxed);
        let name = format!("guohe-test-{}-{number}", std::process::id());
        management.put(&format!("/api/vhosts/{name}"))?;
        let url = management.amqp_url(&name);
        Ok(Self { management, name, url })
    }

    /// The address to connect to, with user and password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Declares a queue that keeps nothing over a restart: not what any service of ours would declare.
    pub fn declare_passing_queue(&self, queue: &str) -> Result<(), RabbitMqError> {
        self.management.put(&format!("/api/queues/{}/{}", self.name, management::escape(queue)))
    }

    /// Deletes a queue with what is in it.
    pub fn delete_queue(&self, queue: &str) -> Result<(), RabbitMqError> {
        self.management.delete(&format!("/api/queues/{}/{}", self.name, management::escape(queue)))
    }

    /// Closes every connection to this virtual host from the broker's side; says how many there were.
    pub fn close_connections(&self) -> Result<usize, RabbitMqError> {
        let listed = self.management.get(&format!("/api/vhosts/{}/connections", self.name))?;
        let connections: Vec<serde_json::Value> = serde_json::from_str(&listed)
            .map_err(|error| self.management.failure(format!("not a list of connections: {error}")))?;
        let names = connections.iter().filter_map(|connection| connection["name"].as_str());
        let mut closed = 0;
        for name in names {
            self.management.delete(&format!("/api/connections/{}", management::escape(name)))?;
            closed += 1;
        }
        Ok(closed)
    }
}

impl Drop for Vhost {
    fn drop(&mut self) {
        // A broker that has been stopped meanwhile keeps the virtual host; a private one vanishes with it.
        let _ = self.management.delete(&format!("/api/vhosts/{}", self.name));
    }
}
