//! What goes wrong: on opening a store, and what the driver's errors mean to the ports.

use std::path::{Path, PathBuf};

use guohe_flow::ports::StoreError;
use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// An address of neither engine; its words are not repeated, for they may hold a password.
    #[error("no store has such an address; give postgres://USER:PASSWORD@HOST/DATABASE or sqlite:FOLDER")]
    UnknownUrl,
    /// A PostgreSQL address that cannot be read.
    #[error("the PostgreSQL address cannot be read; give postgres://USER:PASSWORD@HOST:PORT/DATABASE")]
    BadUrl(#[source] Source),
    /// A service name that cannot name a schema and a file.
    #[error("{0:?} is no service name; use up to 40 of a-z 0-9 _, beginning with a letter")]
    BadService(String),
    /// The data folder cannot be made.
    #[error("the data folder {folder} cannot be made; check its parent folder and your rights there")]
    Folder {
        /// Which folder.
        folder: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// Nobody answers there, or the answer is no.
    #[error("{place} cannot be reached; check that it is there, runs and lets this user in")]
    Unreachable {
        /// Host, port and database, or the file; never a password.
        place: String,
        /// The driver's error.
        #[source]
        source: Source,
    },
    /// A newer program has been here.
    #[error(
        "the tables of {place} are at migration {version}, which this program does not know (it knows {known} and \
         before): a newer program has brought them there; start that one or a later one, or restore a backup from \
         before. Nothing was changed"
    )]
    Newer {
        /// Host, port and database, or the file; never a password.
        place: String,
        /// The first migration that is not known.
        version: i64,
        /// The newest one that is.
        known: i64,
    },
    /// A file whose bytes are no database, or one whose pages do not fit together.
    #[error(
        "{place} is damaged or no database of this program ({finding}); keep the file as it is, and restore a backup \
         into an empty folder with `guohe restore --from BACKUP --data DIR`. Nothing was changed"
    )]
    Damaged {
        /// The file.
        place: String,
        /// What the database found first.
        finding: String,
    },
    /// The tables could not be brought up to date.
    #[error("the tables of {place} cannot be brought up to this program's version")]
    Migration {
        /// Host, port and database, or the file; never a password.
        place: String,
        /// The driver's error.
        #[source]
        source: Source,
    },
}

/// Why files could not be copied together, or a copy not be read.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A file that cannot be read.
    #[error("{} cannot be read", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// The driver's error.
        #[source]
        source: Source,
    },
    /// A copy that cannot be written.
    #[error("{} cannot be written; is there room on that disk, and may this user write there?", file.display())]
    Unwritable {
        /// Which file.
        file: PathBuf,
        /// The driver's error.
        #[source]
        source: Source,
    },
    /// A copy that cannot be made or brought to the disk.
    #[error("{} cannot be made, or not be brought to the disk", file.display())]
    Disk {
        /// Which file.
        file: PathBuf,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// A file whose pages do not fit together.
    #[error("{} is damaged: {finding}", file.display())]
    Damaged {
        /// Which file.
        file: PathBuf,
        /// What the database found first.
        finding: String,
    },
    /// Somebody writes without a pause.
    #[error(
        "the files in {} could not all be held still at once; try again when less is going on, and look for a \
         process that keeps one of them locked",
        folder.display()
    )]
    Busy {
        /// Which folder.
        folder: PathBuf,
    },
    /// A file that was not made by this system.
    #[error("the file's own description of itself is not understood: {what}")]
    Unknown {
        /// Which part.
        what: String,
    },
}

impl CopyError {
    /// For `map_err`: a file that cannot be read.
    pub(crate) fn reading(file: &Path) -> impl FnOnce(sqlx::Error) -> Self {
        let file = file.to_owned();
        move |error| Self::Unreadable { file, source: Box::new(error) }
    }

    /// For `map_err`: a copy that cannot be written.
    pub(crate) fn writing(file: &Path) -> impl FnOnce(sqlx::Error) -> Self {
        let file = file.to_owned();
        move |error| Self::Unwritable { file, source: Box::new(error) }
    }
}

/// What a failed migration means: tables that a newer program has changed are told apart.
pub(crate) fn migration_failed(place: &str, error: MigrateError, known: &[i64]) -> OpenError {
    let place = place.to_owned();
    match error {
        MigrateError::VersionMissing(version) => {
            OpenError::Newer { place, version, known: known.iter().copied().max().unwrap_or_default() }
        }
        error => OpenError::Migration { place, source: Box::new(error) },
    }
}

/// Checks that a service's name can stand for a schema and a file.
pub(crate) fn check_service(service: &str) -> Result<(), OpenError> {
    let plain = service.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let begins = service.starts_with(|c: char| c.is_ascii_lowercase());
    if plain && begins && service.len() <= 40 {
        Ok(())
    } else {
        Err(OpenError::BadService(service.to_owned()))
    }
}

/// What an error of the database itself means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Another transaction was first.
    Conflict,
    /// Try later.
    Unavailable,
    /// Will be refused again.
    Rejected,
    /// What is stored is broken.
    Damaged,
}

/// The port's error for a driver's error; `judge` reads the engine's own codes.
pub(crate) fn port_error(
    doing: &'static str,
    error: sqlx::Error,
    judge: fn(&dyn DatabaseError) -> Meaning,
) -> StoreError {
    use sqlx::Error as Driver;
    let meaning = match &error {
        Driver::Database(database) => judge(database.as_ref()),
        Driver::Encode(_) | Driver::InvalidArgument(_) => Meaning::Rejected,
        Driver::RowNotFound
        | Driver::TypeNotFound { .. }
        | Driver::ColumnNotFound(_)
        | Driver::ColumnIndexOutOfBounds { .. }
        | Driver::ColumnDecode { .. }
        | Driver::Decode(_) => Meaning::Damaged,
        _ => Meaning::Unavailable,
    };
    match meaning {
        Meaning::Conflict => StoreError::Conflict(format!("{doing} ({error})")),
        Meaning::Unavailable => {
            StoreError::Unavailable { message: format!("{doing} failed"), source: Some(Box::new(error)) }
        }
        Meaning::Rejected => StoreError::Rejected(format!("{doing}: {error}")),
        Meaning::Damaged => StoreError::Damaged(format!("{doing}: {error}")),
    }
}

/// A conflict where fewer rows were written than asked for: the others are no longer as they were read.
pub(crate) fn all_written(what: &'static str, asked: usize, written: u64) -> Result<(), StoreError> {
    if written == asked as u64 {
        return Ok(());
    }
    Err(StoreError::Conflict(format!("{what}: {written} of {asked} were still as they were read")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_name_that_could_leave_its_schema_or_folder_is_refused() {
        for bad in ["", "../x", "a b", "Intake", "1st", "x;drop", "a\"b", &"a".repeat(41)] {
            assert!(check_service(bad).is_err(), "{bad}");
        }
        assert!(check_service("intake").is_ok());
    }
}
