//! One port with the services of a process behind it.

use std::{net::SocketAddr, time::Duration};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{
    service::Routes,
    transport::{Server, server::TcpIncoming},
};

use super::guard::GuardLayer;
use crate::{
    listen::ListenAddress,
    operations::{AUDIT_PATHS, LONGEST_AUDIT},
};

/// A connection without traffic is asked for a sign of life after this long.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);
/// … and closed where none comes for this long.
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest block of headers, bytes.
const LARGEST_HEADERS_BYTES: u32 = 16 * 1024;

/// Explicit limits of a server.
#[derive(Debug, Clone)]
pub struct RpcLimits {
    /// Longest time for one call; a caller may ask for less.
    pub longest_call: Duration,
    /// Calls answered at once, over all connections.
    pub most_calls: usize,
    /// Calls open on one connection.
    pub most_calls_per_connection: u32,
    /// Real time given to calls in progress when the server stops.
    pub drain: Duration,
}

impl Default for RpcLimits {
    fn default() -> Self {
        Self {
            longest_call: Duration::from_secs(30),
            most_calls: 1_000,
            most_calls_per_connection: 200,
            drain: Duration::from_secs(20),
        }
    }
}

/// Why a port could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{setting} = {address} cannot be listened on; is another process there? choose another port")]
pub struct BindError {
    /// The setting that names it.
    pub setting: &'static str,
    /// The address.
    pub address: SocketAddr,
    /// The system's error.
    #[source]
    pub source: std::io::Error,
}

/// An opened port that does not answer yet.
pub struct Port {
    incoming: TcpIncoming,
    address: SocketAddr,
}

impl Port {
    /// The address, with the port that was chosen where 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// A running gRPC server.
pub struct RpcServer {
    address: SocketAddr,
    drain: Duration,
    stop: CancellationToken,
    task: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl RpcServer {
    /// Opens the port, so that a port already taken is noticed before anything else is started.
    pub fn bind(setting: &'static str, at: ListenAddress) -> Result<Port, BindError> {
        let failed = |source| BindError { setting, address: at.address(), source };
        let incoming = TcpIncoming::bind(at.address()).map_err(failed)?.with_nodelay(Some(true));
        let address = incoming.local_addr().map_err(failed)?;
        Ok(Port { incoming, address })
    }

    /// Begins to answer.
    pub fn start(port: Port, routes: Routes, limits: &RpcLimits) -> Self {
        let stop = CancellationToken::new();
        let server = Server::builder()
            .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
            .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
            .http2_max_header_list_size(LARGEST_HEADERS_BYTES)
            .max_concurrent_streams(limits.most_calls_per_connection)
            .layer(
                GuardLayer::new(limits.most_calls, limits.longest_call)
                    .with_longer(&AUDIT_PATHS, LONGEST_AUDIT),
            )
            .add_routes(routes)
            .serve_with_incoming_shutdown(port.incoming, stop.clone().cancelled_owned());
        Self { address: port.address, drain: limits.drain, stop, task: tokio::spawn(server) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new connections and calls, gives those in progress the drain limit, then closes them.
    pub async fn stop(mut self) {
        self.stop.cancel();
        match tokio::time::timeout(self.drain, &mut self.task).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::warn!(%error, "the gRPC server ended with an error"),
            Ok(Err(error)) => tracing::error!(%error, "the gRPC server broke down"),
            Err(_) => {
                self.task.abort();
                tracing::warn!("calls still in progress at the end of the drain limit were cut off");
            }
        }
    }
}
