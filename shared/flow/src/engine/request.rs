//! Commands from clients, and their outcomes.

use serde_json::Value;

use crate::model::{Actor, Refusal, Workflow};

/// A client's command for one stream.
#[derive(Debug, Clone)]
pub struct Request<W: Workflow> {
    /// The tenant.
    pub department: String,
    /// The instance.
    pub id: String,
    /// The client's idempotency key.
    pub request_id: String,
    /// Who asks.
    pub actor: Actor,
    /// What for.
    pub command: W::Command,
}

/// A command carried out (or found already carried out under the same request id).
#[derive(Debug, Clone, PartialEq)]
pub struct Executed {
    /// The decision's answer.
    pub answer: Value,
    /// True where the answer is the kept one of an earlier, identical request.
    pub repeated: bool,
}

/// Why a command was not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// Refused by the decider or at the door.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Others kept the stream busy; the same request may be sent again.
    #[error("others are changing the same stream; try again")]
    Busy,
    /// The store is unreachable, or the engine is stopping. Whether the command was committed is not known:
    /// the same request id may be sent again safely.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A defect, or damaged data.
    #[error("internal: {0}")]
    Internal(String),
}
