//! Why `serve` did not start.

use std::io;

use guohe_runtime::telemetry::TelemetryError;
use guohe_store::OpenError;

use super::AdoptError;
use crate::{policies::PackLibraryError, system::StartError};

/// Why `serve` did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The setting retention.days.
    #[error("retention.days")]
    Retention(#[from] crate::system::InvalidRetention),
    /// A store's address that is none.
    #[error("store.url cannot be used")]
    StoreUrl(#[source] OpenError),
    /// A bus's address that is none; not repeated, for it may hold a password.
    #[error("bus.url is neither \"in-process\" nor an address that begins with amqp://")]
    BusUrl,
    /// Some services only, with a store or a bus that the others cannot reach.
    #[error(
        "--target runs {targets} here and leaves the other services to other processes, which cannot reach {what}; \
         set {setting} to {wanted}"
    )]
    NotShared {
        /// What was chosen.
        targets: String,
        /// What is not shared.
        what: &'static str,
        /// Which setting.
        setting: &'static str,
        /// What it should hold.
        wanted: &'static str,
    },
    /// Logs and traces.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// Packs.
    #[error(transparent)]
    Packs(#[from] PackLibraryError),
    /// Adoption.
    #[error(transparent)]
    Adopt(#[from] AdoptError),
    /// The system.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The process cannot listen for signals.
    #[error("the signals that end the process cannot be listened for")]
    Signals(#[source] io::Error),
}
