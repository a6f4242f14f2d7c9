//! Names of streams: the unit of locking, ordering and audit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest part of a key, in bytes.
const LONGEST_PART_BYTES: usize = 120;

/// Names one workflow instance of one department.
///
/// Written `department/kind/id`, for example `hunan/base/b-2026-0007`. Orders by department, kind, id: the
/// order in which streams are locked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StreamKey {
    /// The tenant; every stream belongs to exactly one department.
    pub department: String,
    /// The workflow's kind ([`crate::Workflow::KIND`]).
    pub kind: String,
    /// The instance, unique within department and kind.
    pub id: String,
}

/// A key with a part that is empty, too long, or has a character outside `A–Z a–z 0–9 . _ -`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {part} {value:?} is no identifier: use 1 to {LONGEST_PART_BYTES} of A-Z a-z 0-9 . _ -")]
pub struct InvalidStreamKey {
    /// Which part: `department`, `kind` or `id`.
    pub part: &'static str,
    /// What was given.
    pub value: String,
}

impl StreamKey {
    /// Builds a key from parts known to be valid (constants, or parts of another key).
    pub fn new(department: impl Into<String>, kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self { department: department.into(), kind: kind.into(), id: id.into() }
    }

    /// The key of another stream of the same department.
    pub fn sibling(&self, kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self::new(self.department.clone(), kind, id)
    }

    /// Checks each part's length and characters; every key from outside passes here.
    pub fn check(&self) -> Result<(), InvalidStreamKey> {
        for (part, value) in [("department", &self.department), ("kind", &self.kind), ("id", &self.id)] {
            let fits = !value.is_empty() && value.len() <= LONGEST_PART_BYTES;
            let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
            if !(fits && plain) {
                return Err(InvalidStreamKey { part, value: value.chars().take(40).collect() });
            }
        }
        Ok(())
    }

    /// Reads `department/kind/id`.
    pub fn parse(text: &str) -> Result<Self, InvalidStreamKey> {
        let mut parts = text.splitn(3, '/');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let key = Self { department: next(), kind: next(), id: next() };
        key.check()?;
        Ok(key)
    }
}

impl fmt::Display for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.department, self.kind, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_what_it_wrote() {
        let key = StreamKey::new("hunan", "base", "b-2026-0007");
        assert_eq!(StreamKey::parse(&key.to_string()), Ok(key));
    }

    #[test]
    fn a_key_with_a_path_separator_or_nothing_in_it_is_refused() {
        for text in ["hunan/base/", "hunan/base/a/b", "/base/x", "hunan", "hunan/base/空"] {
            assert!(StreamKey::parse(text).is_err(), "{text}");
        }
    }
}
