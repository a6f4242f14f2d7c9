//! `/healthz` and `/readyz` for supervisors that speak HTTP, and `/metrics` for Prometheus.
//!
//! `/healthz` says that the process lives; `/readyz` says whether it can do its work, and what is wrong where it
//! cannot; `/metrics` shows what was counted and last looked at, and looks at nothing itself.

use std::net::SocketAddr;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::Health;
use crate::{listen::ListenAddress, metrics::Metrics};

/// Why the port could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("listen.health = {address} cannot be listened on; is another process there? choose another port")]
pub struct HealthPortError {
    /// The address.
    pub address: SocketAddr,
    /// The system's error.
    #[source]
    pub source: std::io::Error,
}

/// An opened port that does not answer yet.
pub struct HealthListener {
    listener: TcpListener,
    address: SocketAddr,
}

/// The answering port; closed by [`HealthPort::stop`].
pub struct HealthPort {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<std::io::Result<()>>,
}

impl HealthPort {
    /// Opens the port, so that one already taken is noticed before anything else is started.
    pub async fn bind(at: ListenAddress) -> Result<HealthListener, HealthPortError> {
        let failed = |source| HealthPortError { address: at.address(), source };
        let listener = TcpListener::bind(at.address()).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(HealthListener { listener, address })
    }

    /// Begins to answer.
    pub fn start(port: HealthListener, health: Health, metrics: Metrics) -> Self {
        let HealthListener { listener, address } = port;
        let stop = CancellationToken::new();
        let served = axum::serve(listener, router(health, metrics))
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        Self { address, stop, task: tokio::spawn(served.into_future()) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port. An idle connection is not waited for.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.abort();
    }
}

/// Media type of Prometheus's text form.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

fn router(health: Health, metrics: Metrics) -> Router {
    let shown = async move || ([(header::CONTENT_TYPE, METRICS_TYPE)], metrics.render());
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(shown))
        .with_state(health)
}

async fn ready(State(health): State<Health>) -> Response {
    let readiness = health.look().await;
    let status = if readiness.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let words = |state: &Result<(), String>| state.as_ref().err().cloned().unwrap_or_else(|| "ok".to_owned());
    let parts: Map<String, Value> =
        readiness.parts.iter().map(|(part, state)| (part.clone(), words(state).into())).collect();
    let body = json!({ "ready": readiness.is_ready(), "parts": parts }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
