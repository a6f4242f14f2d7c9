//! Worlds a script can play in: all in this process, or a process a service.

mod distributed;
mod embedded;

pub use distributed::DistributedWorld;
pub use embedded::EmbeddedWorld;

use std::time::Duration;

use tonic::transport::{Channel, Endpoint};
use tower::{ServiceExt, util::BoxCloneSyncService};

use crate::scenario::Way;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Longest wait for an answer.
const CALL: Duration = Duration::from_secs(60);

/// A channel as a way.
pub fn plain(channel: Channel) -> Way {
    BoxCloneSyncService::new(channel.map_err(Into::into))
}

/// A channel to an address, connected when first used.
fn channel(address: &str) -> Result<Channel, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
    Ok(endpoint.connect_timeout(CONNECT).timeout(CALL).tcp_nodelay(true).connect_lazy())
}
