//! The bus port: at least once, unordered on the wire; order per pair is the inbox's work.

use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;

/// Why the bus did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// No connection at present; the supervisor is at work on it.
    #[error("the bus is unavailable: {0}")]
    Unavailable(String),
    /// The broker returned the message: no queue is bound for its routing key.
    #[error("no queue takes {0:?}; declare the topology first")]
    Unroutable(String),
    /// Larger than the bus carries; sending it again changes nothing.
    #[error("the message has {bytes} bytes, more than the bus's limit of {limit_bytes}")]
    TooLarge {
        /// Size of the body.
        bytes: usize,
        /// The limit in force.
        limit_bytes: usize,
    },
    /// The broker did not take responsibility (negative confirm, or no confirm in time).
    #[error("the message was not confirmed: {0}")]
    NotConfirmed(String),
    /// The bus was closed.
    #[error("the bus is closed")]
    Closed,
}

/// A message ready for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusMessage {
    /// CloudEvents id.
    pub id: String,
    /// Routing key, the event type.
    pub routing_key: String,
    /// The services that receive it.
    pub consumers: Vec<String>,
    /// CloudEvents attributes repeated as headers (`cloudEvents:type` …), and `traceparent`.
    pub headers: Vec<(String, String)>,
    /// The structured CloudEvent.
    pub body: Arc<[u8]>,
}

/// Completes when the broker has taken responsibility for a message, or says that it has not.
pub type Confirm = BoxFuture<'static, Result<(), BusError>>;

/// A message as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Names the delivery towards the consumer that received it.
    pub token: u64,
    /// The bytes as they came.
    pub body: Vec<u8>,
    /// True where the broker says that it delivered it before.
    pub redelivered: bool,
}

/// The bus.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Hands a message over. Messages handed over one after the other are sent in that order; the returned
    /// future tells when (or whether) each is safe. A message is safe only once every receiving queue has it
    /// durably; a bus without durable queues confirms when every consumer has acknowledged it.
    async fn publish(&self, message: BusMessage) -> Result<Confirm, BusError>;

    /// Begins to receive a service's messages. Consumers of one service compete for them.
    async fn consume(&self, service: &str) -> Result<Arc<dyn Consumer>, BusError>;

    /// Checks that messages can be sent.
    async fn ready(&self) -> Result<(), BusError>;

    /// Closes connections; what is not acknowledged will be delivered again.
    async fn close(&self);
}

/// One consumer of a service's queue. Survives broker restarts: after a reconnection what was not acknowledged
/// comes again, and acknowledging a delivery of before does nothing.
#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Waits for at least one message, then takes what is there, up to `limit`, without waiting for more.
    async fn next(&self, limit: usize) -> Result<Vec<Delivery>, BusError>;

    /// These are handled and durable.
    async fn acknowledge(&self, tokens: &[u64]);

    /// These are to be delivered again (the broker's delivery limit applies).
    async fn release(&self, tokens: &[u64]);

    /// Stops receiving; gives back what is buffered. What was handed out may still be acknowledged or released;
    /// it is delivered again once the consumer is dropped or the bus closed.
    async fn cancel(&self);
}
