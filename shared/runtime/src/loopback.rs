//! Listening addresses: loopback only, until sign-in exists.
//!
//! Nobody who calls is asked who they are yet, so nobody but this machine may call. The type holds the rule: a
//! server cannot be given an address that did not pass here.

use std::{fmt, net::SocketAddr};

/// An address of this machine that only this machine reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loopback(SocketAddr);

/// Why a text is no address to listen on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address with a port.
    #[error("{setting} = {value:?} is no address; write an IP address and a port, such as 127.0.0.1:7100")]
    NotAnAddress {
        /// The setting's path.
        setting: String,
        /// What it said.
        value: String,
    },
    /// Others could reach it.
    #[error(
        "{setting} = {value:?} could be reached from other machines, and there is no sign-in yet; \
         listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback {
        /// The setting's path.
        setting: String,
        /// What it said.
        value: String,
    },
}

impl Loopback {
    /// Reads an address; the error names the setting it came from.
    pub fn read(setting: &str, value: &str) -> Result<Self, AddressError> {
        let (setting, value) = (setting.to_owned(), value.to_owned());
        match value.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self(address)),
            Ok(_) => Err(AddressError::NotLoopback { setting, value }),
            Err(_) => Err(AddressError::NotAnAddress { setting, value }),
        }
    }

    /// 127.0.0.1 with a port that the system chooses; for tests and short-lived systems.
    pub fn any_port() -> Self {
        Self(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The address.
    pub fn address(self) -> SocketAddr {
        self.0
    }
}

impl fmt::Display for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_loopback_address_are_taken() {
        for text in ["127.0.0.1:7100", "127.8.9.1:0", "[::1]:7100"] {
            assert_eq!(Loopback::read("listen.grpc", text).expect(text).to_string(), text);
        }
    }

    #[test]
    fn an_address_that_others_could_reach_is_refused_by_the_name_of_its_setting() {
        for text in ["0.0.0.0:7100", "192.168.1.7:7100", "[::]:7100"] {
            let error = Loopback::read("listen.grpc", text).expect_err(text);
            assert_eq!(
                error.to_string(),
                format!(
                    "listen.grpc = {text:?} could be reached from other machines, and there is no sign-in yet; \
                     listen on 127.0.0.1 or [::1]"
                )
            );
        }
    }

    #[test]
    fn a_name_without_an_address_is_refused_with_an_example() {
        let error = Loopback::read("listen.health", "localhost:7101").expect_err("a name");
        assert_eq!(
            error.to_string(),
            "listen.health = \"localhost:7101\" is no address; write an IP address and a port, such as 127.0.0.1:7100"
        );
    }
}
