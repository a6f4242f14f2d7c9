//! The services there are: one line each.

use std::sync::Arc;

use guohe_flow::{
    Engine, ServiceDefinition,
    ports::{Documents, Vault},
};
use tonic::service::RoutesBuilder;

use super::StartError;

/// What a service's face is built on.
#[derive(Clone)]
pub struct Parts {
    /// Its running engine.
    pub engine: Engine,
    /// Its people's data.
    pub vault: Arc<dyn Vault>,
    /// Its large content.
    pub documents: Arc<dyn Documents>,
}

impl Parts {
    fn engine(&self) -> Engine {
        self.engine.clone()
    }

    fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }

    fn documents(&self) -> Arc<dyn Documents> {
        self.documents.clone()
    }
}

/// A service of the system.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Its name: on the bus, as schema and file, in `--target`.
    pub name: &'static str,
    /// Its workflows and routing.
    pub definition: fn() -> ServiceDefinition,
    /// Adds its gRPC services.
    pub routes: fn(&Parts, &mut RoutesBuilder),
}

/// Every service, in the order in which they start.
pub const SERVICES: &[Service] = &[
    Service {
        name: "intake",
        definition: guohe_intake::definition,
        routes: |parts, routes| guohe_intake::routes(parts.engine(), parts.documents(), routes),
    },
    Service {
        name: "recommendation",
        definition: guohe_recommendation::definition,
        routes: |parts, routes| guohe_recommendation::routes(parts.engine(), routes),
    },
    Service {
        name: "assignment",
        definition: guohe_assignment::definition,
        routes: |parts, routes| guohe_assignment::routes(parts.engine(), parts.vault(), routes),
    },
    Service {
        name: "evaluation",
        definition: guohe_evaluation::definition,
        routes: |parts, routes| guohe_evaluation::routes(parts.engine(), routes),
    },
    Service {
        name: "registry",
        definition: guohe_registry::definition,
        routes: |parts, routes| guohe_registry::routes(&parts.engine, routes),
    },
    Service {
        name: "notification",
        definition: guohe_notification::definition,
        routes: |parts, routes| guohe_notification::routes(&parts.engine, routes),
    },
];

/// The services of a table with these names, in the table's order; all of them where no name is given.
pub fn services_named(
    table: &'static [Service],
    names: &[String],
) -> Result<Vec<&'static Service>, StartError> {
    let known = |name: &&String| table.iter().any(|service| service.name == name.as_str());
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let known = table.iter().map(|service| service.name).collect();
        return Err(StartError::UnknownTarget { target: unknown.clone(), known });
    }
    let chosen = |service: &&Service| names.is_empty() || names.iter().any(|name| name == service.name);
    Ok(table.iter().filter(chosen).collect())
}
