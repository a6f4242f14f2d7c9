//! What is wrong with a pack's files, and where.
//!
//! Owns the error that an author sees, and the reading of the YAML library's own errors into it. Positions
//! count from 1.

use serde::{Deserialize, Serialize};

use crate::form::nearest;

/// One error in a pack's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}:{line}:{column} {code}: {message}{}", self.hint())]
pub struct PackError {
    /// The file; empty where the whole pack is meant.
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

/// An error about a whole file, or the whole pack where the name is empty.
pub(crate) fn whole(file: &str, code: &str, message: impl Into<String>) -> PackError {
    PackError {
        file: file.to_owned(),
        line: 0,
        column: 0,
        code: code.to_owned(),
        message: message.into(),
        suggestion: None,
    }
}

/// The YAML library's error with its position, and a suggestion where it lists what it expected.
pub(crate) fn unreadable(file: &str, error: &serde_saphyr::Error) -> PackError {
    let plain = error.without_snippet();
    let (line, column) = plain.location().map_or((0, 0), |place| (place.line(), place.column()));
    let message = plain.to_string();
    let message = message.lines().next().unwrap_or_default();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    PackError {
        file: file.to_owned(),
        line,
        column,
        code: "unreadable".to_owned(),
        suggestion: expected_near(&message),
        message,
    }
}

/// Of the words the message lists as expected, the one nearest to the word it complains about.
fn expected_near(message: &str) -> Option<String> {
    let (complaint, expected) = message.split_once("expected ")?;
    let wrong = complaint.split('`').nth(1)?;
    let words =
        expected.split(|c: char| c.is_whitespace() || matches!(c, ',' | '`')).filter(|w| !w.is_empty());
    nearest(wrong, words).map(ToOwned::to_owned)
}
