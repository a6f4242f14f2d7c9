//! Refusals: why a command changes nothing.

use std::fmt;

use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

/// What sort of refusal it is; the edge maps each to one gRPC status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The command itself is malformed; sending it again unchanged cannot help.
    Invalid,
    /// The stream is in a state in which this command has no place.
    WrongState,
    /// A rule of the measures stands against it.
    Rule,
    /// The measures leave it open; an official must rule.
    NeedsRuling,
    /// The actor may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// It exists already.
    Exists,
    /// A limit on size or number.
    Limit,
    /// A fact that this command stands on has not arrived yet; a message is tried again later.
    NotYet,
}

/// Why a command was refused: stable code, words, field and articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What sort.
    pub kind: RefusalKind,
    /// Stable code in capitals, such as `CREDIT_CODE_CHECK`.
    pub code: String,
    /// What was wrong and what to do.
    pub message: String,
    /// Paths of the fields at fault, each with its own words; `("form.base.field", "is empty")`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
    /// Rules it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleRef>,
}

impl Refusal {
    /// A refusal of any kind.
    pub fn new(kind: RefusalKind, code: &str, message: impl Into<String>) -> Self {
        Self { kind, code: code.to_owned(), message: message.into(), fields: vec![], rules: vec![] }
    }

    /// A malformed field.
    pub fn invalid(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(RefusalKind::Invalid, code, message.clone()).field(path, message)
    }

    /// Something that is not there; `path` is the field that named it.
    pub fn not_found(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(RefusalKind::NotFound, code, message.clone()).field(path, message)
    }

    /// A command that has no place in the state the stream is in; names both.
    pub fn wrong_state(command: &str, state: &str) -> Self {
        let message =
            format!("{command} does not apply in state {state}; look at the present state and its commands");
        Self::new(RefusalKind::WrongState, "WRONG_STATE", message)
    }

    /// A rule stands against it.
    pub fn rule(code: &str, rule: RuleRef, message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Rule, code, message).by(rule)
    }

    /// The measures leave it open.
    pub fn needs_ruling(code: &str, message: impl Into<String>) -> Self {
        Self::new(RefusalKind::NeedsRuling, code, message)
    }

    /// The actor may not do this.
    pub fn forbidden(code: &str, message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Forbidden, code, message)
    }

    /// Adds a field at fault.
    pub fn field(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.push((path.into(), message.into()));
        self
    }

    /// Adds a rule it rests on.
    pub fn by(mut self, rule: RuleRef) -> Self {
        self.rules.push(rule);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refusal {}
