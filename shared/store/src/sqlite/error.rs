//! What SQLite's extended result codes mean to the ports (<https://www.sqlite.org/rescode.html>).

use guohe_flow::ports::StoreError;
use sqlx::error::DatabaseError;

use crate::error::{Meaning, port_error};

/// Turns the driver's error into the port's; for `map_err`.
pub(crate) fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |error| port_error(doing, error, judge)
}

fn judge(error: &dyn DatabaseError) -> Meaning {
    let code = error.code().and_then(|code| code.parse().ok());
    code.map_or(Meaning::Rejected, meaning)
}

fn meaning(extended_code: u32) -> Meaning {
    match extended_code {
        // A unique or primary key violation; a read snapshot that can no longer be written from.
        2067 | 1555 | 517 => Meaning::Conflict,
        _ => match extended_code & 0xff {
            // Busy and locked beyond the busy timeout, out of memory, read-only, interrupted, input or output,
            // full, cannot open.
            5 | 6 | 7 | 8 | 9 | 10 | 13 | 14 => Meaning::Unavailable,
            // Corrupt, not a database.
            11 | 26 => Meaning::Damaged,
            _ => Meaning::Rejected,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_manual_says() {
        let table = [
            (2067, Meaning::Conflict),    // SQLITE_CONSTRAINT_UNIQUE
            (1555, Meaning::Conflict),    // SQLITE_CONSTRAINT_PRIMARYKEY
            (517, Meaning::Conflict),     // SQLITE_BUSY_SNAPSHOT
            (5, Meaning::Unavailable),    // SQLITE_BUSY
            (13, Meaning::Unavailable),   // SQLITE_FULL
            (1034, Meaning::Unavailable), // SQLITE_IOERR_FSYNC
            (275, Meaning::Rejected),     // SQLITE_CONSTRAINT_CHECK
            (1811, Meaning::Rejected),    // SQLITE_CONSTRAINT_TRIGGER
            (11, Meaning::Damaged),       // SQLITE_CORRUPT
            (26, Meaning::Damaged),       // SQLITE_NOTADB
        ];
        for (code, expected) in table {
            assert_eq!(meaning(code), expected, "{code}");
        }
    }
}
