//! The plain limit of a broker, to set the engine's speed beside: what one quorum queue carries, published with
//! confirms and consumed, on the same server in the same minute.
//!
//! Owns a queue of its own, deleted before and after. It does none of the bus's work: no reconnection, no
//! returns, no ledger. Used by `guohe bench` only, never while serving.

use std::collections::VecDeque;

use futures::StreamExt;
use guohe_clock::stopwatch;
use lapin::options::{
    BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions,
    ConfirmSelectOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};

use crate::{dead_queue, service_queue};

/// Queue of the yardstick.
const QUEUE: &str = "guohe.yardstick";

/// Bytes of a message, about as many as those of the engine's smallest.
const BODY_BYTES: usize = 420;

/// Deliveries acknowledged at once.
const ACKNOWLEDGE_AT: u64 = 50;

/// The broker's plain limit could not be taken.
#[derive(Debug, thiserror::Error)]
#[error("the broker did not do as the yardstick asked: {0}")]
pub struct YardstickError(#[from] lapin::Error);

/// Publishes `messages` persistent messages to a quorum queue with `outstanding` unconfirmed at most, consumes
/// and acknowledges them; gives the seconds until the last was received.
pub async fn rabbitmq(url: &str, outstanding: usize, messages: u64) -> Result<f64, YardstickError> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let publishing = connection.create_channel().await?;
    publishing.queue_delete(QUEUE.into(), QueueDeleteOptions::default()).await?;
    let options = QueueDeclareOptions { durable: true, ..Default::default() };
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    publishing.queue_declare(QUEUE.into(), options, arguments).await?;
    publishing.confirm_select(ConfirmSelectOptions::default()).await?;
    let consuming = connection.create_channel().await?;
    consuming.basic_qos(300, BasicQosOptions::default()).await?;

    let watch = stopwatch();
    let consumer = tokio::spawn(consume(consuming, messages));
    publish(&publishing, outstanding, messages).await?;
    if let Ok(consumed) = consumer.await {
        consumed?;
    }
    let seconds = watch.elapsed().as_secs_f64();
    publishing.queue_delete(QUEUE.into(), QueueDeleteOptions::default()).await?;
    connection.close(200, "done".into()).await?;
    Ok(seconds)
}

/// Deletes the queues of services that a bench made.
pub async fn delete_queues(url: &str, services: &[&str]) -> Result<(), YardstickError> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    for queue in services.iter().flat_map(|service| [service_queue(service), dead_queue(service)]) {
        channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await?;
    }
    connection.close(200, "done".into()).await?;
    Ok(())
}

async fn publish(channel: &Channel, outstanding: usize, messages: u64) -> Result<(), lapin::Error> {
    let body = vec![b'x'; BODY_BYTES];
    let mut window = VecDeque::with_capacity(outstanding);
    for _ in 0..messages {
        if window.len() >= outstanding
            && let Some(oldest) = window.pop_front()
        {
            let oldest: lapin::PublisherConfirm = oldest;
            oldest.await?;
        }
        let properties = BasicProperties::default().with_delivery_mode(2);
        let options = BasicPublishOptions { mandatory: true, ..Default::default() };
        window.push_back(channel.basic_publish("".into(), QUEUE.into(), options, &body, properties).await?);
    }
    for confirm in window {
        confirm.await?;
    }
    Ok(())
}

async fn consume(channel: Channel, messages: u64) -> Result<(), lapin::Error> {
    let options = BasicConsumeOptions::default();
    let mut deliveries =
        channel.basic_consume(QUEUE.into(), "".into(), options, FieldTable::default()).await?;
    let mut received = 0;
    while received < messages {
        let Some(delivery) = deliveries.next().await else { break };
        let delivery = delivery?;
        received += 1;
        if received % ACKNOWLEDGE_AT == 0 || received == messages {
            channel.basic_ack(delivery.delivery_tag, BasicAckOptions { multiple: true }).await?;
        }
    }
    // By hand: one dropped with its queue is cancelled twice, by either side.
    channel.basic_cancel(deliveries.tag(), BasicCancelOptions::default()).await?;
    while deliveries.next().await.is_some() {}
    Ok(())
}
