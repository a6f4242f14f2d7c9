//! From messages to commands: each service's `subscriptions.rs` is one pure function of this kind.

use serde::Serialize;
use serde_json::Value;

use crate::model::{CloudEvent, StreamKey, Workflow};

/// A command for one stream, as a message brings it.
#[derive(Debug, Clone, PartialEq)]
pub struct Directed {
    /// Whom.
    pub stream: StreamKey,
    /// What, in the workflow's stored form.
    pub command: Value,
}

impl Directed {
    /// A command for the instance `id` of workflow `W`.
    pub fn to<W: Workflow>(department: &str, id: impl Into<String>, command: &W::Command) -> Self
    where
        W::Command: Serialize,
    {
        Self {
            stream: StreamKey::new(department, W::KIND, id),
            command: serde_json::to_value(command).unwrap_or(Value::Null),
        }
    }
}

/// Why a message can never be handled; it goes to the dead letters.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// The payload is not of the contract's shape.
    #[error("the payload of {event_type} is not of the contract's shape: {error}")]
    Payload {
        /// CloudEvents type.
        event_type: String,
        /// The parser's words.
        error: String,
    },
    /// This service does not know the type.
    #[error("this service does not receive {0}")]
    Unknown(String),
    /// The payload lacks something or holds an impossible value.
    #[error("{path}: {message}")]
    Field {
        /// The field's path.
        path: String,
        /// What is wrong.
        message: String,
    },
}

/// Turns a message into commands, in order. An empty list is a message of no concern here.
pub type Router = fn(&CloudEvent) -> Result<Vec<Directed>, RouteError>;
