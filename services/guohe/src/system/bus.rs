//! The bus a system stands on, and its end.

use std::{future::Future, sync::Arc, time::Duration};

use guohe_bus::{InProcessBus, InProcessConfig, RabbitMqBus, RabbitMqConfig};
use guohe_flow::{Engine, Topology, ports::Bus};

use super::{BusChoice, StartError, SystemOptions, quiet};

/// Setting that names the bus.
const SETTING: &str = "bus.url";

/// The bus, by kind: only the one within the process can tell what is still on its way.
pub(super) enum SystemBus {
    InProcess(Arc<InProcessBus>),
    RabbitMq(Arc<RabbitMqBus>),
}

impl SystemBus {
    /// Starts the chosen bus; RabbitMQ is waited for, so that a wrong address is noticed at the start.
    pub(super) async fn start(options: &SystemOptions, topology: &Topology) -> Result<Self, StartError> {
        match &options.bus {
            BusChoice::InProcess => {
                let bus = InProcessBus::new(InProcessConfig::default(), topology.clone());
                Ok(Self::InProcess(Arc::new(bus)))
            }
            BusChoice::RabbitMq(url) => {
                let failed = |source| StartError::Bus { setting: SETTING, source };
                let mut config = RabbitMqConfig::new(url.as_str());
                config.outstanding_confirms = options.limits.confirms;
                config.connection_name = connection_name(options);
                let bus = RabbitMqBus::start(config, topology.clone()).map_err(failed)?;
                bus.wait_until_ready(options.connect).await.map_err(failed)?;
                Ok(Self::RabbitMq(Arc::new(bus)))
            }
        }
    }

    /// The port that engines use.
    pub(super) fn port(&self) -> Arc<dyn Bus> {
        match self {
            Self::InProcess(bus) => bus.clone(),
            Self::RabbitMq(bus) => bus.clone(),
        }
    }

    /// Lets the engines finish (`stopping`), and closes the bus.
    ///
    /// Within one process nobody else would take what is still queued, so it is given until `drain` to be
    /// handled first; then the bus is closed while the engines stop, for their relays would wait for
    /// acknowledgements that no stopped engine gives. What was not handled is in the outbox and comes again.
    pub(super) async fn finish_and_close(
        &self,
        engines: &[Engine],
        drain: Duration,
        stopping: impl Future<Output = Vec<()>>,
    ) {
        match self {
            Self::InProcess(bus) => {
                if tokio::time::timeout(drain, quiet::rest(engines, self)).await.is_err() {
                    tracing::warn!("not every message was handled in time; the outbox keeps the rest");
                }
                tokio::join!(stopping, bus.close());
            }
            Self::RabbitMq(bus) => {
                stopping.await;
                bus.close().await;
            }
        }
    }
}

fn connection_name(options: &SystemOptions) -> String {
    let targets = if options.targets.is_empty() { "all".to_owned() } else { options.targets.join("+") };
    format!("guohe {targets} (process {})", std::process::id())
}
