//! The store port's two engines: PostgreSQL for a distributed deployment, SQLite for an embedded one.
//!
//! Owns the tables of the workflow engine, the vault of personal data and the documents, their migrations, and
//! all SQL of the system. It is the only crate that names sqlx. It never decides anything, never reads a clock
//! (every instant is bound by the caller) and never notifies anyone: wake-ups are the engine's affair.
//!
//! # Theory of operation
//! One service has one store: a schema on PostgreSQL, a file on SQLite, with the same tables and columns. What
//! both engines do alike (`engine/`: reads, the repositories, the shape of a transaction) is written once and
//! compiled once for each; what differs (claiming, bulk writes, opening, reading the driver's errors) stands in
//! `postgres/` and `sqlite/`. One contract suite (`tests/contract`) runs every promise of the ports on both.
//!
//! Row-level security by department is not set up yet: every query of the ports names its department, and
//! every table that belongs to one carries the column it needs.

mod bounded;
mod documents;
mod error;
mod instant;
mod lines;
mod open;
mod postgres;
mod queries;
mod rows;
mod seal;
mod sqlite;
pub mod yardstick;

pub use documents::LARGEST_DOCUMENT_BYTES;
pub use error::{CopyError, OpenError};
pub use open::{Opened, StoreUrl, open};
pub use postgres::{PostgresDocuments, PostgresStore, PostgresVault};
pub use seal::{InvalidVaultKey, VaultKey};
pub use sqlite::{FileContents, SqliteCut, SqliteDocuments, SqliteStore, SqliteVault};
