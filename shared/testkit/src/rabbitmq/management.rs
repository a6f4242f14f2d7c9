//! A broker's management interface: the few plain HTTP calls that tests need, blocking, each within a time
//! limit. Local and short, so a test's runtime may wait for them.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::RabbitMqError;

/// Longest time for one call.
const CALL_LIMIT: Duration = Duration::from_secs(10);

/// The plugin's usual port.
const USUAL_PORT: u16 = 15672;

/// Where a broker is managed, and as whom.
#[derive(Debug, Clone)]
pub(super) struct Management {
    user: String,
    password: String,
    /// `host:port` of the management interface.
    address: String,
    /// `host:port` for AMQP.
    broker: String,
}

impl Management {
    /// Of a private node: the user that every fresh broker has.
    pub(super) fn of_node(management_port: u16, amqp_port: u16) -> Self {
        Self {
            user: "guest".to_owned(),
            password: "guest".to_owned(),
            address: format!("127.0.0.1:{management_port}"),
            broker: format!("127.0.0.1:{amqp_port}"),
        }
    }

    /// Of a named broker: `amqp://user:password@host:port`, with what follows ignored.
    pub(super) fn of_url(url: &str, management: Option<&str>) -> Result<Self, RabbitMqError> {
        let rest = url.strip_prefix("amqp://").ok_or(RabbitMqError::Url)?;
        let authority = rest.split(['/', '?']).next().unwrap_or(rest);
        let (credentials, broker) = authority.rsplit_once('@').unwrap_or(("guest:guest", authority));
        let (user, password) = credentials.split_once(':').ok_or(RabbitMqError::Url)?;
        let (host, broker) = match broker.rsplit_once(':') {
            Some((host, _)) => (host, broker.to_owned()),
            None => (broker, format!("{broker}:5672")),
        };
        if host.is_empty() {
            return Err(RabbitMqError::Url);
        }
        let address = management.map_or_else(|| format!("{host}:{USUAL_PORT}"), str::to_owned);
        Ok(Self { user: user.to_owned(), password: password.to_owned(), address, broker })
    }

    /// The AMQP address of a virtual host.
    pub(super) fn amqp_url(&self, vhost: &str) -> String {
        format!("amqp://{}:{}@{}/{vhost}", self.user, self.password, self.broker)
    }

    /// Creates what `path` names.
    pub(super) fn put(&self, path: &str) -> Result<(), RabbitMqError> {
        self.call("PUT", path).map(drop)
    }

    /// Deletes what `path` names.
    pub(super) fn delete(&self, path: &str) -> Result<(), RabbitMqError> {
        self.call("DELETE", path).map(drop)
    }

    /// Reads what `path` names.
    pub(super) fn get(&self, path: &str) -> Result<String, RabbitMqError> {
        self.call("GET", path)
    }

    /// A failure at this address.
    pub(super) fn failure(&self, what: impl ToString) -> RabbitMqError {
        RabbitMqError::Management { address: self.address.clone(), what: what.to_string() }
    }

    fn call(&self, method: &str, path: &str) -> Result<String, RabbitMqError> {
        let answer = self.exchange(method, path).map_err(|error| self.failure(error))?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        match head.split(' ').nth(1) {
            Some(status) if status.starts_with('2') => Ok(body.to_owned()),
            _ => {
                Err(self.failure(format!("{method} {path}: {}", head.lines().next().unwrap_or("no answer"))))
            }
        }
    }

    /// One request over one connection. HTTP 1.0, so that the answer is never in chunks and ends with the
    /// connection.
    fn exchange(&self, method: &str, path: &str) -> std::io::Result<String> {
        let address = self.address.to_socket_addrs()?.next().ok_or(std::io::ErrorKind::AddrNotAvailable)?;
        let mut stream = TcpStream::connect_timeout(&address, CALL_LIMIT)?;
        stream.set_read_timeout(Some(CALL_LIMIT))?;
        stream.set_write_timeout(Some(CALL_LIMIT))?;
        let credentials = base64(format!("{}:{}", self.user, self.password).as_bytes());
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nAuthorization: Basic {credentials}\r\nContent-Length: 0\r\n\r\n",
            self.address
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

/// Escapes a name for use as one step of a path.
pub(super) fn escape(name: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    name.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().chain(&[0, 0]).take(3).fold(0_u32, |group, byte| group << 8 | u32::from(*byte));
        for index in 0..4 {
            let letter = ALPHABET[(group >> (18 - 6 * index) & 63) as usize];
            text.push(if index <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_encoded_as_http_wants_them() {
        assert_eq!(base64(b"guest:guest"), "Z3Vlc3Q6Z3Vlc3Q=");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc"), "YWJj");
    }

    #[test]
    fn a_named_broker_is_taken_apart() {
        let named = Management::of_url("amqp://me:s3:cret@broker:5673/ignored", None).expect("an address");
        assert_eq!(named.address, "broker:15672");
        assert_eq!(named.amqp_url("v"), "amqp://me:s3:cret@broker:5673/v");
        let elsewhere = Management::of_url("amqp://broker", Some("console:80")).expect("an address");
        assert_eq!((elsewhere.address.as_str(), elsewhere.broker.as_str()), ("console:80", "broker:5672"));
        assert!(Management::of_url("http://broker", None).is_err());
    }

    #[test]
    fn names_of_connections_are_escaped() {
        assert_eq!(escape("127.0.0.1:80 -> [::1]"), "127.0.0.1%3A80%20-%3E%20%5B%3A%3A1%5D");
    }
}
