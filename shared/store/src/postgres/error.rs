//! What PostgreSQL's error codes mean to the ports (SQLSTATE, appendix A of its manual).

use guohe_flow::ports::StoreError;
use sqlx::error::DatabaseError;

use crate::error::{Meaning, port_error};

/// Turns the driver's error into the port's; for `map_err`.
pub(crate) fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |error| port_error(doing, error, judge)
}

fn judge(error: &dyn DatabaseError) -> Meaning {
    error.code().map_or(Meaning::Rejected, |code| meaning(&code))
}

fn meaning(code: &str) -> Meaning {
    match code {
        // A unique violation, a lock not had in time.
        "23505" | "55P03" => Meaning::Conflict,
        // Read-only (a standby after a failover), idle for too long inside a transaction.
        "25006" | "25P03" => Meaning::Unavailable,
        "XX001" | "XX002" => Meaning::Damaged,
        _ => match &code[..code.len().min(2)] {
            // Serialization failures and deadlocks.
            "40" => Meaning::Conflict,
            // Connections; who may come in and where; resources; operators; the system below; the server itself.
            "08" | "28" | "3D" | "53" | "57" | "58" | "XX" => Meaning::Unavailable,
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
            ("40P01", Meaning::Conflict),    // deadlock_detected
            ("40001", Meaning::Conflict),    // serialization_failure
            ("23505", Meaning::Conflict),    // unique_violation
            ("55P03", Meaning::Conflict),    // lock_not_available
            ("53100", Meaning::Unavailable), // disk_full
            ("53300", Meaning::Unavailable), // too_many_connections
            ("57014", Meaning::Unavailable), // query_canceled, by statement_timeout
            ("57P01", Meaning::Unavailable), // admin_shutdown
            ("08006", Meaning::Unavailable), // connection_failure
            ("23514", Meaning::Rejected),    // check_violation
            ("23001", Meaning::Rejected),    // restrict_violation, from the append-only triggers
            ("22P05", Meaning::Rejected),    // untranslatable_character
            ("XX001", Meaning::Damaged),     // data_corrupted
        ];
        for (code, expected) in table {
            assert_eq!(meaning(code), expected, "{code}");
        }
    }
}
