//! Timers: durable promises to give a stream a command at an instant.

use guohe_clock::Timestamp;
use guohe_policy::Receipt;
use serde::{Deserialize, Serialize};

/// Why a timer is due when it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum TimerReceipt {
    /// A statutory date, with its arithmetic, rule and article.
    Statutory(Box<Receipt>),
    /// A date someone set (a call's close), or the engine's own housekeeping; says which.
    Set {
        /// Who or what set the date, and why.
        why: String,
    },
}

impl TimerReceipt {
    /// A receipt for a date set by a person or by a department's setting.
    pub fn set_by(why: impl Into<String>) -> Self {
        Self::Set { why: why.into() }
    }
}

impl From<Receipt> for TimerReceipt {
    fn from(receipt: Receipt) -> Self {
        Self::Statutory(Box::new(receipt))
    }
}

/// A timer to set.
#[derive(Debug, Clone, PartialEq)]
pub struct TimerSpec<C> {
    /// Name, unique on its stream.
    pub name: String,
    /// When the command is due; it is never given earlier.
    pub due: Timestamp,
    /// The command the stream will be given.
    pub command: C,
    /// Why then.
    pub receipt: TimerReceipt,
}

/// A change to a stream's timers.
#[derive(Debug, Clone, PartialEq)]
pub enum TimerChange<C> {
    /// Set, replacing one of the same name.
    Set(TimerSpec<C>),
    /// Cancel by name.
    Cancel(String),
    /// Cancel every timer of the stream.
    CancelAll,
}
