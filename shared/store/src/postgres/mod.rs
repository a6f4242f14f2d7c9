//! The PostgreSQL engine: one schema a service, any number of replicas.
//!
//! Owns the pool, the schema's creation and migration, claiming with row locks and bulk writes by `unnest`.
//! It never sends `NOTIFY` (inside the step's transaction it costs more than the step) and never reads the
//! server's clock for anything that is stored or compared with what is stored.

mod bulk;
mod claim;
mod columns;
mod connect;
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

use guohe_clock::Timestamp;
use guohe_flow::ports::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

pub use repositories::{DocumentTable as PostgresDocuments, VaultTable as PostgresVault};

use crate::error::OpenError;
use crate::instant::StoredInstant;
use crate::seal::VaultKey;
use error::failed;

type Db = Postgres;
type Connection = PgConnection;
/// Transactions of one replica that usefully run side by side: while one waits for the disk, others work.
const SIDE_BY_SIDE: usize = 4;

type EngineStore = PostgresStore;

/// One service's store on PostgreSQL. Clones share the pool.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, makes the schema named after the service
    /// where it is missing, and brings its tables up to date, under a lock.
    pub async fn connect(url: &str, service: &str) -> Result<Self, OpenError> {
        Ok(Self { pool: connect::connect(url, service).await? })
    }

    /// The service's vault.
    pub fn vault(&self, key: VaultKey) -> PostgresVault {
        PostgresVault::new(self.clone(), key)
    }

    /// The service's documents.
    pub fn documents(&self) -> PostgresDocuments {
        PostgresDocuments::new(self.clone())
    }

    async fn transaction(&self) -> Result<sqlx::Transaction<'static, Postgres>, sqlx::Error> {
        self.pool.begin().await
    }

    async fn reader(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.pool.acquire().await.map_err(failed("waiting for a connection"))
    }

    async fn writer(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.reader().await
    }

    async fn mark_rows_sent(&self, message_ids: &[String], at: Timestamp) -> Result<(), sqlx::Error> {
        let query = sqlx::query(engine_queries::MARK_SENT).bind(message_ids).bind(StoredInstant(at));
        query.execute(&self.pool).await.map(drop)
    }

    fn pools(&self) -> [&PgPool; 1] {
        [&self.pool]
    }

    async fn close_connections(&self) {
        self.pool.close().await;
    }
}
