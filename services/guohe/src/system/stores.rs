//! Opening the stores of the chosen services.

use guohe_store::{Opened, SqliteStore, VaultKey, open};

use super::{Service, StartError, StoreChoice, SystemOptions, folder::vault_key_in, services_named};

/// A service with its opened store.
pub struct OpenedService {
    /// Which service.
    pub service: &'static Service,
    /// Its store, vault and documents.
    pub opened: Opened,
}

/// Opens the stores of the chosen services, in the table's order.
pub(super) async fn open_all(options: &SystemOptions) -> Result<Vec<OpenedService>, StartError> {
    let services = services_named(options.services, &options.targets)?;
    let key = vault_key(options)?;
    let opening = services.into_iter().map(|service| open_service(service, &options.store, key));
    // All are waited for, so that of several failures always the first in the table's order is told.
    futures::future::join_all(opening).await.into_iter().collect()
}

/// Opens one service's store.
pub async fn open_service(
    service: &'static Service,
    choice: &StoreChoice,
    key: VaultKey,
) -> Result<OpenedService, StartError> {
    let opened = match choice {
        StoreChoice::At(url) => open(url, service.name, key).await,
        StoreChoice::Memory => SqliteStore::in_memory().await.map(|store| Opened::of_sqlite(store, key)),
    };
    let opened = opened.map_err(|source| StartError::Store { service: service.name, source })?;
    Ok(OpenedService { service, opened })
}

fn vault_key(options: &SystemOptions) -> Result<VaultKey, StartError> {
    match (&options.vault_key, &options.store) {
        (Some(key), _) => Ok(*key),
        (None, StoreChoice::Memory) => Ok(VaultKey::new([0; 32])),
        (None, choice) => vault_key_in(choice.folder().ok_or(StartError::NoVaultKey)?),
    }
}
