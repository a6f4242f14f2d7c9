//! Reading messages field by field: what is wrong with one is named by its field, and goes to the dead letters.

use guohe_clock::Date;
use guohe_flow::RouteError;

/// The error of a message's field.
pub fn field(path: &str, message: impl Into<String>) -> RouteError {
    RouteError::Field { path: path.to_owned(), message: message.into() }
}

/// Reads a Beijing date from a message.
pub fn date(path: &str, text: &str) -> Result<Date, RouteError> {
    text.parse().map_err(|_| field(path, format!("{text:?} is no date")))
}

/// Reads a date from a message that may be left out.
pub fn optional_date(path: &str, text: &str) -> Result<Option<Date>, RouteError> {
    if text.is_empty() { Ok(None) } else { date(path, text).map(Some) }
}
