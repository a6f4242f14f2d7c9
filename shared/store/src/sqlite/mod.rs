//! The SQLite engine: one file a service, one process.
//!
//! Owns the file, its one writer connection and its readers, claiming and bulk writes by `json_each`. Every
//! write waits its turn for the one writer, and every transaction begins with `begin immediate`: a claim never
//! finds anything busy, and a transaction that reads first cannot fail to write later.

mod bulk;
mod claim;
mod connect;
mod contents;
mod cut;
#[path = "queries.rs"]
mod engine_queries;
pub(crate) mod error;
// The other engine compiles these too: written once, typed for each.
#[allow(clippy::duplicate_mod)]
#[path = "../engine/maintenance.rs"]
mod maintenance;
#[allow(clippy::duplicate_mod)]
#[path = "../engine/reads.rs"]
mod reads;
#[allow(clippy::duplicate_mod)]
#[path = "../engine/repositories.rs"]
mod repositories;
#[allow(clippy::duplicate_mod)]
#[path = "../engine/roots.rs"]
mod roots;
#[allow(clippy::duplicate_mod)]
#[path = "../engine/store.rs"]
mod store;
#[allow(clippy::duplicate_mod)]
#[path = "../engine/transaction.rs"]
mod transaction;
mod write;

use std::path::Path;

use guohe_clock::Timestamp;
use guohe_flow::ports::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool};

pub use contents::FileContents;
pub use cut::SqliteCut;
pub use repositories::{DocumentTable as SqliteDocuments, VaultTable as SqliteVault};

use crate::error::OpenError;
use crate::instant::StoredInstant;
use crate::seal::VaultKey;
use error::failed;

type Db = Sqlite;
type Connection = SqliteConnection;
/// There is one writer.
const SIDE_BY_SIDE: usize = 1;

type EngineStore = SqliteStore;

/// One service's store in a SQLite file. Clones share the connections.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    /// Exactly one connection: the order of waiting for it is the order of writing.
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens `FOLDER/SERVICE.db`, makes folder and file where they are missing, and brings the tables up to
    /// date. Every commit is on the disk before it is confirmed.
    pub async fn open(folder: &Path, service: &str) -> Result<Self, OpenError> {
        let (writer, readers) = connect::file(folder, service).await?;
        Ok(Self { writer, readers })
    }

    /// A store that lives as long as this value, for simulation: reads and writes share one connection, so that
    /// nothing depends on which of two is faster. A read waits for an open transaction to end.
    pub async fn in_memory() -> Result<Self, OpenError> {
        let connection = connect::memory().await?;
        Ok(Self { writer: connection.clone(), readers: connection })
    }

    /// The service's vault.
    pub fn vault(&self, key: VaultKey) -> SqliteVault {
        SqliteVault::new(self.clone(), key)
    }

    /// The service's documents.
    pub fn documents(&self) -> SqliteDocuments {
        SqliteDocuments::new(self.clone())
    }

    async fn transaction(&self) -> Result<sqlx::Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("begin immediate").await
    }

    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.readers.acquire().await.map_err(failed("waiting for a reading connection"))
    }

    async fn writer(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.writer.acquire().await.map_err(failed("waiting for the writing connection"))
    }

    async fn mark_rows_sent(&self, message_ids: &[String], at: Timestamp) -> Result<(), sqlx::Error> {
        let ids = write::lines(message_ids).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
        let query = sqlx::query(engine_queries::MARK_SENT).bind(ids).bind(StoredInstant(at));
        connect::without_waiting_for_the_disk(self.writer.clone(), query).await
    }

    /// Of a store in memory both are the same one.
    fn pools(&self) -> [&SqlitePool; 2] {
        [&self.writer, &self.readers]
    }

    async fn close_connections(&self) {
        // Readers first: the last connection to close folds the write-ahead log into the file.
        self.readers.close().await;
        self.writer.close().await;
    }
}
