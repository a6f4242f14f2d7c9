//! Whether a process can do its work: the truth at the moment of asking.
//!
//! Owns the look at stores and bus, and the two faces of it: the standard gRPC health service, and `/healthz` and
//! `/readyz` over HTTP. It never keeps an answer for later, and never says ready once the process is stopping.

mod grpc;
mod http;
mod names;

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use guohe_flow::Engine;
use tokio_util::sync::CancellationToken;

pub use grpc::health_routes;
pub use http::{HealthListener, HealthPort, HealthPortError};
pub(crate) use names::rpc_names;

/// Longest wait for one part's answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks at the parts of a process. Clones look at the same ones.
#[derive(Clone)]
pub struct Health {
    engines: Arc<[Engine]>,
    stopping: CancellationToken,
}

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// Each part by name (`bus`, `store intake`, `process`), with what is wrong with it.
    pub parts: Vec<(String, Result<(), String>)>,
}

impl Readiness {
    /// True where every part is well.
    pub fn is_ready(&self) -> bool {
        self.parts.iter().all(|(_, state)| state.is_ok())
    }
}

impl Health {
    /// Of these engines, their stores and their bus.
    pub fn of(engines: &[Engine]) -> Self {
        Self { engines: engines.into(), stopping: CancellationToken::new() }
    }

    /// From now on the process is not ready, whatever its parts say.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Looks at every part.
    pub async fn look(&self) -> Readiness {
        self.look_at(&self.engines).await
    }

    /// Looks at the parts that one service needs; `None` where it does not run here.
    pub async fn look_at_service(&self, service: &str) -> Option<Readiness> {
        let engine = self.engines.iter().find(|engine| engine.service() == service)?;
        Some(self.look_at(std::slice::from_ref(engine)).await)
    }

    async fn look_at(&self, engines: &[Engine]) -> Readiness {
        if self.stopping.is_cancelled() {
            return Readiness { parts: vec![("process".to_owned(), Err("stopping".to_owned()))] };
        }
        let stores = join_all(engines.iter().map(async |engine| {
            let state = answered(engine.store().ping()).await;
            (format!("store {}", engine.service()), state)
        }));
        let bus = async {
            match engines.first() {
                Some(engine) => answered(engine.node().bus().ready()).await,
                None => Ok(()),
            }
        };
        let (mut parts, bus) = tokio::join!(stores, bus);
        parts.push(("bus".to_owned(), bus));
        let clock = engines.iter().find_map(|engine| engine.node().check_clock().err());
        parts.extend(clock.map(|error| ("clock".to_owned(), Err(error.to_string()))));
        Readiness { parts }
    }
}

async fn answered<E: std::error::Error>(answer: impl Future<Output = Result<(), E>>) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}
