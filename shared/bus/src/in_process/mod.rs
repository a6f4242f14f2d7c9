//! The bus within one process, for services that run together.
//!
//! Owns one queue a service, in memory. Nothing here survives the process, so a message counts as safe only
//! once every receiving service has acknowledged it: until then its outbox row stays, and after a crash the
//! outbox sends it again. There is no dead-letter queue: the engine's own attempt counter sets aside what
//! cannot be handled. It never drops a message while open; a full queue makes the publisher wait.

mod consumer;
mod queue;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::FutureExt;
use guohe_flow::Topology;
use guohe_flow::ports::{Bus, BusError, BusMessage, Confirm, Consumer};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot, watch};

use consumer::InProcessConsumer;
use queue::{Message, Queues};

/// The limits of the in-process bus.
#[derive(Debug, Clone)]
pub struct InProcessConfig {
    /// Messages a service's queue holds, unacknowledged ones included; a publisher waits beyond it.
    pub queue_limit: usize,
    /// Largest body accepted, bytes.
    pub largest_message_bytes: usize,
}

impl Default for InProcessConfig {
    fn default() -> Self {
        Self { queue_limit: 4096, largest_message_bytes: 1024 * 1024 }
    }
}

/// What the bus and its consumers share.
pub(in crate::in_process) struct Shared {
    config: InProcessConfig,
    topology: Topology,
    queues: Mutex<Queues>,
    services: BTreeMap<&'static str, Service>,
    pending: watch::Sender<usize>,
}

/// One service's room and bell.
struct Service {
    /// Free places in its queue.
    room: Arc<Semaphore>,
    /// Rung when there is something to take, or nothing will come any more.
    arrived: Notify,
}

/// The bus within one process.
pub struct InProcessBus {
    shared: Arc<Shared>,
}

impl InProcessBus {
    /// A bus with a queue for every service that `topology` knows.
    pub fn new(config: InProcessConfig, topology: Topology) -> Self {
        let room = config.queue_limit.clamp(1, Semaphore::MAX_PERMITS);
        let service = |name| (name, Service { room: Arc::new(Semaphore::new(room)), arrived: Notify::new() });
        let services: BTreeMap<_, _> = topology.services().into_iter().map(service).collect();
        let queues = Mutex::new(Queues::new(services.keys().copied()));
        let pending = watch::Sender::new(0);
        Self { shared: Arc::new(Shared { config, topology, queues, services, pending }) }
    }

    /// Deliveries still to be acknowledged: queued and handed out, each receiving service counted.
    pub fn pending(&self) -> usize {
        *self.shared.pending.borrow()
    }

    /// Tells [`InProcessBus::pending`] and each change of it.
    pub fn pending_changes(&self) -> watch::Receiver<usize> {
        self.shared.pending.subscribe()
    }

    /// Waits until nothing is pending.
    pub async fn quiet(&self) {
        // The sender lives as long as `self`; the wait cannot fail.
        let _ = self.pending_changes().wait_for(|pending| *pending == 0).await;
    }

    async fn room_for(&self, consumers: &[&'static str]) -> Result<Vec<OwnedSemaphorePermit>, BusError> {
        let mut permits = Vec::with_capacity(consumers.len());
        for service in consumers {
            let room = Arc::clone(&self.shared.service(service)?.room);
            permits.push(room.acquire_owned().await.map_err(|_| BusError::Closed)?);
        }
        Ok(permits)
    }
}

impl Shared {
    fn service(&self, name: &str) -> Result<&Service, BusError> {
        self.services.get(name).ok_or_else(|| BusError::Unroutable(name.to_owned()))
    }

    /// Works on the queues, then tells the new count. The count is told under the lock, so it never goes back.
    fn with_queues<T>(&self, work: impl FnOnce(&mut Queues) -> T) -> T {
        let mut queues: MutexGuard<'_, Queues> = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = work(&mut queues);
        let pending = queues.pending();
        self.pending.send_if_modified(|count| std::mem::replace(count, pending) != pending);
        outcome
    }
}

#[async_trait]
impl Bus for InProcessBus {
    async fn publish(&self, message: BusMessage) -> Result<Confirm, BusError> {
        let (bytes, limit_bytes) = (message.body.len(), self.shared.config.largest_message_bytes);
        if bytes > limit_bytes {
            return Err(BusError::TooLarge { bytes, limit_bytes });
        }
        let mut consumers = self.shared.topology.consumers(&message.routing_key).to_vec();
        if consumers.is_empty() {
            return Err(BusError::Unroutable(message.routing_key));
        }
        // Room is taken in one order by everyone, so two publishers never wait for each other.
        consumers.sort_unstable();
        consumers.dedup();
        let permits = self.room_for(&consumers).await?;
        let (verdict, outcome) = oneshot::channel();
        let message = Message::new(message.body, consumers.len(), verdict);
        let accepted = self.shared.with_queues(|queues| queues.put(&consumers, permits, &message));
        accepted.map_err(|()| BusError::Closed)?;
        for service in &consumers {
            self.shared.service(service)?.arrived.notify_one();
        }
        drop(message);
        let lost = || Err(BusError::NotConfirmed("the bus was closed before everyone had it".to_owned()));
        Ok(outcome.map(move |outcome| outcome.map_or_else(|_| lost(), Ok)).boxed())
    }

    async fn consume(&self, service: &str) -> Result<Arc<dyn Consumer>, BusError> {
        let (name, _) = self
            .shared
            .services
            .get_key_value(service)
            .ok_or_else(|| BusError::Unroutable(service.to_owned()))?;
        let number = self.shared.with_queues(Queues::admit).map_err(|()| BusError::Closed)?;
        Ok(Arc::new(InProcessConsumer::new(Arc::clone(&self.shared), name, number)))
    }

    async fn ready(&self) -> Result<(), BusError> {
        if self.shared.with_queues(|queues| queues.is_closed()) { Err(BusError::Closed) } else { Ok(()) }
    }

    async fn close(&self) {
        self.shared.with_queues(Queues::close);
        for service in self.shared.services.values() {
            service.room.close();
            service.arrived.notify_waiters();
        }
    }
}
