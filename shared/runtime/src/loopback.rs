//! Listening addresses: loopback only, until sign-in exists.
//!
//! Nobody who calls is asked who they are yet, so nobody but this machine may call. The type holds the rule: a
//! server cannot be given an address that did not pass here.

use std::{fmt, net::SocketAddr, str::FromStr};

use serde::{Deserialize, Deserializer, de::Error};

/// An address of this machine that only this machine reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loopback(SocketAddr);

/// Why a text is no address to listen on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address with a port.
    #[error("{0:?} is no address; write an IP address and a port, such as 127.0.0.1:7100")]
    NotAnAddress(String),
    /// Others could reach it.
    #[error(
        "{0:?} could be reached from other machines, and there is no sign-in yet; listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(String),
}

impl Loopback {
    /// 127.0.0.1 with a port that the system chooses; for tests and short-lived systems.
    pub fn any_port() -> Self {
        Self(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The address.
    pub fn address(self) -> SocketAddr {
        self.0
    }
}

impl FromStr for Loopback {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self(address)),
            Ok(_) => Err(AddressError::NotLoopback(text.to_owned())),
            Err(_) => Err(AddressError::NotAnAddress(text.to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for Loopback {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
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
            assert_eq!(text.parse::<Loopback>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn an_address_that_others_could_reach_is_refused() {
        for text in ["0.0.0.0:7100", "192.168.1.7:7100", "[::]:7100"] {
            let error = text.parse::<Loopback>().expect_err(text);
            assert_eq!(error, AddressError::NotLoopback(text.to_owned()));
        }
    }

    #[test]
    fn a_name_is_no_address() {
        let error = "localhost:7101".parse::<Loopback>().expect_err("a name");
        assert_eq!(
            error.to_string(),
            "\"localhost:7101\" is no address; write an IP address and a port, such as 127.0.0.1:7100"
        );
    }
}
