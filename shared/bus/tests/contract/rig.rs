//! A bus of each kind to run the suite on, and the few moves that all tests make.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use guohe_bus::{InProcessBus, InProcessConfig, RabbitMqBus, RabbitMqConfig};
use guohe_flow::Topology;
use guohe_flow::ports::{Bus, BusError, BusMessage, Consumer, Delivery};
use guohe_testkit::rabbitmq::{Vhost, vhost};

/// Received by `intake` and `notification`.
pub(crate) const CANCELLED: &str = "registry.base.cancelled";

/// Received by `intake` only.
pub(crate) const BARRED: &str = "registry.institution.barred";

/// Received by nobody: the topology doesn't know it.
pub(crate) const UNKNOWN: &str = "registry.base.renamed";

/// Longest time that anything in these tests may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Largest message in these tests, bytes.
pub(crate) const LARGEST: usize = 1024 * 1024;

/// A bus, and what must live as long as it.
pub(crate) struct Rig {
    pub(crate) bus: Arc<dyn Bus>,
    _vhost: Option<Vhost>,
}

/// The topology of all tests.
pub(crate) fn topology() -> Topology {
    Topology::new([(CANCELLED, ["intake", "notification"].as_slice()), (BARRED, ["intake"].as_slice())])
}

/// Settings for a broker at `url`: short waits, and a prefetch that no single consumer can take everything by.
pub(crate) fn config(url: &str) -> RabbitMqConfig {
    RabbitMqConfig {
        prefetch: 50,
        largest_message_bytes: LARGEST,
        longest_pause: Duration::from_millis(500),
        ..RabbitMqConfig::new(url)
    }
}

/// A connected bus over the broker at `url`.
pub(crate) async fn connected(config: RabbitMqConfig) -> RabbitMqBus {
    let bus = RabbitMqBus::start(config, topology()).expect("a valid address");
    bus.wait_until_ready(PATIENCE).await.expect("the broker takes messages");
    bus
}

impl Rig {
    pub(crate) async fn in_process() -> Self {
        let config = InProcessConfig { largest_message_bytes: LARGEST, ..InProcessConfig::default() };
        Self { bus: Arc::new(InProcessBus::new(config, topology())), _vhost: None }
    }

    pub(crate) async fn rabbitmq() -> Self {
        let vhost = vhost().await.expect("a broker for tests");
        let bus = connected(config(vhost.url())).await;
        Self { bus: Arc::new(bus), _vhost: Some(vhost) }
    }

    pub(crate) async fn consumer(&self, service: &str) -> Arc<dyn Consumer> {
        self.bus.consume(service).await.expect("the service has a queue")
    }
}

/// Waits for something that must happen.
#[track_caller]
pub(crate) fn soon<F: Future>(what: F) -> impl Future<Output = F::Output> {
    let place = std::panic::Location::caller();
    async move {
        let waiting = tokio::time::timeout(PATIENCE, what).await;
        waiting.unwrap_or_else(|_| panic!("nothing within {PATIENCE:?} at {place}"))
    }
}

/// A message whose body is its id.
pub(crate) fn message(routing_key: &str, id: &str) -> BusMessage {
    BusMessage {
        id: id.to_owned(),
        routing_key: routing_key.to_owned(),
        consumers: topology().consumers(routing_key).iter().map(|service| (*service).to_owned()).collect(),
        headers: vec![("cloudEvents:id".to_owned(), id.to_owned())],
        body: id.as_bytes().into(),
    }
}

/// `count` ids.
pub(crate) fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("m-{number:04}")).collect()
}

/// Publishes one after the other; the returned future gives the verdicts in the same order.
pub(crate) async fn publish_all(
    bus: &dyn Bus,
    routing_key: &str,
    ids: &[String],
) -> impl Future<Output = Vec<Result<(), BusError>>> + use<> {
    let mut confirms = Vec::new();
    for id in ids {
        confirms.push(soon(bus.publish(message(routing_key, id))).await.expect("handed over"));
    }
    async move { soon(join_all(confirms)).await }
}

/// Takes `count` deliveries without settling them; no more than the prefetch allows.
pub(crate) async fn take(consumer: &dyn Consumer, count: usize) -> Vec<Delivery> {
    let mut taken = Vec::new();
    while taken.len() < count {
        taken.extend(soon(consumer.next(count - taken.len())).await.expect("the consumer goes on"));
    }
    taken
}

/// Takes and acknowledges `count` deliveries.
pub(crate) async fn handle(consumer: &dyn Consumer, count: usize) -> Vec<Delivery> {
    let mut handled = Vec::new();
    while handled.len() < count {
        let taken = soon(consumer.next(count - handled.len())).await.expect("the consumer goes on");
        consumer.acknowledge(&tokens(&taken)).await;
        handled.extend(taken);
    }
    handled
}

/// What the deliveries are called.
pub(crate) fn tokens(deliveries: &[Delivery]) -> Vec<u64> {
    deliveries.iter().map(|delivery| delivery.token).collect()
}

/// What the deliveries carry.
pub(crate) fn bodies(deliveries: &[Delivery]) -> Vec<String> {
    deliveries.iter().map(|delivery| String::from_utf8_lossy(&delivery.body).into_owned()).collect()
}

/// What the deliveries carry, sorted.
pub(crate) fn sorted_bodies(deliveries: &[Delivery]) -> Vec<String> {
    let mut bodies = bodies(deliveries);
    bodies.sort_unstable();
    bodies
}
