//! The exchanges, queues and bindings on the broker.
//!
//! Every process declares the whole topology, not only its own queue: a message for a service that has never
//! run must find its queue. Declaring what exists is free, and a difference from what exists is an error that
//! names the queue. Nothing is ever deleted or unbound here: during an upgrade the previous version still
//! lives by the previous bindings.

use guohe_flow::Topology;
use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, ExchangeKind};

use super::call::{BrokerFailure, within};
use super::config::RabbitMqConfig;

/// The durable topic exchange that carries every event.
pub const EVENTS_EXCHANGE: &str = "guohe.events";

/// The durable direct exchange that carries what was delivered too often.
pub const DEAD_EXCHANGE: &str = "guohe.dead";

/// The dead queue keeps its messages however often someone looks at them; brokers from 4.0 on would drop them
/// after 20 looks unless told a limit, and brokers before 4.0 know no "unlimited".
const DEAD_DELIVERY_LIMIT: i32 = 1_000_000;

/// The queue of a service.
pub fn service_queue(service: &str) -> String {
    format!("guohe.{service}")
}

/// The queue that keeps what a service could not take.
pub fn dead_queue(service: &str) -> String {
    format!("guohe.{service}.dead")
}

/// Declares everything `topology` needs.
pub(super) async fn declare(
    channel: &Channel,
    topology: &Topology,
    config: &RabbitMqConfig,
) -> Result<(), BrokerFailure> {
    declare_exchange(channel, EVENTS_EXCHANGE, ExchangeKind::Topic, config).await?;
    declare_exchange(channel, DEAD_EXCHANGE, ExchangeKind::Direct, config).await?;
    for service in topology.services() {
        // The dead queue comes first, so that no message can die before there is a place for it.
        let (queue, dead) = (service_queue(service), dead_queue(service));
        declare_queue(channel, &dead, dead_arguments(), config).await?;
        bind(channel, &dead, DEAD_EXCHANGE, &queue, config).await?;
        declare_queue(channel, &queue, service_arguments(&queue, config), config).await?;
        for event_type in topology.received_by(service) {
            bind(channel, &queue, EVENTS_EXCHANGE, event_type, config).await?;
        }
    }
    Ok(())
}

async fn declare_exchange(
    channel: &Channel,
    name: &str,
    kind: ExchangeKind,
    config: &RabbitMqConfig,
) -> Result<(), BrokerFailure> {
    let options = ExchangeDeclareOptions { durable: true, ..Default::default() };
    let declared = channel.exchange_declare(name.into(), kind, options, FieldTable::default());
    within(config.operation_timeout, &format!("declare exchange {name}"), declared).await
}

async fn declare_queue(
    channel: &Channel,
    name: &str,
    arguments: FieldTable,
    config: &RabbitMqConfig,
) -> Result<(), BrokerFailure> {
    let declared = channel.queue_declare(name.into(), QueueDeclareOptions::durable(), arguments);
    let declared = within(config.operation_timeout, &format!("declare queue {name}"), declared).await;
    declared.map(drop).map_err(|BrokerFailure(words)| {
        // AMQP's 406: the queue is there with other arguments, which a broker never changes.
        let advice = if words.contains("PRECONDITION_FAILED") { advice(name) } else { String::new() };
        BrokerFailure(words + &advice)
    })
}

fn advice(queue: &str) -> String {
    format!(
        "; the queue exists and was declared differently: stop whatever declares it so, let it run empty, delete it \
         with `rabbitmqctl delete_queue {queue}` (in its virtual host), and start again"
    )
}

async fn bind(
    channel: &Channel,
    queue: &str,
    exchange: &str,
    key: &str,
    config: &RabbitMqConfig,
) -> Result<(), BrokerFailure> {
    let options = QueueBindOptions::default();
    let bound = channel.queue_bind(queue.into(), exchange.into(), key.into(), options, FieldTable::default());
    within(config.operation_timeout, &format!("bind {queue} to {exchange} by {key}"), bound).await
}

/// At-least-once dead-lettering moves a message only once the dead queue has it, and demands that the source
/// queue rejects rather than drops when full.
fn service_arguments(queue: &str, config: &RabbitMqConfig) -> FieldTable {
    let limit = i32::try_from(config.delivery_limit).unwrap_or(i32::MAX);
    let mut arguments = quorum(limit);
    for (name, value) in [
        ("x-dead-letter-exchange", DEAD_EXCHANGE),
        ("x-dead-letter-routing-key", queue),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
    ] {
        arguments.insert(name.into(), AMQPValue::LongString(value.into()));
    }
    arguments
}

fn dead_arguments() -> FieldTable {
    quorum(DEAD_DELIVERY_LIMIT)
}

fn quorum(delivery_limit: i32) -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    arguments.insert("x-delivery-limit".into(), AMQPValue::LongInt(delivery_limit));
    arguments
}
