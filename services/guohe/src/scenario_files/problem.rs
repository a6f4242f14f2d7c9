//! What is wrong with a scenario file, where, and what to do about it.

use std::{fmt, sync::Arc};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// Line, counted from 1; 0 where no line can be named.
    pub line: u64,
    /// Column, counted from 1.
    pub column: u64,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

/// Something that keeps a scenario from being played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{spot}: {message} [{code}]{}", advice(hint))]
pub struct Problem {
    /// Stable code, such as `UNKNOWN_STEP`.
    pub code: &'static str,
    /// Where.
    pub spot: Spot,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub hint: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(code: &'static str, spot: &Spot, message: impl Into<String>) -> Self {
        Self { code, spot: spot.clone(), message: message.into(), hint: String::new() }
    }

    /// The same with what to do.
    pub fn advise(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A word that is not known, with the nearest one that is, or all of them where none is near.
    pub fn unknown(
        code: &'static str,
        spot: &Spot,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Self {
        let known: Vec<String> = known.into_iter().map(|word| word.as_ref().to_owned()).collect();
        let hint = match nearest(word, &known) {
            Some(near) => format!("did you mean {near}?"),
            None if known.is_empty() => "there are none".to_owned(),
            None => format!("there are {}", known.join(", ")),
        };
        Self::new(code, spot, format!("{what} {word:?} is not known")).advise(hint)
    }
}

/// Similarity from which a known word is suggested.
const NEAR: f64 = 0.75;

/// The known word nearest to a mistyped one, if any is near.
fn nearest<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    let measured = known.iter().map(|candidate| (strsim::jaro_winkler(word, candidate), candidate.as_str()));
    let near = measured.filter(|(similar, _)| *similar >= NEAR);
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, candidate)| candidate)
}

fn advice(hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!("\n  {hint}") }
}
