//! What a system is started with. Settings become options in `serve`; the demo and tests fill them in directly.

use std::{path::Path, path::PathBuf, time::Duration};

use guohe_clock::{SimulatedClock, Timestamp};
use guohe_flow::{AuditKey, Limits};
use guohe_runtime::{listen::ListenAddress, rpc::RpcLimits};
use guohe_store::{StoreUrl, VaultKey};

use super::{Retention, RootPace, SERVICES, Service};

/// Where the stores are.
#[derive(Debug, Clone)]
pub enum StoreChoice {
    /// SQLite files in a folder, or PostgreSQL.
    At(StoreUrl),
    /// In memory, gone with the process: for tests.
    Memory,
}

/// Which bus.
#[derive(Clone)]
pub enum BusChoice {
    /// Within this process, which then runs every service.
    InProcess,
    /// RabbitMQ at `amqp://USER:PASSWORD@HOST:PORT/VHOST`.
    RabbitMq(String),
}

/// Which clock.
#[derive(Debug, Clone)]
pub enum ClockChoice {
    /// The machine's. Data that is ahead of it is refused.
    System,
    /// One that the caller moves. Moved on to the data's latest instant at the start.
    Simulated(SimulatedClock),
    /// A simulated one that starts here, or at the data's latest instant if that is later; without either, at
    /// the machine's present time.
    SimulatedFrom(Option<Timestamp>),
}

/// What a system is started with.
#[derive(Clone)]
pub struct SystemOptions {
    /// The services there are.
    pub services: &'static [Service],
    /// Names of those to run; all where empty.
    pub targets: Vec<String>,
    /// Where the stores are.
    pub store: StoreChoice,
    /// The vault's key; where none is given, a data folder makes and keeps its own.
    pub vault_key: Option<VaultKey>,
    /// Which bus.
    pub bus: BusChoice,
    /// Which clock.
    pub clock: ClockChoice,
    /// Where the gRPC port listens.
    pub listen: ListenAddress,
    /// Where `/healthz`, `/readyz` and `/metrics` are answered, if anywhere.
    pub health: Option<ListenAddress>,
    /// Limits of every engine.
    pub limits: Limits,
    /// Limits of the gRPC server.
    pub rpc: RpcLimits,
    /// Pause between looks at what metrics show.
    pub sample: Duration,
    /// Longest wait for the bus at the start.
    pub connect: Duration,
    /// How long what is kept for repair is kept; for ever where none is given.
    pub retention: Option<Retention>,
    /// The key that audit roots are signed with; where none is given, a data folder makes and keeps its own.
    pub audit_key: Option<AuditKey>,
    /// How often audit roots are taken; never by itself where none is given.
    pub roots: Option<RootPace>,
}

impl SystemOptions {
    /// Every service in this process on SQLite files in `folder`, on any free port.
    pub fn embedded(folder: impl Into<PathBuf>, clock: ClockChoice) -> Self {
        Self::new(StoreChoice::At(StoreUrl::Sqlite(folder.into())), BusChoice::InProcess, clock)
    }

    /// Every service in this process, nothing kept; for tests.
    pub fn in_memory(clock: ClockChoice) -> Self {
        Self::new(StoreChoice::Memory, BusChoice::InProcess, clock)
    }

    /// Every service, with default limits, on any free port.
    pub fn new(store: StoreChoice, bus: BusChoice, clock: ClockChoice) -> Self {
        Self {
            services: SERVICES,
            targets: Vec::new(),
            store,
            vault_key: None,
            bus,
            clock,
            listen: ListenAddress::any_port(),
            health: None,
            limits: Limits::default(),
            rpc: RpcLimits::default(),
            sample: Duration::from_secs(15),
            connect: Duration::from_secs(15),
            retention: None,
            audit_key: None,
            roots: None,
        }
    }
}

impl StoreChoice {
    /// The data folder; `None` where the stores are elsewhere.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::At(StoreUrl::Sqlite(folder)) => Some(folder),
            Self::At(StoreUrl::Postgres(_)) | Self::Memory => None,
        }
    }
}
