//! One consistent cut of several services' files, taken while others write them.
//!
//! # Theory of operation
//! Services meet by messages only, so files copied one after another do not fit together: a consumer copied later
//! than its producer has handled messages which that producer, restored, never sent, and would number again. With
//! a ring of services no order of copying avoids this. All copies therefore show the same instant: every file's
//! write lock is held at once (a *barrier* of some milliseconds, between two commits of each service), a reading
//! transaction is begun on every file, and the locks are given back. SQLite's write-ahead log then shows each
//! reader its file as it was at the barrier, however long the copying takes and whatever is written meanwhile.
//! Copying goes table by table inside that transaction; indexes and triggers are made afterwards.
//!
//! The barrier waits at most [`BARRIER_WAIT`] for a lock and then lets go of all of them before it tries again, so
//! that a service is never held up for longer than its own limit for a busy file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row};

use super::engine_queries;
use crate::error::CopyError;

/// Longest wait for one file's write lock; shorter than what services wait for a busy file.
const BARRIER_WAIT: Duration = Duration::from_secs(2);

/// How often the barrier is tried.
const BARRIER_TRIES: u32 = 30;

/// The files of some services, each seen as it was at one and the same instant.
#[derive(Debug)]
pub struct SqliteCut {
    files: Vec<Snapshot>,
}

/// A file with a reading transaction open on it and its copy attached.
#[derive(Debug)]
struct Snapshot {
    service: String,
    copy: PathBuf,
    connection: SqliteConnection,
    /// What makes the tables, then what makes the rest, as the file itself keeps it.
    tables: Vec<(String, String)>,
    others: Vec<(String, String)>,
}

impl SqliteCut {
    /// Takes the cut of `FOLDER/SERVICE.db` for every service; the copies will be `TO/SERVICE.db`, which must not
    /// exist yet. The folder's own files are never changed.
    pub async fn take(folder: &Path, services: &[&str], to: &Path) -> Result<Self, CopyError> {
        let mut files = Vec::with_capacity(services.len());
        let mut writers = Vec::with_capacity(services.len());
        for service in services {
            files.push(Snapshot::prepare(folder, service, to).await?);
            writers.push(connect(&file_of(folder, service)).await?);
        }
        raise_barrier(folder, services, &mut writers).await?;
        // From here to the end of the loop no service can commit.
        for file in &mut files {
            file.begin().await?;
        }
        for (writer, service) in writers.iter_mut().zip(services) {
            let done = writer.execute("rollback").await;
            done.map_err(CopyError::reading(&file_of(folder, service)))?;
        }
        for file in &mut files {
            file.read_schema().await?;
        }
        Ok(Self { files })
    }

    /// Tables to copy, of all files.
    pub fn tables(&self) -> usize {
        self.files.iter().map(|file| file.tables.len()).sum()
    }

    /// Copies everything, telling after each table whose it was; returns when the copies are on the disk.
    pub async fn copy(self, mut copied: impl FnMut(&str)) -> Result<(), CopyError> {
        for file in self.files {
            let (service, copy) = (file.service.clone(), file.copy.clone());
            file.copy(|| copied(&service)).await?;
            let synced = std::fs::File::open(&copy).and_then(|file| file.sync_all());
            synced.map_err(|source| CopyError::Disk { file: copy, source })?;
        }
        Ok(())
    }
}

impl Snapshot {
    async fn prepare(folder: &Path, service: &str, to: &Path) -> Result<Self, CopyError> {
        let (file, copy) = (file_of(folder, service), file_of(to, service));
        let mut connection = connect(&file).await?;
        // Made here, for SQLite attaches files under the rights of the first, which must never be made.
        let made = std::fs::File::create_new(&copy);
        made.map_err(|source| CopyError::Disk { file: copy.clone(), source })?;
        let attach = sqlx::query(engine_queries::ATTACH_COPY).bind(copy.display().to_string());
        attach.execute(&mut connection).await.map_err(CopyError::writing(&copy))?;
        // The copy means nothing before it is whole; then it is brought to the disk once.
        let hasty = connection.execute("pragma copy.journal_mode = off; pragma copy.synchronous = off").await;
        hasty.map_err(CopyError::writing(&copy))?;
        let service = service.to_owned();
        Ok(Self { service, copy, connection, tables: Vec::new(), others: Vec::new() })
    }

    /// Begins the reading transaction and makes it take its view: SQLite does so at the first read only.
    async fn begin(&mut self) -> Result<(), CopyError> {
        let begun = self.connection.execute("begin; select count(*) from main.sqlite_schema").await;
        begun.map(drop).map_err(CopyError::reading(&self.copy))
    }

    async fn read_schema(&mut self) -> Result<(), CopyError> {
        let rows = self.connection.fetch_all(engine_queries::SCHEMA_OF_FILE).await;
        for row in rows.map_err(CopyError::reading(&self.copy))? {
            let (kind, name, sql): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            if kind == "table" { self.tables.push((name, sql)) } else { self.others.push((name, sql)) }
        }
        Ok(())
    }

    async fn copy(mut self, mut copied: impl FnMut()) -> Result<(), CopyError> {
        for (name, sql) in std::mem::take(&mut self.tables) {
            self.make(&name, &sql).await?;
            self.run(format!("insert into copy.\"{name}\" select * from main.\"{name}\"")).await?;
            copied();
        }
        // Where positions of the outbox go on, even after its last rows were removed.
        self.run("delete from copy.sqlite_sequence".to_owned()).await?;
        self.run("insert into copy.sqlite_sequence select * from main.sqlite_sequence".to_owned()).await?;
        for (name, sql) in std::mem::take(&mut self.others) {
            self.make(&name, &sql).await?;
        }
        self.run("commit".to_owned()).await?;
        self.connection.close().await.map_err(CopyError::writing(&self.copy))
    }

    /// Makes a table, an index or a trigger in the copy: SQLite keeps what made it, beginning with
    /// `CREATE KIND name`, and the name takes its schema before it.
    async fn make(&mut self, name: &str, sql: &str) -> Result<(), CopyError> {
        let place = sql.find(name).ok_or_else(|| CopyError::Unknown { what: sql.to_owned() })?;
        let before = sql[..place].trim_end_matches('"');
        let quoted = before.len() < place;
        let rest = if quoted { &sql[place - 1..] } else { &sql[place..] };
        self.run(format!("{before}copy.{rest}")).await
    }

    /// Statements here are made of the file's own schema, never of anything from outside.
    async fn run(&mut self, statement: String) -> Result<(), CopyError> {
        let done = self.connection.execute(AssertSqlSafe(statement)).await;
        done.map(drop).map_err(CopyError::writing(&self.copy))
    }
}

/// Holds every file's write lock at once.
async fn raise_barrier(
    folder: &Path,
    services: &[&str],
    writers: &mut [SqliteConnection],
) -> Result<(), CopyError> {
    for _ in 0..BARRIER_TRIES {
        let mut held = 0;
        for writer in writers.iter_mut() {
            match writer.execute("begin immediate").await {
                Ok(_) => held += 1,
                Err(error) if is_busy(&error) => break,
                Err(error) => return Err(CopyError::reading(&file_of(folder, services[held]))(error)),
            }
        }
        if held == writers.len() {
            return Ok(());
        }
        for (writer, service) in writers[..held].iter_mut().zip(services) {
            writer.execute("rollback").await.map_err(CopyError::reading(&file_of(folder, service)))?;
        }
    }
    Err(CopyError::Busy { folder: folder.to_owned() })
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    // SQLITE_BUSY and SQLITE_LOCKED, whatever their extension.
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

fn file_of(folder: &Path, service: &str) -> PathBuf {
    folder.join(format!("{service}.db"))
}

async fn connect(file: &Path) -> Result<SqliteConnection, CopyError> {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(BARRIER_WAIT);
    options.create_if_missing(false).connect().await.map_err(CopyError::reading(file))
}
