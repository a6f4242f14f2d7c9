//! Opening: file, pragmas, migrations, one writer and some readers.

use std::future::ready;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Executor, Row, Sqlite, SqliteConnection, SqlitePool};

use crate::error::{OpenError, check_service, migration_failed};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Reading connections of one service.
const READERS: u32 = 4;
/// Longest wait for a connection: the writer's queue holds whole batches.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest wait for another process that writes the same file (a maintenance command).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages kept in memory by each connection; negative for KiB, as SQLite has it.
const CACHE: &str = "-16384";
/// Pages of the write-ahead log (4 KiB each) after which it is folded into the file: seldom enough not to cost
/// every tenth batch a wait for the disk.
const CHECKPOINT_PAGES: &str = "8000";

/// Largest file whose pages are all looked at when it is opened (some tenths of a second); larger ones are looked
/// at when they are copied.
const CHECKED_BYTES: u64 = 256 * 1024 * 1024;

/// The writer and the readers of a service's file.
pub(super) async fn file(folder: &Path, service: &str) -> Result<(SqlitePool, SqlitePool), OpenError> {
    check_service(service)?;
    std::fs::create_dir_all(folder)
        .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    let file = folder.join(format!("{service}.db"));
    let place = file.display().to_string();
    let bytes = std::fs::metadata(&file).map_or(0, |file| file.len());
    if bytes > 0 {
        check(&file, bytes, &place).await?;
    }
    let options = options(file);
    let writing = options.clone().create_if_missing(true);
    let writer =
        pool(1).before_acquire(|connection, _| Box::pin(ready(Ok(is_outside_transaction(connection)))));
    let writer = writer.connect_with(writing).await.map_err(unreachable(&place))?;
    migrate(&writer, &place).await?;
    let readers = pool(READERS).connect_with(options.read_only(true)).await.map_err(unreachable(&place))?;
    Ok((writer, readers))
}

/// Versions of the migrations this program knows, ascending.
pub(super) fn migrations() -> Vec<i64> {
    MIGRATIONS.iter().map(|migration| migration.version).collect()
}

/// Refuses a damaged file before anything is written to it: the first write would fold a log into it that may be
/// all that is whole.
async fn check(file: &Path, bytes: u64, place: &str) -> Result<(), OpenError> {
    let damaged = |finding: String| OpenError::Damaged { place: place.to_owned(), finding };
    let opening = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY_TIMEOUT);
    let mut on = opening.connect().await.map_err(|error| judge(error, place))?;
    let look = if bytes <= CHECKED_BYTES { "pragma quick_check(1)" } else { "pragma schema_version" };
    let found = on.fetch_one(look).await.map_err(|error| judge(error, place))?;
    let finding = if bytes <= CHECKED_BYTES { found.get(0) } else { "ok".to_owned() };
    on.close().await.map_err(|error| judge(error, place))?;
    if finding == "ok" { Ok(()) } else { Err(damaged(finding)) }
}

/// Tells bytes that are no sound database from a file that cannot be reached.
fn judge(error: sqlx::Error, place: &str) -> OpenError {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    // SQLITE_CORRUPT and SQLITE_NOTADB, whatever their extension.
    if code.is_some_and(|code| matches!(code & 0xff, 11 | 26)) {
        return OpenError::Damaged { place: place.to_owned(), finding: error.to_string() };
    }
    unreachable(place)(error)
}

/// The one connection of a store in memory.
pub(super) async fn memory() -> Result<SqlitePool, OpenError> {
    let place = "memory";
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    let only = pool(1).connect_with(options).await.map_err(unreachable(place))?;
    migrate(&only, place).await?;
    Ok(only)
}

fn options(file: PathBuf) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("cache_size", CACHE)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
}

/// Connections that stay: opening one costs more than a commit, and one in memory is the database itself. They
/// are not tested before use, for the file cannot hang up.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// False where the driver takes a transaction for open: on a full disk SQLite rolls back by itself, the driver's own
/// rollback then fails, and it would refuse to begin another one for ever. Such a connection is closed, and another
/// opened. (What was handed to the driver before has been done: a connection is asked for a sign of life on its way
/// back to the pool.)
fn is_outside_transaction(connection: &SqliteConnection) -> bool {
    !connection.is_in_transaction()
}

/// Brings the tables up to date inside one transaction that nobody else can write beside.
async fn migrate(writer: &SqlitePool, place: &str) -> Result<(), OpenError> {
    let mut connection = writer.acquire().await.map_err(unreachable(place))?;
    let mut transaction = connection.begin_with("begin immediate").await.map_err(unreachable(place))?;
    let migrated = MIGRATIONS.run_direct(None, &mut *transaction, false).await;
    migrated.map_err(|error| migration_failed(place, error, &migrations()))?;
    transaction.commit().await.map_err(unreachable(place))
}

/// Runs a write that a crash may undo, sparing the wait for the disk; the next ordinary commit makes it durable.
/// In a task of its own: nobody can abandon it half-way and leave the writer hasty.
pub(super) async fn without_waiting_for_the_disk(
    writer: SqlitePool,
    query: Query<'static, Sqlite, SqliteArguments>,
) -> Result<(), sqlx::Error> {
    let task = tokio::spawn(async move {
        let mut connection = writer.acquire().await?;
        connection.execute("pragma synchronous = normal").await?;
        let done = query.execute(&mut *connection).await;
        if let Err(error) = connection.execute("pragma synchronous = full").await {
            connection.close_on_drop();
            return Err(error);
        }
        done.map(drop)
    });
    task.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

fn unreachable(place: &str) -> impl FnOnce(sqlx::Error) -> OpenError {
    let place = place.to_owned();
    move |error| OpenError::Unreachable { place, source: Box::new(error) }
}
