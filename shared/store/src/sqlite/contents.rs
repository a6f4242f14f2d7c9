//! What a file of a service holds, in a form that two copies can be compared by; and whether the file is whole.
//!
//! Owns reading a file that nobody serves. It never changes or migrates it.

use std::collections::BTreeMap;
use std::path::Path;

use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::engine_queries;
use crate::error::CopyError;

/// What a file of a service holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContents {
    /// Versions of the migrations applied, ascending.
    pub migrations: Vec<i64>,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 over every stream's key, version and last hash, in key order; hex.
    pub heads_sha256: String,
}

/// A stream's head as it is hashed.
#[derive(sqlx::FromRow)]
struct Head {
    department: String,
    kind: String,
    id: String,
    version: i64,
    head_hash: String,
}

impl FileContents {
    /// Checks that every page of a file can be read and belongs where it is, and reads what it holds.
    pub async fn of(file: &Path) -> Result<Self, CopyError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let mut on = options.connect().await.map_err(CopyError::reading(file))?;
        check(&mut on, file).await?;
        let migrations: Vec<i64> = sqlx::query_scalar(engine_queries::KNOWN_MIGRATIONS)
            .fetch_all(&mut on)
            .await
            .map_err(CopyError::reading(file))?;
        let rows = rows(&mut on, file).await?;
        let heads_sha256 = heads(&mut on, file).await?;
        on.close().await.map_err(CopyError::reading(file))?;
        Ok(Self { migrations, rows, heads_sha256 })
    }

    /// The newest migration applied that this program does not know; `None` where it can work with the file.
    pub fn newer_than_this_program(&self) -> Option<i64> {
        let known = super::connect::migrations();
        self.migrations.iter().copied().filter(|version| !known.contains(version)).max()
    }
}

/// SQLite's own walk over every page.
async fn check(on: &mut SqliteConnection, file: &Path) -> Result<(), CopyError> {
    let verdict: String = sqlx::query_scalar("pragma integrity_check(1)")
        .fetch_one(&mut *on)
        .await
        .map_err(CopyError::reading(file))?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(CopyError::Damaged { file: file.to_owned(), finding: verdict })
}

async fn rows(on: &mut SqliteConnection, file: &Path) -> Result<BTreeMap<String, u64>, CopyError> {
    let tables: Vec<(String, String, String)> = sqlx::query_as(engine_queries::SCHEMA_OF_FILE)
        .fetch_all(&mut *on)
        .await
        .map_err(CopyError::reading(file))?;
    let mut rows = BTreeMap::new();
    for (_, name, _) in tables.into_iter().filter(|(kind, ..)| kind == "table") {
        let count = AssertSqlSafe(format!("select count(*) from \"{name}\""));
        let count: i64 =
            sqlx::query_scalar(count).fetch_one(&mut *on).await.map_err(CopyError::reading(file))?;
        rows.insert(name, count.unsigned_abs());
    }
    Ok(rows)
}

async fn heads(on: &mut SqliteConnection, file: &Path) -> Result<String, CopyError> {
    let mut digest = Sha256::new();
    let mut heads = sqlx::query_as::<_, Head>(engine_queries::HEADS).fetch(on);
    while let Some(head) = heads.try_next().await.map_err(CopyError::reading(file))? {
        let Head { department, kind, id, version, head_hash } = head;
        digest.update(format!("{department}/{kind}/{id} {version} {head_hash}\n"));
    }
    Ok(hex::encode(digest.finalize()))
}
