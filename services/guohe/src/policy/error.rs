//! Why an official's command could not do its work.

use std::{io, path::PathBuf};

use guohe_policy::{FieldViolation, PolicyError};

use crate::{operate::OperateError, policies::PackLibraryError};

/// Why an official's command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum PolicyCommandError {
    /// A pack cannot be had.
    #[error(transparent)]
    Pack(#[from] PackLibraryError),
    /// There is no such article or rule.
    #[error("NO_SUCH_ARTICLE: {pack} has no article or rule {asked:?}; it has {}", known.join(", "))]
    Article {
        /// The pack.
        pack: String,
        /// What was asked for.
        asked: String,
        /// The articles there are.
        known: Vec<String>,
    },
    /// A file cannot be read or written.
    #[error("FILE: {} cannot be {what}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// The application's file does not read.
    #[error("APPLICATION_UNREADABLE: {}: {message}", path.display())]
    Application {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// A reading that cannot be chosen.
    #[error("SWITCH: {name} of {pack}: {message}")]
    Switch {
        /// The pack.
        pack: String,
        /// The switch.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// The form does not fit the schema.
    #[error("FORM_INVALID: {}: the form has {} mistakes:\n{}", path.display(), violations.len(), lines(violations))]
    Form {
        /// Which file.
        path: PathBuf,
        /// Each mistake with its place.
        violations: Vec<FieldViolation>,
    },
    /// The pack cannot answer.
    #[error(transparent)]
    Question(#[from] PolicyError),
    /// A letter that would say nothing.
    #[error("NOTHING_TO_WRITE: {0}")]
    NothingToWrite(&'static str),
    /// A letter's template.
    #[error("TEMPLATE: the letter cannot be rendered")]
    Template(#[source] Box<minijinja::Error>),
    /// The data cannot be opened.
    #[error(transparent)]
    Data(#[from] OperateError),
    /// The data does not read as expected.
    #[error("DATA_UNREADABLE: {place}: {message}")]
    Unreadable {
        /// Which stream or file.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The data holds nothing to rehearse on.
    #[error("NO_CASES: {place} holds no case decided under {pack}; it has cases under {}", words(known))]
    NoCases {
        /// Where was looked.
        place: String,
        /// The pack rehearsed from.
        pack: String,
        /// The packs cases are decided under.
        known: Vec<String>,
    },
}

fn lines(violations: &[FieldViolation]) -> String {
    let lines: Vec<String> =
        violations.iter().map(|one| format!("  {} {}: {}", one.code, one.path, one.message)).collect();
    lines.join("\n")
}

fn words(known: &[String]) -> String {
    if known.is_empty() { "no pack".to_owned() } else { known.join(", ") }
}

/// A failure on a file.
pub(super) fn failed(
    path: &std::path::Path,
    what: &'static str,
) -> impl FnOnce(io::Error) -> PolicyCommandError {
    let path = path.to_owned();
    move |source| PolicyCommandError::File { path, what, source }
}
