//! Repositories for what is not a workflow: people's data and large content.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::StoreError;

/// A person's data, kept apart from events so that it can be erased without breaking a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonRecord {
    /// Field by name: `name`, `email`, `mobile` …
    pub fields: BTreeMap<String, String>,
}

/// The vault of personal data, encrypted at rest.
#[async_trait]
pub trait Vault: Send + Sync + 'static {
    /// Stores or replaces a person's record.
    async fn put(&self, department: &str, person: &str, record: &PersonRecord) -> Result<(), StoreError>;

    /// A person's record; `None` for one never stored or erased.
    async fn get(&self, department: &str, person: &str) -> Result<Option<PersonRecord>, StoreError>;

    /// Erases a person's record for good; false where there was none.
    async fn erase(&self, department: &str, person: &str) -> Result<bool, StoreError>;
}

/// Large content by its SHA-256, hex. Events carry the hash.
#[async_trait]
pub trait Documents: Send + Sync + 'static {
    /// Stores content and gives its hash; storing it again changes nothing. More than
    /// `LARGEST_DOCUMENT_BYTES` of the implementation is [`StoreError::Rejected`].
    async fn put(&self, department: &str, media_type: &str, content: &[u8]) -> Result<String, StoreError>;

    /// Content by hash.
    async fn get(&self, department: &str, sha256: &str) -> Result<Option<Vec<u8>>, StoreError>;
}
