//! Why a system did not start; every message says what to do.

use std::path::PathBuf;

use guohe_clock::Timestamp;
use guohe_flow::ports::{BusError, StoreError};
use guohe_runtime::{health::HealthPortError, rpc::BindError};
use guohe_store::OpenError;

/// Why a system did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A service that does not exist.
    #[error("there is no service {target:?}; the services are: {}", known.join(", "))]
    UnknownTarget {
        /// What was asked for.
        target: String,
        /// What there is.
        known: Vec<&'static str>,
    },
    /// Another process has the data.
    #[error(
        "the data folder {} is in use by process {process}; stop that one, or name another folder in store.url",
        folder.display()
    )]
    FolderInUse {
        /// Which folder.
        folder: PathBuf,
        /// The process's id, as it wrote it there.
        process: String,
    },
    /// A file of the data folder cannot be used.
    #[error("{} cannot be {what}; check the rights there", file.display())]
    Folder {
        /// Which file or folder.
        file: PathBuf,
        /// What was tried.
        what: &'static str,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// No key, and no folder to make one in.
    #[error(
        "store.vault_key is missing; with PostgreSQL it must be set, to 64 hex digits that all processes share"
    )]
    NoVaultKey,
    /// A key that is none.
    #[error("the vault key in {place} is not 32 bytes in hex (64 digits)")]
    BadVaultKey {
        /// Setting or file.
        place: String,
    },
    /// An audit key that is none.
    #[error("the audit key in {place} is not 32 bytes in hex (64 digits)")]
    BadAuditKey {
        /// Setting or file.
        place: String,
    },
    /// A restored folder whose key was not brought along.
    #[error(
        "{} is missing: this folder was restored from a backup, and its personal data were sealed with the key of \
         that time; put that file there (nothing was changed)",
        file.display()
    )]
    LostVaultKey {
        /// Where the key belongs.
        file: PathBuf,
    },
    /// A restored folder with another key.
    #[error(
        "{} is not the key that the personal data of this folder were sealed with; put the one of that time there",
        file.display()
    )]
    OtherVaultKey {
        /// The key's file.
        file: PathBuf,
    },
    /// The system gives no random bytes.
    #[error("no random bytes for a key: {0}")]
    Random(String),
    /// A service's store cannot be opened.
    #[error("the store of {service} cannot be opened (setting store.url)")]
    Store {
        /// Which service.
        service: &'static str,
        /// Why.
        #[source]
        source: OpenError,
    },
    /// A service's store opened and does not answer.
    #[error("the store of {service} does not answer (setting store.url)")]
    Read {
        /// Which service.
        service: &'static str,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// Data from a simulated time.
    #[error(
        "the data of {service} reach to {latest}, which is ahead of this machine's clock ({now}): they come from a \
         simulated time, and would stand still until then; start with `--clock simulated`, or use other data"
    )]
    AheadOfClock {
        /// Which service.
        service: &'static str,
        /// The data's latest instant.
        latest: Timestamp,
        /// The clock's.
        now: Timestamp,
    },
    /// The bus cannot be reached or used.
    #[error("the bus cannot be reached (setting {setting})")]
    Bus {
        /// Which setting names it.
        setting: &'static str,
        /// Why.
        #[source]
        source: BusError,
    },
    /// The gRPC port cannot be opened.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The health port cannot be opened.
    #[error(transparent)]
    HealthPort(#[from] HealthPortError),
    /// Nothing can be measured.
    #[error(transparent)]
    Metrics(#[from] guohe_runtime::metrics::MetricsError),
    /// The interface's descriptors, part of the program, cannot be read.
    #[error("the interface cannot be described")]
    Reflection(#[from] guohe_runtime::rpc::ReflectionError),
}
