//! What goes wrong: on opening a store, and what the driver's errors mean to the ports.

use guohe_flow::ports::StoreError;
use sqlx::error::DatabaseError;

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
