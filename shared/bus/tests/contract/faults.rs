//! Nothing is lost when the broker stops, dies or cuts the connection in the middle of traffic.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use guohe_bus::{BusStatus, RabbitMqBus};
use guohe_flow::ports::{Bus, BusError, Consumer};
use guohe_testkit::rabbitmq::{Node, vhost};
use tokio::sync::watch;

use crate::rig::{
    BARRED, PATIENCE, bodies, config, connected, ids, message, publish_all, soon, take, tokens,
};

/// Messages of one run.
const TRAFFIC: usize = 3_000;

/// Publishes as the outbox does: again and again until confirmed, fifty at a time.
async fn publish_until_confirmed(bus: Arc<RabbitMqBus>, ids: Vec<String>) {
    let one = |id: String| {
        let bus = Arc::clone(&bus);
        async move {
            loop {
                match bus.publish(message(BARRED, &id)).await {
                    Ok(confirm) => match confirm.await {
                        Ok(()) => return,
                        Err(BusError::NotConfirmed(_)) => {}
                        Err(error) => panic!("{id}: {error}"),
                    },
                    Err(BusError::Unavailable(_)) => {
                        tokio::task::yield_now().await;
                        let _ = bus.wait_until_ready(PATIENCE).await;
                    }
                    Err(error) => panic!("{id}: {error}"),
                }
            }
        }
    };
    stream::iter(ids).map(one).buffer_unordered(50).collect::<()>().await;
}

/// Consumes and acknowledges until `expected` different messages have come; tells how many there are so far.
async fn consume_all(
    consumer: Arc<dyn Consumer>,
    expected: usize,
    seen: watch::Sender<usize>,
) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    while all.len() < expected {
        let deliveries = consumer.next(100).await.expect("the consumer survives");
        all.extend(bodies(&deliveries));
        consumer.acknowledge(&tokens(&deliveries)).await;
        seen.send_replace(all.len());
    }
    all
}

struct Traffic {
    bus: Arc<RabbitMqBus>,
    publishing: tokio::task::JoinHandle<()>,
    consuming: tokio::task::JoinHandle<BTreeSet<String>>,
    seen: watch::Receiver<usize>,
}

impl Traffic {
    /// Starts traffic over the broker at `url` and waits until it flows.
    async fn flowing(url: &str) -> Self {
        let bus = Arc::new(connected(config(url)).await);
        let consumer = bus.consume("intake").await.expect("a queue");
        let (sender, seen) = watch::channel(0);
        let publishing = tokio::spawn(publish_until_confirmed(Arc::clone(&bus), ids(TRAFFIC)));
        let consuming = tokio::spawn(consume_all(consumer, TRAFFIC, sender));
        let mut traffic = Self { bus, publishing, consuming, seen };
        traffic.reaches(TRAFFIC / 10).await;
        traffic
    }

    async fn reaches(&mut self, count: usize) {
        soon(self.seen.wait_for(|seen| *seen >= count)).await.expect("consuming goes on");
    }

    async fn loses_nothing(self) {
        soon(self.publishing).await.expect("everything is confirmed");
        let received = soon(self.consuming).await.expect("everything arrives");
        assert!(received.into_iter().eq(ids(TRAFFIC)));
        soon(self.bus.close()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_orderly_restart_of_the_broker_in_the_middle_of_traffic_loses_nothing() {
    let mut node = Node::start_new().await.expect("a broker of its own");
    let vhost = node.vhost().expect("a virtual host");
    let traffic = Traffic::flowing(vhost.url()).await;
    let mut status = traffic.bus.status();
    node.stop().await.expect("stops");
    soon(status.wait_for(|status| matches!(status, BusStatus::Disconnected(_))))
        .await
        .expect("the bus lives");
    assert!(matches!(traffic.bus.ready().await, Err(BusError::Unavailable(_))));
    node.start().await.expect("starts again");
    soon(status.wait_for(|status| *status == BusStatus::Ready)).await.expect("the bus lives");
    traffic.loses_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_killed_in_the_middle_of_traffic_loses_nothing() {
    let mut node = Node::start_new().await.expect("a broker of its own");
    let vhost = node.vhost().expect("a virtual host");
    let traffic = Traffic::flowing(vhost.url()).await;
    node.kill().await.expect("dies");
    node.start().await.expect("starts again");
    traffic.loses_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_cut_in_the_middle_of_traffic_lose_nothing() {
    let vhost = vhost().await.expect("a broker");
    let mut traffic = Traffic::flowing(vhost.url()).await;
    for tenth in 2..8 {
        // A connection may be too young to be listed; then the next round cuts it.
        vhost.close_connections().expect("the broker cuts them");
        traffic.reaches(TRAFFIC / 10 * tenth).await;
    }
    traffic.loses_nothing().await;
}

#[tokio::test]
async fn a_token_of_before_a_reconnection_settles_nothing() {
    let vhost = vhost().await.expect("a broker");
    let bus = connected(config(vhost.url())).await;
    let consumer = bus.consume("intake").await.expect("a queue");
    assert!(publish_all(&bus, BARRED, &ids(1)).await.await[0].is_ok());
    let before = take(&*consumer, 1).await;
    let cut = || async { vhost.close_connections().expect("the broker cuts it") > 0 };
    assert!(guohe_testkit::wait::until(PATIENCE, cut).await);
    let after = take(&*consumer, 1).await;
    assert_eq!((&after[0].body, after[0].redelivered), (&before[0].body, true));
    consumer.acknowledge(&tokens(&before)).await;
    drop(consumer);
    let successor = bus.consume("intake").await.expect("a queue");
    assert_eq!(take(&*successor, 1).await[0].body, before[0].body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_short_of_memory_refuses_publishers_while_consumers_go_on() {
    let node = Node::start_new().await.expect("a broker of its own");
    let vhost = node.vhost().expect("a virtual host");
    let bus = connected(config(vhost.url())).await;
    let consumer = bus.consume("intake").await.expect("a queue");
    assert!(publish_all(&bus, BARRED, &ids(60)).await.await.iter().all(Result::is_ok));
    let held = take(&*consumer, 50).await;

    node.control(&["set_vm_memory_high_watermark", "absolute", "1MB"]).expect("short of memory");
    let mut status = bus.status();
    // The broker blocks a connection when it publishes.
    let stuck = bus.publish(message(BARRED, "stuck")).await.expect("handed over");
    soon(status.wait_for(|status| matches!(status, BusStatus::Blocked(_)))).await.expect("the bus lives");
    let text = bus.ready().await.expect_err("blocked").to_string();
    assert!(text.contains("blocks publishers"), "{text}");
    assert!(matches!(bus.publish(message(BARRED, "refused")).await, Err(BusError::Unavailable(_))));
    consumer.acknowledge(&tokens(&held)).await;
    let rest = take(&*consumer, 10).await;
    assert!(rest.iter().all(|delivery| !delivery.redelivered), "the consumer's connection was not touched");

    node.control(&["set_vm_memory_high_watermark", "absolute", "1GB"]).expect("memory again");
    soon(status.wait_for(|status| *status == BusStatus::Ready)).await.expect("the bus lives");
    soon(stuck).await.expect("it was on its way all the time");
    assert_eq!(bodies(&take(&*consumer, 1).await), ["stuck"]);
}
