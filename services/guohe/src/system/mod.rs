//! A running system: the engines of the chosen services with their stores, one bus, one clock and one port.
//!
//! Owns the order of starting and stopping. The same code starts the embedded form (SQLite files, in-process
//! bus) and one process of the distributed form (PostgreSQL, RabbitMQ); a service does not notice which.
//!
//! # Theory of operation
//! What can be refused is refused before anything moves: the data folder is locked, the port opened, the stores
//! opened and compared with the clock, the bus reached. Only then do the engines start, and the port answers
//! last. The end goes the other way: the port first, then what is in hand, then bus and stores.

mod bus;
mod error;
mod folder;
mod housekeeping;
mod options;
mod quiet;
mod retention;
mod roots;
mod stores;
mod table;
mod time;

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use guohe_clock::{Clock, SimulatedClock, Timestamp};
use guohe_flow::{Engine, Node, Topology};
use guohe_runtime::{
    health::{Health, HealthPort, health_routes},
    metrics::{Metrics, Sampler},
    operations::{ServiceRoots, operations_routes, simulated_clock_routes},
    rpc::{Port, RpcServer, reflection_routes},
};
use tonic::service::RoutesBuilder;

pub use error::StartError;
pub use folder::{FolderLock, audit_key_in, public_key_in, vault_key_in};
pub(crate) use folder::{KEY_FILE, KEY_FINGERPRINT_FILE, LOCK_FILE};
pub use options::{BusChoice, ClockChoice, StoreChoice, SystemOptions};
pub use quiet::SettleError;
pub use retention::{InvalidRetention, LONGEST_DAYS, Retention, SHORTEST_DAYS, Swept};
pub use roots::RootPace;
pub use stores::{OpenedService, open_service};
pub use table::{Parts, SERVICES, Service, services_named};

use bus::SystemBus;
use housekeeping::Housekeeping;

/// A running system.
pub struct System {
    engines: Vec<Engine>,
    bus: SystemBus,
    clock: Arc<dyn Clock>,
    simulated: Option<SimulatedClock>,
    server: RpcServer,
    health: Health,
    health_port: Option<HealthPort>,
    sampler: Option<Sampler>,
    drain: Duration,
    housekeeping: Housekeeping,
    /// Held for as long as the system runs.
    _lock: Option<FolderLock>,
}

impl System {
    /// Starts everything; when it returns, the port answers.
    pub async fn start(options: SystemOptions) -> Result<Self, StartError> {
        let lock = options.store.folder().map(FolderLock::take).transpose()?;
        let port = RpcServer::bind("listen.grpc", options.listen)?;
        let health_port = match options.health {
            Some(address) => Some((HealthPort::bind(address).await?, Metrics::install()?)),
            None => None,
        };
        let opened = stores::open_all(&options).await?;
        let time = time::choose(&options.clock, &opened).await?;
        let roots = service_roots(&options, &opened)?;
        let mut housekeeping = Housekeeping::default();
        housekeeping.sweep(options.retention.clone(), &opened, time.clock.clone());
        housekeeping.take_roots(options.roots, &roots, time.clock.clone());
        let topology = guohe_api::topology();
        let bus = SystemBus::start(&options, &topology).await?;
        let parts = start_engines(&options, opened, &bus, &time.clock, Arc::new(topology)).await?;
        let engines: Vec<Engine> = parts.iter().map(|(_, parts)| parts.engine.clone()).collect();
        let health = Health::of(&engines);
        let (health_port, sampler) = health_port
            .map(|(port, metrics)| {
                let folder = options.store.folder().map(Path::to_owned);
                let sampler =
                    Sampler::start(metrics.clone(), &engines, health.clone(), folder, options.sample);
                (HealthPort::start(port, health.clone(), metrics), sampler)
            })
            .unzip();
        let server = serve(&options, port, &parts, &roots, &health, time.simulated.as_ref())?;
        Ok(Self {
            engines,
            bus,
            clock: time.clock,
            simulated: time.simulated,
            server,
            health,
            health_port,
            sampler,
            drain: options.rpc.drain,
            housekeeping,
            _lock: lock,
        })
    }

    /// Where the gRPC port listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Where `/healthz`, `/readyz` and `/metrics` are answered, if anywhere.
    pub fn health_address(&self) -> Option<SocketAddr> {
        self.health_port.as_ref().map(HealthPort::address)
    }

    /// Whether everything here works, as `/readyz` and the health service tell it.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// The running engines, in the table's order.
    pub fn engines(&self) -> &[Engine] {
        &self.engines
    }

    /// A service's engine; `None` where this process does not run it.
    pub fn engine(&self, service: &str) -> Option<&Engine> {
        self.engines.iter().find(|engine| engine.service() == service)
    }

    /// The clock everything here runs on.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The simulated clock, where time is moved by a script.
    pub fn simulated_clock(&self) -> Option<&SimulatedClock> {
        self.simulated.as_ref()
    }

    /// Waits until nothing is in hand, nothing is on its way and nothing is due at the clock's present instant.
    pub async fn settle(&self) -> Result<(), SettleError> {
        quiet::settle(&self.engines, &self.bus, self.clock.as_ref()).await
    }

    /// The next instant at which something happens by itself; `None` where nothing is waiting for a time.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, SettleError> {
        quiet::next_due(&self.engines).await
    }

    /// Stops in order: no new calls, what is in hand is finished within the drain limit, then bus and stores are
    /// closed. Nothing is lost: what could not be finished is in a store.
    pub async fn stop(mut self) {
        self.health.stop();
        self.housekeeping.stop().await;
        self.server.stop().await;
        if let Some(sampler) = self.sampler {
            sampler.stop().await;
        }
        let nodes = futures::future::join_all(self.engines.iter().map(|engine| engine.node().stop()));
        self.bus.finish_and_close(&self.engines, self.drain, nodes).await;
        futures::future::join_all(self.engines.iter().map(|engine| engine.store().close())).await;
        if let Some(port) = self.health_port {
            port.stop().await;
        }
    }
}

/// Each service's roots, with the one key.
fn service_roots(options: &SystemOptions, opened: &[OpenedService]) -> Result<Vec<ServiceRoots>, StartError> {
    let key = roots::audit_key(options)?;
    let roots = |opened: &OpenedService| ServiceRoots {
        service: opened.service.name,
        roots: opened.opened.roots.clone(),
        key: key.clone(),
    };
    Ok(opened.iter().map(roots).collect())
}

async fn start_engines(
    options: &SystemOptions,
    opened: Vec<OpenedService>,
    bus: &SystemBus,
    clock: &Arc<dyn Clock>,
    topology: Arc<Topology>,
) -> Result<Vec<(&'static Service, Parts)>, StartError> {
    let mut parts = Vec::with_capacity(opened.len());
    for OpenedService { service, opened } in opened {
        let engine = Node::start(
            (service.definition)(),
            opened.store,
            bus.port(),
            clock.clone(),
            topology.clone(),
            options.limits.clone(),
        );
        let engine = engine.await.map_err(|source| StartError::Bus { setting: "bus.url", source })?;
        parts.push((service, Parts { engine, vault: opened.vault, documents: opened.documents }));
    }
    Ok(parts)
}

fn serve(
    options: &SystemOptions,
    port: Port,
    parts: &[(&'static Service, Parts)],
    roots: &[ServiceRoots],
    health: &Health,
    simulated: Option<&SimulatedClock>,
) -> Result<RpcServer, StartError> {
    let mut routes = RoutesBuilder::default();
    for (service, parts) in parts {
        (service.routes)(parts, &mut routes);
    }
    let engines: Vec<Engine> = parts.iter().map(|(_, parts)| parts.engine.clone()).collect();
    operations_routes(&engines, roots, &mut routes);
    health_routes(health, &mut routes);
    reflection_routes(&mut routes)?;
    if let Some(clock) = simulated {
        simulated_clock_routes(clock, &mut routes);
    }
    Ok(RpcServer::start(port, routes.routes(), &options.rpc))
}
