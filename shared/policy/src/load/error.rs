//! What is wrong with a pack's files, and where.
//!
//! Owns the error that an author sees. Positions count from 1.

use serde::{Deserialize, Serialize};

/// One error in a pack's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}:{line}:{column} {code}: {message}{}", self.hint())]
pub struct PackError {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 where the whole file or pack is meant.
    pub line: u64,
    /// The column, from 1; 0 where the whole file or pack is meant.
    pub column: u64,
    /// A stable code, such as `unknown_path`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl PackError {
    fn hint(&self) -> String {
        self.suggestion.as_ref().map_or_else(String::new, |near| format!(" (did you mean {near:?}?)"))
    }
}
