//! Where operators' commands are carried out: a running system, or the files of one that is not.

use guohe_flow::{AuditKey, PublicKey, RootScope, ports::DeadLetter};
use guohe_runtime::config::Settings;

use super::{OperateError, audit::Audited, audit_roots::RootTaken, folder::Folder, remote::Remote};
use crate::cli::PlaceArgs;

/// A place to operate on, with the services chosen there.
pub(super) enum Desk {
    Running(Remote),
    Folder(Folder),
}

impl Desk {
    /// Opens the place that the options name; by default the system that the settings describe.
    pub(super) async fn open(place: &PlaceArgs, settings: &Settings) -> Result<Self, OperateError> {
        let only = place.service.as_deref();
        match &place.data {
            Some(folder) => Ok(Self::Folder(Folder::open(folder, only).await?)),
            None => {
                let configured = || settings.listen.grpc.to_string();
                let address = place.address.clone().unwrap_or_else(configured);
                Ok(Self::Running(Remote::connect(&address, only).await?))
            }
        }
    }

    /// Leaves the place: files are closed, their write-ahead logs folded in. An error on the way leaves that to the
    /// next who opens them.
    pub(super) async fn close(self) {
        match self {
            Self::Running(_) => {}
            Self::Folder(folder) => folder.close().await,
        }
    }

    /// The services chosen, of those there are.
    pub(super) fn services(&self) -> Vec<String> {
        match self {
            Self::Running(remote) => remote.services().to_vec(),
            Self::Folder(folder) => folder.services(),
        }
    }

    /// Every dead letter of a service.
    pub(super) async fn letters(&mut self, service: &str) -> Result<Vec<DeadLetter>, OperateError> {
        match self {
            Self::Running(remote) => remote.letters(service).await,
            Self::Folder(folder) => folder.letters(service).await,
        }
    }

    /// The dead letter with an id, and the service it belongs to.
    pub(super) async fn find(&mut self, id: &str) -> Result<(String, DeadLetter), OperateError> {
        let mut found = Vec::new();
        for service in self.services() {
            let letter = match self {
                Self::Running(remote) => remote.letter(&service, id).await?,
                Self::Folder(folder) => folder.letter(&service, id).await?,
            };
            found.extend(letter.map(|letter| (service, letter)));
        }
        if found.len() > 1 {
            let services = found.into_iter().map(|(service, _)| service).collect();
            return Err(OperateError::Ambiguous { id: id.to_owned(), services });
        }
        found.pop().ok_or_else(|| OperateError::NoLetter(id.to_owned()))
    }

    /// Hands a dead letter to its service again; what came of it.
    pub(super) async fn replay(&mut self, service: &str, id: &str) -> Result<String, OperateError> {
        match self {
            Self::Running(remote) => remote.replay(service, id).await,
            Self::Folder(_) => Err(OperateError::ReplayOffline),
        }
    }

    /// Drops a dead letter.
    pub(super) async fn discard(&mut self, service: &str, id: &str) -> Result<(), OperateError> {
        match self {
            Self::Running(remote) => remote.discard(service, id).await,
            Self::Folder(folder) => folder.discard(service, id).await,
        }
    }

    /// Checks a service's chains and roots.
    pub(super) async fn verify(
        &mut self,
        service: &str,
        scope: RootScope,
        trusted: &[PublicKey],
    ) -> Result<Audited, OperateError> {
        match self {
            Self::Running(remote) => remote.verify(service, scope, trusted).await,
            Self::Folder(folder) => folder.verify(service, scope, trusted).await,
        }
    }

    /// Takes a root over a service's streams; with a running system's own key, or over files with this one.
    pub(super) async fn take_root(
        &mut self,
        service: &str,
        key: Option<&AuditKey>,
    ) -> Result<RootTaken, OperateError> {
        match (self, key) {
            (Self::Running(remote), _) => remote.take_root(service).await,
            (Self::Folder(folder), Some(key)) => folder.take_root(service, key).await,
            (Self::Folder(_), None) => Err(OperateError::NoAuditKey),
        }
    }
}
