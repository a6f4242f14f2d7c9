//! The yardstick on SQLite: four statements in one transaction, for SQLite takes no insert in a common table
//! expression.

use std::path::Path;

use guohe_clock::stopwatch;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};

use super::{BODY_BYTES, STATE, YardstickError};
use crate::error::OpenError;
use crate::sqlite::error::failed;

/// The statements of one item, in turn.
const STEP: [&str; 4] = [
    "insert into inbox values ('source-' || $1, 1, 0)",
    "insert into state values ('item-' || $1, 1, $2)",
    "insert into event values ('item-' || $1, 1, $2)",
    "insert into outbox (id, body) values ('item-' || $1, $2)",
];

/// The throw-away file; beside it stand its log and its index while it is open.
const FILE: &str = "yardstick.db";

pub(super) async fn run(folder: &Path, items: u64) -> Result<f64, YardstickError> {
    remove(folder);
    let seconds = fill(&folder.join(FILE), items).await;
    remove(folder);
    seconds
}

/// What an interrupted run left, or this one: it is measured more than once in a folder.
fn remove(folder: &Path) {
    for end in ["", "-wal", "-shm"] {
        // What is not there needs no removing.
        let _ = std::fs::remove_file(folder.join(format!("{FILE}{end}")));
    }
}

async fn fill(file: &Path, items: u64) -> Result<f64, YardstickError> {
    let place = file.display().to_string();
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let connected = options.connect().await;
    let mut connection = connected.map_err(|e| OpenError::Unreachable { place, source: Box::new(e) })?;
    let make = sqlx::raw_sql(include_str!("sqlite/make.sql"));
    connection.execute(make).await.map_err(failed("making the yardstick's tables"))?;
    let watch = stopwatch();
    for item in 0..items {
        step(&mut connection, item).await.map_err(failed("filling the yardstick"))?;
    }
    let seconds = watch.elapsed().as_secs_f64();
    connection.close().await.map_err(failed("closing the yardstick"))?;
    Ok(seconds)
}

async fn step(on: &mut SqliteConnection, item: u64) -> Result<(), sqlx::Error> {
    let item = i64::try_from(item).unwrap_or(i64::MAX);
    let mut transaction = on.begin_with("begin immediate").await?;
    for (index, statement) in STEP.into_iter().enumerate() {
        let query = sqlx::query(statement).bind(item);
        let query = match index {
            0 => query,
            1 => query.bind(STATE),
            _ => query.bind(vec![b'x'; BODY_BYTES]),
        };
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_measured_twice_in_one_folder_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        for _ in 0..2 {
            assert!(run(folder.path(), 3).await.expect("measured") > 0.0);
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
