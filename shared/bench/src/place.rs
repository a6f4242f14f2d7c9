//! Where the bench runs: on files and a bus of this process, or on PostgreSQL and RabbitMQ.
//!
//! Owns the bench's own services on it, from an empty start to a removed end. It never touches a schema, a queue
//! or a file that it did not make.

use std::sync::Arc;
use std::time::Duration;

use guohe_bus::{InProcessBus, InProcessConfig, RabbitMqBus, RabbitMqConfig};
use guohe_clock::Clock;
use guohe_flow::ports::{Bus, Store};
use guohe_flow::{Engine, Limits, Node};
use guohe_store::{StoreUrl, VaultKey, yardstick};

use super::observed::{Observed, Seen};
use super::{BenchArgs, BenchError, workload};

/// Longest wait for the broker.
const CONNECT: Duration = Duration::from_secs(15);

/// Where it runs.
pub(super) enum Place {
    /// SQLite files in a folder of their own.
    Embedded(tempfile::TempDir),
    /// Servers.
    Servers {
        /// PostgreSQL.
        postgres: String,
        /// RabbitMQ.
        broker: String,
    },
}

/// The bench's services, running.
pub(super) struct Running {
    pub(super) engines: Vec<Engine>,
    pub(super) seen: Vec<Arc<Seen>>,
    bus: Arc<dyn Bus>,
}

impl Place {
    pub(super) fn chosen(args: &BenchArgs) -> Result<Self, BenchError> {
        match (&args.postgres, &args.broker) {
            (Some(postgres), Some(broker)) => {
                Ok(Self::Servers { postgres: postgres.clone(), broker: broker.clone() })
            }
            _ => {
                let folder = match &args.data {
                    Some(parent) => tempfile::Builder::new().prefix("guohe-bench-").tempdir_in(parent),
                    None => tempfile::Builder::new().prefix("guohe-bench-").tempdir(),
                };
                Ok(Self::Embedded(folder.map_err(BenchError::Folder)?))
            }
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Embedded(_) => "embedded",
            Self::Servers { .. } => "distributed",
        }
    }

    /// Statements a second of one transaction each: the database's plain limit.
    pub(super) async fn plain_database(&self, connections: u32, items: u64) -> Result<f64, BenchError> {
        let seconds = match self {
            Self::Embedded(folder) => yardstick::sqlite(folder.path(), items).await?,
            Self::Servers { postgres, .. } => yardstick::postgres(postgres, connections, items).await?,
        };
        Ok(items as f64 / seconds)
    }

    /// Messages a second through one quorum queue; none where no broker is.
    pub(super) async fn plain_broker(
        &self,
        outstanding: usize,
        messages: u64,
    ) -> Result<Option<f64>, BenchError> {
        let Self::Servers { broker, .. } = self else { return Ok(None) };
        let seconds = guohe_bus::yardstick::rabbitmq(broker, outstanding, messages).await?;
        Ok(Some(messages as f64 / seconds))
    }

    /// Starts the services on empty stores.
    pub(super) async fn start(
        &self,
        services: &[&'static str],
        clock: Arc<dyn Clock>,
        instants: bool,
        limits: &Limits,
    ) -> Result<Running, BenchError> {
        self.clear(services).await?;
        let topology = Arc::new(workload::topology());
        let bus: Arc<dyn Bus> = match self {
            Self::Embedded(_) => {
                Arc::new(InProcessBus::new(InProcessConfig::default(), topology.as_ref().clone()))
            }
            Self::Servers { broker, .. } => {
                let bus =
                    RabbitMqBus::start(RabbitMqConfig::new(broker.as_str()), topology.as_ref().clone())?;
                bus.wait_until_ready(CONNECT).await?;
                Arc::new(bus)
            }
        };
        let (mut engines, mut seen) = (Vec::new(), Vec::new());
        for service in services {
            let watched = Seen::new(instants);
            let inner = self.store(service).await?;
            let store: Arc<dyn Store> = Arc::new(Observed { inner, seen: watched.clone() });
            let definition = workload::definition(service);
            let started =
                Node::start(definition, store, bus.clone(), clock.clone(), topology.clone(), limits.clone());
            engines.push(started.await?);
            seen.push(watched);
        }
        Ok(Running { engines, seen, bus })
    }

    async fn store(&self, service: &str) -> Result<Arc<dyn Store>, BenchError> {
        let url = match self {
            Self::Embedded(folder) => StoreUrl::Sqlite(folder.path().to_owned()),
            Self::Servers { postgres, .. } => StoreUrl::Postgres(postgres.clone()),
        };
        Ok(guohe_store::open(&url, service, VaultKey::new([0; 32])).await?.store)
    }

    /// Removes what the bench's services left.
    pub(super) async fn clear(&self, services: &[&'static str]) -> Result<(), BenchError> {
        match self {
            Self::Embedded(folder) => {
                for service in services {
                    for end in ["db", "db-wal", "db-shm"] {
                        // What is not there needs no removing.
                        let _ = std::fs::remove_file(folder.path().join(format!("{service}.{end}")));
                    }
                }
            }
            Self::Servers { postgres, broker } => {
                yardstick::drop_schemas(postgres, services).await?;
                guohe_bus::yardstick::delete_queues(broker, services).await?;
            }
        }
        Ok(())
    }
}

impl Running {
    pub(super) async fn stop(self) {
        for engine in &self.engines {
            engine.node().stop().await;
        }
        self.bus.close().await;
        for engine in &self.engines {
            engine.store().close().await;
        }
    }
}
