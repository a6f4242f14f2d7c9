//! Free ports for a private broker.
//!
//! Chosen below the range from which the system gives ports to outgoing connections (32768 upwards): a broker
//! that is stopped for a while must find its ports free when it comes back.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

use super::RabbitMqError;

const FIRST: u16 = 15_800;
const COUNT: u16 = 16_000;

/// The ports of one private broker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ports {
    /// Where clients connect.
    pub(super) amqp: u16,
    /// Where tests manage it.
    pub(super) management: u16,
    /// Where Erlang nodes would meet.
    pub(super) distribution: u16,
    /// The Erlang port mapper.
    pub(super) epmd: u16,
}

/// Advances with every set of ports this process looks at.
static STEP: AtomicU16 = AtomicU16::new(0);

impl Ports {
    /// Four neighbouring ports that nobody listens on. Processes begin their search at different places.
    pub(super) fn find() -> Result<Self, RabbitMqError> {
        let own = u16::try_from(std::process::id() % 4_000).unwrap_or(0);
        for _ in 0..COUNT / 4 {
            let step = STEP.fetch_add(1, Ordering::Relaxed);
            let first = FIRST + (own.wrapping_mul(7).wrapping_add(step) % (COUNT / 4)) * 4;
            let ports = [first, first + 1, first + 2, first + 3];
            let listeners: Result<Vec<_>, _> =
                ports.iter().map(|port| TcpListener::bind(("0.0.0.0", *port))).collect();
            if listeners.is_ok() {
                return Ok(Self {
                    amqp: first,
                    management: first + 1,
                    distribution: first + 2,
                    epmd: first + 3,
                });
            }
        }
        Err(RabbitMqError::Node(format!("found no four free ports from {FIRST} to {}", FIRST + COUNT)))
    }
}
