//! The bus: messages between services, at least once.
//!
//! Owns the two engines behind `guohe_flow`'s `Bus` port: [`RabbitMqBus`] for services that run apart, and
//! [`InProcessBus`] for services in one process. One contract suite (`tests/contract`) holds both to the same
//! behaviour. This is the only crate that names the broker's client. It never reads a message's body, never
//! removes duplicates and never restores order: that is the inbox's work, in `guohe-flow`.

mod in_process;
mod rabbitmq;
pub mod yardstick;

pub use in_process::{InProcessBus, InProcessConfig};
pub use rabbitmq::{
    BusStatus, DEAD_EXCHANGE, DELIVERY_LIMIT_DEFAULT, EVENTS_EXCHANGE, RabbitMqBus, RabbitMqConfig,
    dead_queue, service_queue,
};
