//! What the RabbitMQ engine is told: where the broker is, and every limit and timeout it keeps.

use std::fmt;
use std::time::Duration;

use lapin::uri::AMQPUri;

/// Deliveries of one message before the broker sets it aside as dead.
pub const DELIVERY_LIMIT_DEFAULT: u32 = 20;

/// Where the broker is and how much, how long, how often. Every limit is finite.
#[derive(Clone)]
pub struct RabbitMqConfig {
    /// `amqp://user:password@host:port/vhost`. Never printed: it holds a password.
    pub url: String,
    /// Shown in the broker's list of connections; the service and replica.
    pub connection_name: String,
    /// Largest body accepted for publishing, bytes.
    pub largest_message_bytes: usize,
    /// Messages sent and not yet confirmed; a publisher waits beyond it.
    pub outstanding_confirms: usize,
    /// Messages a consumer holds unacknowledged; the broker sends no more beyond it.
    pub prefetch: u16,
    /// Deliveries of one message before the broker sets it aside as dead. A queue keeps the limit it was
    /// declared with: changing it means deleting the (empty) queue first.
    pub delivery_limit: u32,
    /// Interval at which both sides show that they live; two missed ones end the connection.
    pub heartbeat: Duration,
    /// Longest time to open a connection.
    pub connect_timeout: Duration,
    /// Longest time for one request to the broker (declare, bind, acknowledge, hand a message to the socket).
    pub operation_timeout: Duration,
    /// Longest time from sending a message to its confirm; beyond it the connection is given up.
    pub confirm_timeout: Duration,
    /// Longest time to wait for outstanding confirms and for consumers when closing, each.
    pub close_timeout: Duration,
    /// Pause after the first failed connection; doubles with each further one.
    pub first_pause: Duration,
    /// Longest pause between two attempts to connect.
    pub longest_pause: Duration,
}

impl RabbitMqConfig {
    /// The defaults, for the broker at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connection_name: "guohe".to_owned(),
            largest_message_bytes: 1024 * 1024,
            outstanding_confirms: 500,
            prefetch: 300,
            delivery_limit: DELIVERY_LIMIT_DEFAULT,
            heartbeat: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(10),
            operation_timeout: Duration::from_secs(10),
            confirm_timeout: Duration::from_secs(30),
            close_timeout: Duration::from_secs(10),
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(5),
        }
    }

    /// Pause before the next attempt after `failures` failed ones in a row: doubling, bounded, always the same.
    pub(super) fn pause_after(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        self.first_pause.saturating_mul(1 << doublings).min(self.longest_pause)
    }

    /// Reads the address and adds the timeouts that travel in it.
    pub(super) fn uri(&self) -> Result<AMQPUri, String> {
        let mut uri: AMQPUri = self.url.parse()?;
        let heartbeat_seconds = u16::try_from(self.heartbeat.as_secs()).unwrap_or(u16::MAX).max(1);
        uri.query.heartbeat.get_or_insert(heartbeat_seconds);
        let connect_ms = u64::try_from(self.connect_timeout.as_millis()).unwrap_or(u64::MAX);
        uri.query.connection_timeout.get_or_insert(connect_ms);
        Ok(uri)
    }
}

/// The address without the password, for messages and logs.
pub(super) fn address(uri: &AMQPUri) -> String {
    let authority = &uri.authority;
    let scheme = &uri.scheme;
    format!("{scheme}://{}@{}:{}/{}", authority.userinfo.username, authority.host, authority.port, uri.vhost)
}

impl fmt::Debug for RabbitMqConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            self.url.parse().map_or_else(|_: String| "(not an address)".to_owned(), |uri| address(&uri));
        f.debug_struct("RabbitMqConfig")
            .field("url", &shown)
            .field("connection_name", &self.connection_name)
            .field("prefetch", &self.prefetch)
            .field("delivery_limit", &self.delivery_limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let config = RabbitMqConfig::new("amqp://localhost");
        let pauses: Vec<u128> = [1, 2, 3, 6, 7, 1000].map(|n| config.pause_after(n).as_millis()).to_vec();
        assert_eq!(pauses, [100, 200, 400, 3200, 5000, 5000]);
    }

    #[test]
    fn the_password_is_never_shown() {
        let config = RabbitMqConfig::new("amqp://relay:s3cret@broker:5673/guohe");
        let uri = config.uri().expect("a valid address");
        assert_eq!(address(&uri), "amqp://relay@broker:5673/guohe");
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert!(RabbitMqConfig::new("http://localhost").uri().is_err());
    }
}
