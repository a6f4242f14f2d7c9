//! A fresh store of one engine, and what a case does with it all the time.

use std::sync::Arc;

use guohe_flow::StreamKey;
use guohe_flow::ports::{Claim, Claimed, CommitPlan, Store, StoreError, StreamRecord};
use guohe_store::{Opened, SqliteStore, StoreUrl, VaultKey, open};
use guohe_testkit::{
    memory_store::MemoryStore,
    postgres::{Database, database},
};
use tempfile::TempDir;

/// The service whose store is tested.
pub(crate) const SERVICE: &str = "intake";
/// The vault's key.
pub(crate) const KEY: [u8; 32] = [7; 32];

/// Where a bench keeps its data; removed with it.
pub(crate) enum Place {
    Postgres(Database),
    Sqlite(TempDir),
    Memory,
}

/// A fresh store with its repositories.
pub(crate) struct Bench {
    pub(crate) opened: Opened,
    pub(crate) place: Place,
}

impl Place {
    /// The address; none in memory.
    pub(crate) fn url(&self) -> Option<StoreUrl> {
        match self {
            Self::Postgres(database) => Some(database.url().parse().expect("an address")),
            Self::Sqlite(folder) => Some(StoreUrl::Sqlite(folder.path().to_owned())),
            Self::Memory => None,
        }
    }
}

impl Bench {
    pub(crate) async fn postgres() -> Self {
        Self::at(Place::Postgres(database().expect("a database"))).await
    }

    pub(crate) async fn sqlite() -> Self {
        Self::at(Place::Sqlite(TempDir::new().expect("a folder"))).await
    }

    pub(crate) async fn memory() -> Self {
        let store = SqliteStore::in_memory().await.expect("opened");
        Self { opened: Opened::of_sqlite(store, VaultKey::new(KEY)), place: Place::Memory }
    }

    /// The testkit's store; vault, documents and maintenance, which it does not have, are SQLite's.
    pub(crate) async fn plain_memory() -> Self {
        let mut bench = Self::memory().await;
        let memory = MemoryStore::new();
        bench.opened.store = Arc::new(memory.clone());
        bench.opened.roots = Arc::new(memory);
        bench
    }

    async fn at(place: Place) -> Self {
        let url = place.url().expect("an address");
        let opened = open(&url, SERVICE, VaultKey::new(KEY)).await.expect("opened");
        Self { opened, place }
    }

    /// The store port.
    pub(crate) fn store(&self) -> &dyn Store {
        self.opened.store.as_ref()
    }

    /// Opens the same data once more, as another replica or a later process would; none in memory.
    pub(crate) async fn another(&self, key: [u8; 32]) -> Option<Opened> {
        let url = self.place.url()?;
        Some(open(&url, SERVICE, VaultKey::new(key)).await.expect("opened"))
    }

    /// Writes a plan in a transaction of its own.
    pub(crate) async fn commit(&self, plan: CommitPlan) -> Result<(), StoreError> {
        let mut transaction = self.store().begin().await?;
        transaction.write(&plan).await?;
        transaction.commit().await
    }

    /// Writes a plan that must succeed.
    pub(crate) async fn put(&self, plan: CommitPlan) {
        self.commit(plan).await.expect("committed");
    }

    /// A stream that must be there.
    pub(crate) async fn stream(&self, key: &StreamKey) -> StreamRecord {
        self.store().stream(key).await.expect("read").expect("a stream")
    }

    /// Claims in a transaction of its own, which is dropped.
    pub(crate) async fn claim(&self, claim: Claim) -> Claimed {
        self.store().begin().await.expect("begun").claim(&claim).await.expect("claimed")
    }
}

/// True for a conflict.
pub(crate) fn is_conflict<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Conflict(_)))
}

/// True for a refusal.
pub(crate) fn is_rejected<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Rejected(_)))
}
