//! Who acts, and what made the engine act.

use serde::{Deserialize, Serialize};

/// The part an actor plays in the measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An official of the department (省科技厅).
    Official,
    /// A user of a recommending unit (推荐单位).
    Recommender,
    /// A user of a host institution (依托单位), the applicant included.
    Host,
    /// A review expert (专家).
    Expert,
    /// The system itself, acting on a timer or a message. It opens tasks and records facts; it never
    /// sanctions.
    System,
}

/// Who gave a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The user's id; never a name (names live in the vault).
    pub id: String,
    /// The part the user plays.
    pub role: Role,
    /// The unit the user acts for: a credit code, a recommending unit's id, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

impl Actor {
    /// The system acting through `service`.
    pub fn system(service: &str) -> Self {
        Self { id: service.to_owned(), role: Role::System, unit: String::new() }
    }

    /// True for a person, false for the system.
    pub fn is_human(&self) -> bool {
        self.role != Role::System
    }
}

/// What made the engine handle a command. Nothing else changes state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Cause {
    /// A request from a client.
    Request {
        /// The client's idempotency key.
        id: String,
    },
    /// A message from a service (possibly this one).
    Message {
        /// CloudEvents id.
        id: String,
        /// CloudEvents type.
        event_type: String,
    },
    /// A timer that came due.
    Timer {
        /// The timer's name on its stream.
        name: String,
        /// When it was due.
        due: guohe_clock::Timestamp,
    },
}

impl Cause {
    /// True where a person asked directly.
    pub fn is_request(&self) -> bool {
        matches!(self, Self::Request { .. })
    }
}
