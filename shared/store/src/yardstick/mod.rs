//! Plain limits of a database, to set the engine's speed beside: what one statement a transaction carries on
//! the same server, in the same minute.
//!
//! Owns four throw-away tables (inbox, state, event, outbox) and the loop that fills them: each item in a
//! transaction of its own, as a service without batches would commit it. It does no work of a workflow: it reads
//! nothing back, decides nothing and hashes nothing. Used by `guohe bench` only, never while serving.

mod postgres;
mod sqlite;

use std::path::Path;

use guohe_flow::ports::StoreError;

use crate::error::OpenError;

/// A database's plain limit could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum YardstickError {
    /// Connecting or making the tables.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Filling them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Bodies of the yardstick's rows: about as long as those of the engine's smallest step.
pub(crate) const STATE: &str = r#"{"amount":1,"item":"i-0000000","note":"one step of one item","step":1}"#;

/// The event's and the message's body, bytes.
pub(crate) const BODY_BYTES: usize = 420;

/// Fills the tables on PostgreSQL with `items` items over `connections` connections at once, in a schema of its
/// own that is dropped before and after; gives the seconds it took.
pub async fn postgres(url: &str, connections: u32, items: u64) -> Result<f64, YardstickError> {
    postgres::run(url, connections, items).await
}

/// The same in a SQLite file of its own in `folder`, over its one writing connection.
pub async fn sqlite(folder: &Path, items: u64) -> Result<f64, YardstickError> {
    sqlite::run(folder, items).await
}

/// Drops the schemas of services that a bench made on PostgreSQL.
pub async fn drop_schemas(url: &str, services: &[&str]) -> Result<(), YardstickError> {
    postgres::drop_schemas(url, services).await
}
