//! Searchable attributes of an instance: what lists and filters run on.

use std::collections::BTreeMap;

use guohe_clock::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// One attribute's value, stored as its plain JSON form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AttributeValue {
    /// True or false.
    Flag(bool),
    /// A count or a number in a series.
    Number(i64),
    /// A code, an id, a date (`2026-03-09`) or an instant (RFC 3339).
    Text(String),
}

/// Attributes by name, in name order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(pub BTreeMap<String, AttributeValue>);

impl Attributes {
    /// No attributes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a code or an id; an empty one is left out.
    pub fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.insert(name.to_owned(), AttributeValue::Text(value));
        }
        self
    }

    /// Adds a number.
    pub fn number(mut self, name: &str, value: i64) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::Number(value));
        self
    }

    /// Adds a flag; only `true` is kept, so that a filter on it is short.
    pub fn flag(mut self, name: &str, value: bool) -> Self {
        if value {
            self.0.insert(name.to_owned(), AttributeValue::Flag(true));
        }
        self
    }

    /// Adds a Beijing date.
    pub fn date(self, name: &str, value: Option<Date>) -> Self {
        self.text(name, value.map(|d| d.to_string()).unwrap_or_default())
    }

    /// Adds an instant.
    pub fn instant(self, name: &str, value: Option<Timestamp>) -> Self {
        self.text(name, value.map(|t| t.to_rfc3339()).unwrap_or_default())
    }

    /// Whether a flag is set.
    pub fn get_flag(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(AttributeValue::Flag(true)))
    }

    /// A text attribute, or `""`.
    pub fn get_text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(AttributeValue::Text(text)) => text,
            _ => "",
        }
    }
}
