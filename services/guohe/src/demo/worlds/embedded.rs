//! The world within this process: every service, on SQLite files unless told otherwise, one simulated clock.

use std::path::Path;

use async_trait::async_trait;
use guohe_clock::{Clock, SimulatedClock, Timestamp};
use guohe_store::{StoreUrl, VaultKey};
use tonic::transport::Channel;

use crate::{
    demo::DemoError,
    scenario::{Way, World, WorldError},
    system::{BusChoice, ClockChoice, StoreChoice, System, SystemOptions},
};

/// A system of our own.
pub struct EmbeddedWorld {
    system: System,
    clock: SimulatedClock,
    channel: Channel,
}

impl EmbeddedWorld {
    /// Starts on the data of a folder, at an instant, or where the data end if that is later.
    pub async fn start(folder: &Path, at: Timestamp) -> Result<Self, DemoError> {
        Self::start_on(StoreChoice::At(StoreUrl::Sqlite(folder.to_owned())), None, at).await
    }

    /// The same on other stores; without a vault key, a data folder makes its own.
    pub async fn start_on(
        store: StoreChoice,
        vault_key: Option<VaultKey>,
        at: Timestamp,
    ) -> Result<Self, DemoError> {
        let clock = SimulatedClock::starting_at(at);
        let mut options =
            SystemOptions::new(store, BusChoice::InProcess, ClockChoice::Simulated(clock.clone()));
        options.vault_key = vault_key;
        let system = System::start(options).await?;
        let channel = super::channel(&system.address().to_string())?;
        Ok(Self { system, clock, channel })
    }

    /// The running system.
    pub fn system(&self) -> &System {
        &self.system
    }

    /// Stops in order.
    pub async fn stop(self) {
        self.system.stop().await;
    }
}

#[async_trait]
impl World for EmbeddedWorld {
    fn way(&self, _service: &str) -> Way {
        super::plain(self.channel.clone())
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn advance_to(&self, instant: Timestamp) -> Result<(), WorldError> {
        self.clock.advance_to(instant);
        Ok(())
    }

    async fn settle(&self) -> Result<(), WorldError> {
        self.system.settle().await.map_err(|error| WorldError::Unquiet(Box::new(error)))
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, WorldError> {
        self.system.next_due().await.map_err(|error| WorldError::Unquiet(Box::new(error)))
    }
}
