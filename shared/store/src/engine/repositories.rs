//! Vault and documents over an engine's connections. Compiled once for each engine.

use async_trait::async_trait;
use guohe_flow::ports::{Documents, PersonRecord, StoreError, Vault};

use super::{EngineStore, failed};
use crate::documents::name_of;
use crate::queries;
use crate::seal::{Seal, VaultKey};

/// People's data, sealed before it reaches the database. See [`VaultKey`].
#[derive(Clone)]
pub struct VaultTable {
    store: EngineStore,
    seal: Seal,
}

impl VaultTable {
    pub(super) fn new(store: EngineStore, key: VaultKey) -> Self {
        Self { store, seal: Seal::new(key) }
    }
}

#[async_trait]
impl Vault for VaultTable {
    async fn put(&self, department: &str, person: &str, record: &PersonRecord) -> Result<(), StoreError> {
        let sealed = self.seal.seal(department, person, record)?;
        let query = sqlx::query(queries::VAULT_PUT).bind(department).bind(person).bind(sealed);
        let done = query.execute(&mut *self.store.writer().await?).await;
        done.map(drop).map_err(failed("storing a person's record"))
    }

    async fn get(&self, department: &str, person: &str) -> Result<Option<PersonRecord>, StoreError> {
        let query = sqlx::query_scalar(queries::VAULT_GET).bind(department).bind(person);
        let sealed: Option<Vec<u8>> = query
            .fetch_optional(&mut *self.store.reader().await?)
            .await
            .map_err(failed("reading a person's record"))?;
        sealed.map(|sealed| self.seal.open(department, person, &sealed)).transpose()
    }

    async fn erase(&self, department: &str, person: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(queries::VAULT_ERASE).bind(department).bind(person);
        let done = query.execute(&mut *self.store.writer().await?).await;
        Ok(done.map_err(failed("erasing a person's record"))?.rows_affected() > 0)
    }
}

/// Large content by its SHA-256, at most [`crate::LARGEST_DOCUMENT_BYTES`] each.
#[derive(Clone)]
pub struct DocumentTable {
    store: EngineStore,
}

impl DocumentTable {
    pub(super) fn new(store: EngineStore) -> Self {
        Self { store }
    }
}

#[async_trait]
impl Documents for DocumentTable {
    async fn put(&self, department: &str, media_type: &str, content: &[u8]) -> Result<String, StoreError> {
        let name = name_of(content)?;
        let query =
            sqlx::query(queries::DOCUMENT_PUT).bind(department).bind(&name).bind(media_type).bind(content);
        let done = query.execute(&mut *self.store.writer().await?).await;
        done.map(|_| name.clone()).map_err(failed("storing a document"))
    }

    async fn get(&self, department: &str, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query_scalar(queries::DOCUMENT_GET).bind(department).bind(sha256);
        let content = query.fetch_optional(&mut *self.store.reader().await?).await;
        content.map_err(failed("reading a document"))
    }
}
