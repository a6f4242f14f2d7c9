//! Listening addresses: loopback only, until sign-in exists, unless somebody takes the responsibility by name.
//!
//! Nobody who calls is asked who they are yet, so nobody but this machine may call. Containers have to reach each
//! other all the same; whoever runs them puts a network before the ports that only trusted callers reach, and says
//! so with `listen.allow_unauthenticated`. The type holds the rule: a server cannot be given an address that did
//! not pass here.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

/// An address to listen on: of this machine only, or one whose openness was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenAddress(SocketAddr);

/// Why a text is no address to listen on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address with a port.
    #[error("{0:?} is no address; write an IP address and a port, such as 127.0.0.1:7100")]
    NotAnAddress(String),
    /// Others could reach it.
    #[error(
        "{0:?} could be reached from other machines, and there is no sign-in yet; listen on 127.0.0.1 or [::1], or, \
         where a network of your own keeps everybody else away, acknowledge it with listen.allow_unauthenticated=true"
    )]
    NotLoopback(String),
}

impl ListenAddress {
    /// 127.0.0.1 with a port that the system chooses; for tests and short-lived systems.
    pub fn any_port() -> Self {
        Self(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// An address that others may reach, by somebody who has read that everyone who reaches it may do everything.
    pub fn open_to_others(address: SocketAddr) -> Self {
        Self(address)
    }

    /// The address.
    pub fn address(self) -> SocketAddr {
        self.0
    }

    /// Where a caller on this machine finds it: an address that stands for all of them is reached on loopback.
    pub fn from_here(self) -> SocketAddr {
        let ip = match self.0.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        SocketAddr::new(ip, self.0.port())
    }

    /// Checks an address, which others may reach only where that is acknowledged.
    pub fn checked(self, allow_unauthenticated: bool) -> Result<Self, AddressError> {
        if allow_unauthenticated || self.0.ip().is_loopback() {
            Ok(self)
        } else {
            Err(AddressError::NotLoopback(self.0.to_string()))
        }
    }
}

/// Reads an address without asking who reaches it; whoever uses this checks it ([`ListenAddress::checked`]).
pub(crate) fn unchecked(text: &str) -> Result<ListenAddress, AddressError> {
    text.parse().map(ListenAddress).map_err(|_| AddressError::NotAnAddress(text.to_owned()))
}

impl FromStr for ListenAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        unchecked(text)?.checked(false)
    }
}

impl fmt::Display for ListenAddress {
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
            assert_eq!(text.parse::<ListenAddress>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn an_address_that_others_could_reach_is_refused_until_it_is_acknowledged() {
        for text in ["0.0.0.0:7100", "192.168.1.7:7100", "[::]:7100"] {
            let error = text.parse::<ListenAddress>().expect_err(text);
            assert_eq!(error, AddressError::NotLoopback(text.to_owned()));
            let open = unchecked(text).and_then(|address| address.checked(true)).expect(text);
            assert_eq!(open.to_string(), text);
        }
    }

    #[test]
    fn a_name_is_no_address() {
        let error = "localhost:7101".parse::<ListenAddress>().expect_err("a name");
        assert_eq!(
            error.to_string(),
            "\"localhost:7101\" is no address; write an IP address and a port, such as 127.0.0.1:7100"
        );
    }

    #[test]
    fn every_address_is_found_from_the_machine_itself() {
        for (text, here) in
            [("0.0.0.0:7100", "127.0.0.1:7100"), ("[::]:1", "[::1]:1"), ("10.0.0.7:2", "10.0.0.7:2")]
        {
            assert_eq!(unchecked(text).expect(text).from_here().to_string(), here);
        }
    }
}
