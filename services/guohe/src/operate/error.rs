//! Why an operator's command could not do its work.

use std::path::PathBuf;

use guohe_flow::ports::StoreError;
use tonic::Status;

use crate::system::StartError;

/// Why an operator's command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    /// Nobody answers.
    #[error(
        "nothing answers at {address}; is `guohe serve` running there? name another place with --address, or with \
         --data DIR the files of a system that is not running"
    )]
    NotRunning {
        /// Where it was looked for.
        address: String,
        /// The transport's error.
        #[source]
        source: tonic::transport::Error,
    },
    /// An address that is none.
    #[error("--address {0:?} is no address; write it like 127.0.0.1:7100")]
    Address(String),
    /// The running system refuses.
    #[error("{}", .0.message())]
    Refused(#[source] Box<Status>),
    /// The folder holds no system.
    #[error("{} holds no data of {what}", folder.display())]
    NoData {
        /// Which folder.
        folder: PathBuf,
        /// Which service, or `guohe`.
        what: String,
    },
    /// The files cannot be opened.
    #[error(transparent)]
    Open(#[from] StartError),
    /// The files cannot be read.
    #[error("the store of {service} cannot be read")]
    Store {
        /// Which service.
        service: String,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// The settings name no store.
    #[error("store.url")]
    StoreUrl(#[source] guohe_store::OpenError),
    /// A backup cannot be taken or used.
    #[error(transparent)]
    Backup(#[from] super::BackupError),
    /// An archive cannot be made or read.
    #[error(transparent)]
    Archive(#[from] super::ArchiveError),
    /// A retention that is none.
    #[error(transparent)]
    Retention(#[from] crate::system::InvalidRetention),
    /// A root that cannot be taken.
    #[error("no root over the streams of {service} can be taken")]
    Root {
        /// Which service.
        service: String,
        /// Why.
        #[source]
        source: guohe_flow::RootError,
    },
    /// A root that a running system answered with cannot be read.
    #[error("the running system answered with a root that does not read; are both programs of one version?")]
    UnreadableRoot(#[source] guohe_flow::UnreadableRoot),
    /// No key to sign or check with.
    #[error(
        "there is no audit key: set audit.signing_key to 64 hex digits (`openssl rand -hex 32` makes them), or name \
         with --data DIR a data folder, which makes its own when `guohe serve` starts on it first"
    )]
    NoAuditKey,
    /// Replaying needs the service.
    #[error(
        "a replay is carried out by the running service: start `guohe serve`, and repeat this without --data"
    )]
    ReplayOffline,
    /// No such dead letter.
    #[error("there is no dead letter {0:?}; `guohe dead-letters list` shows those there are")]
    NoLetter(String),
    /// The same message is dead in several services.
    #[error("{id:?} is a dead letter of {}; say which with --service", services.join(" and of "))]
    Ambiguous {
        /// The id.
        id: String,
        /// Where it is.
        services: Vec<String>,
    },
}
