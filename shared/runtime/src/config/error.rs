//! What is wrong with a configuration.

use std::fmt;

/// One setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// File, `the environment`, or `the command line`.
    pub source: String,
    /// Path of the setting, as it stands there.
    pub key: String,
    /// What is wrong and what would be right.
    pub words: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.key, self.source, self.words)
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read")]
    Unreadable {
        /// Which file.
        path: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// The file is no TOML; the words name line and column.
    #[error("the configuration file {path} is no TOML: {words}")]
    NotToml {
        /// Which file.
        path: String,
        /// The parser's words.
        words: String,
    },
    /// A setting on the command line without its form.
    #[error("--set {0:?} is no setting; write it like limits.call_seconds=60")]
    NotASetting(String),
    /// Settings that cannot be used, all of them.
    #[error("{}", lines(.0))]
    Problems(Vec<Problem>),
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}
