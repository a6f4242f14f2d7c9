//! The standard health service (`grpc.health.v1`): the whole process under the empty name, each service under its
//! own name and under those of its interfaces.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use tonic::{Request, Response, Status, service::RoutesBuilder};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse,
    health_check_response::ServingStatus,
    health_server::{Health as HealthService, HealthServer},
};

use super::{Health, rpc_names};

/// Pause between the looks of a watch.
const WATCH_INTERVAL: Duration = Duration::from_secs(2);

/// Largest request: a name.
const LARGEST_REQUEST_BYTES: usize = 4 * 1024;

/// Adds the health service.
pub fn health_routes(health: &Health, builder: &mut RoutesBuilder) {
    let mut services = BTreeMap::new();
    for engine in health.engines.iter() {
        let names = rpc_names(engine.service()).into_iter().chain([engine.service().to_owned()]);
        services.extend(names.map(|name| (name, engine.service())));
    }
    let face = Face { health: health.clone(), services: Arc::new(services) };
    builder.add_service(HealthServer::new(face).max_decoding_message_size(LARGEST_REQUEST_BYTES));
}

#[derive(Clone)]
struct Face {
    health: Health,
    /// Names asked for, with the service each belongs to.
    services: Arc<BTreeMap<String, &'static str>>,
}

impl Face {
    /// The status under a name; `None` for a name that is not here.
    async fn status(&self, name: &str) -> Option<ServingStatus> {
        let readiness = match name {
            "" => self.health.look().await,
            name => self.health.look_at_service(self.services.get(name)?).await?,
        };
        Some(if readiness.is_ready() { ServingStatus::Serving } else { ServingStatus::NotServing })
    }
}

#[tonic::async_trait]
impl HealthService for Face {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let name = request.into_inner().service;
        let status = self.status(&name).await;
        let status = status.ok_or_else(|| Status::not_found(format!("{name:?} does not run here")))?;
        Ok(Response::new(HealthCheckResponse { status: status.into() }))
    }

    type WatchStream = BoxStream<'static, Result<HealthCheckResponse, Status>>;

    /// Looks every few seconds and tells changes; ends when the process stops.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let watch = Watch { face: self.clone(), name: request.into_inner().service, last: None };
        let statuses = stream::unfold(Some(watch), |watch| async { Some(watch?.next().await) });
        let responses = statuses.map(|status| Ok(HealthCheckResponse { status: status.into() }));
        Ok(Response::new(responses.boxed()))
    }
}

struct Watch {
    face: Face,
    name: String,
    last: Option<ServingStatus>,
}

impl Watch {
    /// The next status that differs from the last; after the one of a stopping process there is none.
    async fn next(mut self) -> (ServingStatus, Option<Self>) {
        let stopping = self.face.health.stopping.clone();
        loop {
            // Asked first: a status read while the process still served is not its last.
            let last = stopping.is_cancelled();
            let status = self.face.status(&self.name).await.unwrap_or(ServingStatus::ServiceUnknown);
            if last {
                return (status, None);
            }
            if self.last.replace(status) != Some(status) {
                return (status, Some(self));
            }
            tokio::select! {
                () = tokio::time::sleep(WATCH_INTERVAL) => {}
                () = stopping.cancelled() => {}
            }
        }
    }
}
