//! The files of a system that is not running, read directly. The folder is locked meanwhile.

use std::path::{Path, PathBuf};

use guohe_clock::{Clock, SystemClock};
use guohe_flow::{
    AuditKey, PublicKey, RootScope, SignedRoot, Taken, check_roots,
    ports::{DeadLetter, StoreError},
    take_root, verify_audit,
};
use guohe_runtime::config::Settings;
use guohe_store::{StoreUrl, VaultKey};

use super::{
    OperateError,
    audit::{Audited, RootsFound},
    audit_roots::RootTaken,
    reconcile::Side,
};
use crate::system::{
    FolderLock, OpenedService, SERVICES, Service, StartError, StoreChoice, open_service, services_named,
};

/// Letters read at once.
const PAGE: u32 = 200;

/// The opened stores of a folder.
pub(super) struct Folder {
    opened: Vec<OpenedService>,
    _lock: FolderLock,
}

impl Folder {
    /// Opens the stores that are there, or the one asked for; never makes one.
    pub(super) async fn open(folder: &Path, only: Option<&str>) -> Result<Self, OperateError> {
        let present = present(folder, only)?;
        let lock = FolderLock::take(folder)?;
        let choice = StoreChoice::At(StoreUrl::Sqlite(folder.to_owned()));
        // Nothing here opens the vault, so it needs no key.
        let opening =
            present.into_iter().map(|service| open_service(service, &choice, VaultKey::new([0; 32])));
        Ok(Self { opened: futures::future::try_join_all(opening).await?, _lock: lock })
    }

    /// The opened stores, to be compared with each other.
    pub(super) fn sides(&self) -> Vec<Side> {
        let side = |opened: &OpenedService| Side {
            service: opened.service.name,
            maintenance: opened.opened.maintenance.clone(),
        };
        self.opened.iter().map(side).collect()
    }

    /// The opened stores, in the table's order.
    pub(super) fn opened(&self) -> &[OpenedService] {
        &self.opened
    }

    /// Closes the files, and lets go of the folder.
    pub(super) async fn close(self) {
        futures::future::join_all(self.opened.iter().map(|opened| opened.opened.store.close())).await;
    }

    /// The services opened.
    pub(super) fn services(&self) -> Vec<String> {
        self.opened.iter().map(|opened| opened.service.name.to_owned()).collect()
    }

    pub(super) async fn letters(&self, service: &str) -> Result<Vec<DeadLetter>, OperateError> {
        let store = &self.of(service)?.opened.store;
        let mut letters: Vec<DeadLetter> = Vec::new();
        loop {
            let after = letters.last().map(|letter| letter.id.clone()).unwrap_or_default();
            let page = store.dead_letters(&after, PAGE).await.map_err(unread(service))?;
            let full = page.len() == PAGE as usize;
            letters.extend(page);
            if !full {
                return Ok(letters);
            }
        }
    }

    pub(super) async fn letter(&self, service: &str, id: &str) -> Result<Option<DeadLetter>, OperateError> {
        self.of(service)?.opened.store.dead_letter(id).await.map_err(unread(service))
    }

    pub(super) async fn discard(&self, service: &str, id: &str) -> Result<(), OperateError> {
        let dropped = self.of(service)?.opened.store.discard_dead_letter(id).await;
        if dropped.map_err(unread(service))? { Ok(()) } else { Err(OperateError::NoLetter(id.to_owned())) }
    }

    pub(super) async fn verify(
        &self,
        service: &str,
        scope: RootScope,
        trusted: &[PublicKey],
    ) -> Result<Audited, OperateError> {
        let opened = self.of(service)?;
        let definition = (opened.service.definition)();
        let chains =
            verify_audit(&definition, opened.opened.store.as_ref()).await.map_err(unread(service))?;
        let checked = check_roots(service, opened.opened.roots.as_ref(), scope, trusted).await;
        let roots = RootsFound::new(checked.map_err(unread(service))?, !trusted.is_empty());
        Ok(Audited { chains, roots })
    }

    /// Takes a root as of the last thing recorded: nobody writes to the files meanwhile, and a clock that starts on
    /// them later starts after it.
    pub(super) async fn take_root(&self, service: &str, key: &AuditKey) -> Result<RootTaken, OperateError> {
        let opened = &self.of(service)?.opened;
        let now = SystemClock.now();
        let as_of = opened.store.latest_instant().await.map_err(unread(service))?.unwrap_or(now);
        let failed = |source| OperateError::Root { service: service.to_owned(), source };
        let taken = take_root(service, opened.roots.as_ref(), key, as_of, now).await.map_err(failed)?;
        let told = |root: SignedRoot, is_new| RootTaken { hash: root.hash(), root: root.statement, is_new };
        match taken {
            Taken::New(root) => Ok(told(root, true)),
            Taken::Covered(root) => Ok(told(root, false)),
            Taken::ByAnother { number } => {
                let source = StoreError::Conflict(format!("root {number}")).into();
                Err(OperateError::Root { service: service.to_owned(), source })
            }
        }
    }

    fn of(&self, service: &str) -> Result<&OpenedService, OperateError> {
        let unknown = || StartError::UnknownTarget { target: service.to_owned(), known: Vec::new() };
        Ok(self.opened.iter().find(|opened| opened.service.name == service).ok_or_else(unknown)?)
    }
}

/// The services that have a file in a folder, or the one asked for.
pub(super) fn present(folder: &Path, only: Option<&str>) -> Result<Vec<&'static Service>, OperateError> {
    let wanted: Vec<String> = only.map(str::to_owned).into_iter().collect();
    let has_data = |service: &&Service| folder.join(format!("{}.db", service.name)).is_file();
    let present: Vec<_> = services_named(SERVICES, &wanted)?.into_iter().filter(has_data).collect();
    if present.is_empty() {
        let what = only.unwrap_or("guohe").to_owned();
        return Err(OperateError::NoData { folder: folder.to_owned(), what });
    }
    Ok(present)
}

/// Where the settings say that the stores are.
pub(crate) fn settings_url(settings: &Settings) -> Result<StoreUrl, OperateError> {
    settings.store.url.reveal().parse().map_err(OperateError::StoreUrl)
}

/// The data folder of the settings; `None` where they name PostgreSQL.
pub(super) fn settings_folder(settings: &Settings) -> Result<Option<PathBuf>, OperateError> {
    match settings_url(settings)? {
        StoreUrl::Sqlite(folder) => Ok(Some(folder)),
        StoreUrl::Postgres(_) => Ok(None),
    }
}

fn unread(service: &str) -> impl FnOnce(StoreError) -> OperateError {
    let service = service.to_owned();
    move |source| OperateError::Store { service, source }
}
