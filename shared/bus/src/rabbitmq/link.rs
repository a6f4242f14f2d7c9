//! One link to the broker, from its opening to the first error, and what everyone shares about it.
//!
//! A link is two connections, one to publish and one to consume: a broker short of memory or disk stops reading
//! from connections that publish, and consumers must go on acknowledging exactly then. A link is used until
//! anything at all goes wrong on it, and then given up as a whole: nothing here repairs a connection or a channel.

use std::sync::{Arc, OnceLock};

use guohe_flow::Topology;
use lapin::options::ConfirmSelectOptions;
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::BusStatus;
use super::call::{BrokerFailure, within};
use super::config::RabbitMqConfig;
use super::declare::declare;
use super::publisher::Publish;

/// What the bus, its supervisor and its consumers share.
pub(super) struct Shared {
    /// Limits and timeouts.
    pub(super) config: RabbitMqConfig,
    /// The parsed address.
    pub(super) uri: AMQPUri,
    /// The address without its password.
    pub(super) address: String,
    /// Who receives what.
    pub(super) topology: Topology,
    /// The link in use, if any.
    pub(super) link: watch::Sender<Option<Arc<Link>>>,
    /// What readiness tells.
    pub(super) status: watch::Sender<BusStatus>,
    /// Set when the bus is to be closed.
    pub(super) closing: CancellationToken,
    /// The consumers' tasks.
    pub(super) consumers: TaskTracker,
}

/// Two connections that live and end together.
pub(super) struct Link {
    /// Number of the link since the start, from 1.
    pub(super) epoch: u64,
    /// Where messages to be sent go.
    pub(super) publisher: mpsc::Sender<Publish>,
    /// The connection that publishes.
    pub(super) publishing: Connection,
    /// The connection that consumes.
    pub(super) consuming: Connection,
    failed: CancellationToken,
    reason: OnceLock<String>,
}

impl Link {
    /// Connects and declares the topology. Gives the link and what its publisher needs.
    pub(super) async fn open(
        shared: &Shared,
        epoch: u64,
    ) -> Result<(Arc<Self>, Channel, mpsc::Receiver<Publish>), BrokerFailure> {
        let config = &shared.config;
        let publishing = connect(shared, "publishing").await?;
        let channel = within(config.operation_timeout, "open channel", publishing.create_channel()).await?;
        declare(&channel, &shared.topology, config).await?;
        let consuming = connect(shared, "consuming").await?;
        let confirming = channel.confirm_select(ConfirmSelectOptions::default());
        within(config.operation_timeout, "ask for confirms", confirming).await?;
        let (publisher, inbox) = mpsc::channel(config.outstanding_confirms.max(1));
        let failed = CancellationToken::new();
        let link = Self { epoch, publisher, publishing, consuming, failed, reason: OnceLock::new() };
        Ok((Arc::new(link), channel, inbox))
    }

    /// True while the broker takes no messages.
    pub(super) fn is_blocked(&self) -> bool {
        self.publishing.status().blocked()
    }

    /// True while both connections stand.
    pub(super) fn stands(&self) -> bool {
        self.publishing.status().connected() && self.consuming.status().connected()
    }

    /// Gives the link up. The first reason stays.
    pub(super) fn fail(&self, reason: impl Into<String>) {
        let _ = self.reason.set(reason.into());
        self.failed.cancel();
    }

    /// Completes when the link is given up.
    pub(super) async fn failed(&self) {
        self.failed.cancelled().await;
    }

    /// Why it was given up.
    pub(super) fn reason(&self) -> &str {
        self.reason.get().map_or("the connection was closed", String::as_str)
    }
}

async fn connect(shared: &Shared, purpose: &str) -> Result<Connection, BrokerFailure> {
    let name = format!("{} ({purpose})", shared.config.connection_name);
    let properties = ConnectionProperties::default().with_connection_name(name.as_str().into());
    let connecting = Connection::connect_uri(shared.uri.clone(), properties);
    within(shared.config.connect_timeout, "connect", Box::pin(connecting)).await
}
