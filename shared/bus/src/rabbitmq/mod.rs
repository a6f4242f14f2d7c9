//! The bus over RabbitMQ, for services that run apart. Works on 3.10 (Debian 12) and 4.x.
//!
//! Owns the topology on the broker, publishing with confirms, competing consumers and the connection's
//! supervision. It never restores order, removes duplicates or reads a message.
//!
//! # Theory of operation
//! A supervisor task keeps one [`link`], a pair of connections, at a time. Each link has one publisher task with a
//! confirming channel; each consumer has its own task, which subscribes on every new link. Whatever goes wrong
//! anywhere on a link fails the link: all its messages without a confirm are answered `NotConfirmed` (their
//! outbox rows stay and are sent again), all its unsettled deliveries come again from the broker, and tokens
//! handed out before mean nothing any more.

mod call;
mod config;
mod confirms;
mod consumer;
mod declare;
mod ledger;
mod link;
mod mailbox;
mod properties;
mod publisher;
mod subscription;
mod supervisor;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use guohe_flow::Topology;
use guohe_flow::ports::{Bus, BusError, BusMessage, Confirm, Consumer};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use config::{DELIVERY_LIMIT_DEFAULT, RabbitMqConfig};
pub use declare::{DEAD_EXCHANGE, EVENTS_EXCHANGE, dead_queue, service_queue};

use consumer::RabbitMqConsumer;
use link::Shared;
use publisher::Publish;

/// How the bus stands towards its broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BusStatus {
    /// Connected, topology declared.
    Ready,
    /// Connected, but the broker takes no messages for now (its memory or disk alarm): why.
    Blocked(String),
    /// Not connected, and trying: why.
    Disconnected(String),
    /// Closed for good.
    Closed,
}

/// The bus over RabbitMQ.
pub struct RabbitMqBus {
    shared: Arc<Shared>,
}

impl RabbitMqBus {
    /// Starts connecting, in the background and for as long as it takes; [`Bus::ready`] and
    /// [`RabbitMqBus::status`] tell how far it is. Fails only for an address that is none.
    ///
    /// Must be called within a Tokio runtime.
    pub fn start(config: RabbitMqConfig, topology: Topology) -> Result<Self, BusError> {
        let uri = config
            .uri()
            .map_err(|error| BusError::Unavailable(format!("not a broker's address: {error}")))?;
        let shared = Arc::new(Shared {
            address: config::address(&uri),
            config,
            uri,
            topology,
            link: watch::Sender::new(None),
            status: watch::Sender::new(BusStatus::Disconnected("not connected yet".to_owned())),
            closing: CancellationToken::new(),
            consumers: TaskTracker::new(),
        });
        tokio::spawn(supervisor::supervise(Arc::clone(&shared)));
        Ok(Self { shared })
    }

    /// Tells how the bus stands, and each change of it.
    pub fn status(&self) -> watch::Receiver<BusStatus> {
        self.shared.status.subscribe()
    }

    /// Waits until messages can be sent, at most `limit`; fails with what stands in the way.
    pub async fn wait_until_ready(&self, limit: Duration) -> Result<(), BusError> {
        let mut status = self.status();
        let settled = status.wait_for(|status| matches!(status, BusStatus::Ready | BusStatus::Closed));
        let _ = tokio::time::timeout(limit, settled).await;
        self.ready().await
    }

    fn readiness(&self) -> Result<(), BusError> {
        let address = &self.shared.address;
        match &*self.shared.status.borrow() {
            BusStatus::Ready => Ok(()),
            BusStatus::Blocked(why) => Err(BusError::Unavailable(format!(
                "{address} blocks publishers: {why}; see to its memory and disk"
            ))),
            BusStatus::Disconnected(why) => Err(BusError::Unavailable(format!("{address}: {why}"))),
            BusStatus::Closed => Err(BusError::Closed),
        }
    }

    fn check(&self, message: &BusMessage) -> Result<(), BusError> {
        let limit_bytes = self.shared.config.largest_message_bytes;
        if message.body.len() > limit_bytes {
            return Err(BusError::TooLarge { bytes: message.body.len(), limit_bytes });
        }
        if !properties::fits(&message.routing_key) {
            return Err(BusError::Unroutable(message.routing_key.clone()));
        }
        if self.shared.closing.is_cancelled() { Err(BusError::Closed) } else { self.readiness() }
    }
}

#[async_trait]
impl Bus for RabbitMqBus {
    async fn publish(&self, message: BusMessage) -> Result<Confirm, BusError> {
        self.check(&message)?;
        let link = self.shared.link.borrow().clone();
        let link =
            link.ok_or_else(|| BusError::Unavailable(format!("{}: reconnecting", self.shared.address)))?;
        let (verdict, outcome) = oneshot::channel();
        if link.publisher.send(Publish { message, verdict }).await.is_err() {
            return Err(BusError::Unavailable(format!("{}: {}", self.shared.address, link.reason())));
        }
        let lost = || Err(BusError::NotConfirmed("the connection was lost".to_owned()));
        Ok(outcome.map(move |outcome| outcome.unwrap_or_else(|_| lost())).boxed())
    }

    async fn consume(&self, service: &str) -> Result<Arc<dyn Consumer>, BusError> {
        if self.shared.closing.is_cancelled() {
            return Err(BusError::Closed);
        }
        if !self.shared.topology.services().contains(service) {
            return Err(BusError::Unroutable(service.to_owned()));
        }
        Ok(Arc::new(RabbitMqConsumer::start(Arc::clone(&self.shared), service)))
    }

    async fn ready(&self) -> Result<(), BusError> {
        self.readiness()
    }

    async fn close(&self) {
        self.shared.closing.cancel();
        let mut status = self.shared.status.subscribe();
        let closed = status.wait_for(|status| *status == BusStatus::Closed);
        // Consumers, publisher and connection are each given the time limit; then they are left.
        let _ = tokio::time::timeout(self.shared.config.close_timeout.saturating_mul(4), closed).await;
    }
}

impl Drop for RabbitMqBus {
    fn drop(&mut self) {
        self.shared.closing.cancel();
    }
}
