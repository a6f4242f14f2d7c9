//! What only the bus over RabbitMQ promises: what stands on the wire and on the broker, honest readiness.

use std::time::Duration;

use guohe_bus::{DEAD_EXCHANGE, EVENTS_EXCHANGE, RabbitMqBus, RabbitMqConfig, dead_queue, service_queue};
use guohe_flow::ports::{Bus, BusError};
use guohe_testkit::rabbitmq::{Vhost, vhost};
use guohe_testkit::wait;
use lapin::message::BasicGetMessage;
use lapin::options::{BasicGetOptions, ExchangeDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties, ExchangeKind};

use crate::rig::{
    BARRED, CANCELLED, PATIENCE, bodies, config, connected, handle, ids, message, publish_all, soon,
    sorted_bodies, take, tokens, topology,
};

async fn raw_connection(vhost: &Vhost) -> Connection {
    let connecting = Connection::connect(vhost.url(), ConnectionProperties::default());
    soon(Box::pin(connecting)).await.expect("the broker takes a plain client")
}

/// Looks into a queue, past our own code.
async fn first_in(vhost: &Vhost, queue: &str) -> BasicGetMessage {
    let connection = raw_connection(vhost).await;
    let channel = connection.create_channel().await.expect("a channel");
    let look =
        || async { channel.basic_get(queue.into(), BasicGetOptions::default()).await.expect("a queue") };
    wait::until_some(PATIENCE, look).await.expect("a message in the queue")
}

#[tokio::test]
async fn a_message_on_the_wire_is_a_persistent_cloud_event_with_its_attributes_as_headers() {
    let vhost = vhost().await.expect("a broker");
    let bus = connected(config(vhost.url())).await;
    let verdicts = publish_all(&bus, BARRED, &["hunan/base/b-1/3/0".to_owned()]).await;
    assert!(verdicts.await[0].is_ok());
    let received = first_in(&vhost, &service_queue("intake")).await;
    let properties = &received.delivery.properties;
    assert_eq!(received.delivery.routing_key.as_str(), BARRED);
    assert_eq!(
        properties.content_type().as_ref().map(|text| text.as_str()),
        Some("application/cloudevents+json")
    );
    assert_eq!(properties.message_id().as_ref().map(|text| text.as_str()), Some("hunan/base/b-1/3/0"));
    assert_eq!(properties.kind().as_ref().map(|text| text.as_str()), Some(BARRED));
    assert_eq!(*properties.delivery_mode(), Some(2));
    assert!(properties.headers().as_ref().expect("headers").inner().contains_key("cloudEvents:id"));
}

#[tokio::test]
async fn a_confirmed_message_waits_on_the_broker_for_a_consumer_that_comes_later() {
    let vhost = vhost().await.expect("a broker");
    let bus = connected(config(vhost.url())).await;
    assert!(publish_all(&bus, CANCELLED, &ids(5)).await.await.iter().all(Result::is_ok));
    bus.close().await;
    let later = connected(config(vhost.url())).await;
    for service in ["intake", "notification"] {
        let consumer = later.consume(service).await.expect("a queue");
        assert_eq!(bodies(&handle(&*consumer, 5).await), ids(5));
    }
}

#[tokio::test]
async fn closing_settles_what_was_acknowledged_and_gives_back_the_rest() {
    let vhost = vhost().await.expect("a broker");
    let bus = connected(config(vhost.url())).await;
    let consumer = bus.consume("intake").await.expect("a queue");
    let verdicts = publish_all(&bus, BARRED, &ids(100)).await;
    let taken = take(&*consumer, 20).await;
    consumer.acknowledge(&tokens(&taken)[..10]).await;
    soon(bus.close()).await;
    assert!(verdicts.await.iter().all(Result::is_ok), "closing waits for outstanding confirms");
    let successor = connected(config(vhost.url())).await;
    let again = handle(&*successor.consume("intake").await.expect("a queue"), 90).await;
    assert_eq!(sorted_bodies(&again), ids(100)[10..]);
}

#[tokio::test]
async fn a_message_released_beyond_the_delivery_limit_lands_in_the_dead_queue() {
    let vhost = vhost().await.expect("a broker");
    let bus = connected(RabbitMqConfig { delivery_limit: 3, ..config(vhost.url()) }).await;
    let consumer = bus.consume("intake").await.expect("a queue");
    let verdicts = publish_all(&bus, BARRED, &["poison".to_owned(), "good".to_owned()]).await;
    assert!(verdicts.await.iter().all(Result::is_ok));
    let mut good = 0;
    for _ in 0..5 {
        let delivery = take(&*consumer, 1).await.remove(0);
        if delivery.body == b"good" {
            good += 1;
            consumer.acknowledge(&[delivery.token]).await;
        } else {
            consumer.release(&[delivery.token]).await;
        }
    }
    assert_eq!(good, 1, "the poison came four times and never again");
    let dead = first_in(&vhost, &dead_queue("intake")).await;
    assert_eq!(dead.delivery.data, b"poison");
    assert_eq!(dead.delivery.exchange.as_str(), DEAD_EXCHANGE);
}

#[tokio::test]
async fn readiness_names_the_broker_and_the_reason_but_never_the_password() {
    let nowhere = RabbitMqConfig::new("amqp://relay:s3cret@127.0.0.1:9/guohe");
    let bus = RabbitMqBus::start(nowhere, topology()).expect("a valid address");
    let error = bus.wait_until_ready(Duration::from_millis(300)).await.expect_err("nobody listens there");
    let text = error.to_string();
    assert!(matches!(error, BusError::Unavailable(_)));
    assert!(text.contains("amqp://relay@127.0.0.1:9/guohe") && text.contains("refused"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    assert!(matches!(bus.publish(message(BARRED, "m")).await, Err(BusError::Unavailable(_))));
    soon(bus.close()).await;
}

#[tokio::test]
async fn a_wrong_password_is_told_as_such() {
    let vhost = vhost().await.expect("a broker");
    let (before, after) = vhost.url().split_once('@').expect("credentials");
    let user = before.rsplit_once(':').expect("a password").0;
    let wrong = RabbitMqConfig::new(format!("{user}:wr0ng@{after}"));
    let bus = RabbitMqBus::start(wrong, topology()).expect("a valid address");
    let mut status = bus.status();
    let refused = |status: &guohe_bus::BusStatus| format!("{status:?}").contains("ACCESS_REFUSED");
    soon(status.wait_for(refused)).await.expect("the bus lives");
    let text = bus.ready().await.expect_err("refused").to_string();
    assert!(!text.contains("wr0ng"), "{text}");
}

#[tokio::test]
async fn a_topology_at_odds_with_the_brokers_is_told_with_the_name_at_fault() {
    let vhost = vhost().await.expect("a broker");
    let channel = raw_connection(&vhost).await.create_channel().await.expect("a channel");
    let options = ExchangeDeclareOptions { durable: true, ..Default::default() };
    let other_kind = ExchangeKind::Fanout;
    let declared =
        channel.exchange_declare(EVENTS_EXCHANGE.into(), other_kind, options, FieldTable::default());
    declared.await.expect("declared");
    let bus = RabbitMqBus::start(config(vhost.url()), topology()).expect("a valid address");
    let mut status = bus.status();
    let named =
        |status: &guohe_bus::BusStatus| format!("{status:?}").contains("declare exchange guohe.events");
    soon(status.wait_for(named)).await.expect("the bus lives");
}
