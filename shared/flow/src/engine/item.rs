//! What a batch is made of, and what comes of each item.

use serde_json::Value;

use super::request::{ExecuteError, Executed};
use crate::{
    model::{Actor, CloudEvent, StreamKey},
    ports::TimerRecord,
};

/// One thing to handle.
#[derive(Debug, Clone)]
pub enum Item {
    /// A client's command.
    Request {
        /// Whom.
        stream: StreamKey,
        /// Idempotency key.
        request_id: String,
        /// Who asks.
        actor: Actor,
        /// What, in the workflow's stored form.
        command: Value,
        /// The caller's W3C trace context, where traces are on.
        trace: Option<String>,
    },
    /// A message, fresh from the bus, parked before, or replayed from the dead letters.
    Message {
        /// The message.
        event: Box<CloudEvent>,
        /// Its bytes, to be kept if it cannot be handled.
        body: Vec<u8>,
        /// Where it was before.
        origin: Origin,
    },
    /// Bytes from the bus that are no message of ours.
    Unreadable {
        /// The bytes.
        body: Vec<u8>,
        /// Why.
        reason: String,
    },
    /// A timer whose command failed, to be set again from its dead letter, due at once.
    TimerAgain {
        /// The dead letter's id.
        letter: String,
        /// The timer.
        record: Box<TimerRecord>,
    },
    /// A timer that came due.
    Timer {
        /// As read without lock; read again under its stream's lock.
        record: Box<TimerRecord>,
    },
}

/// Where a message was before it came to this batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// On the bus.
    Bus,
    /// Parked; with the failed attempts so far.
    Parked(u32),
    /// Among the dead letters, and settled when it got there: applied whatever its number.
    DeadLetter,
    /// Among the dead letters without ever having been in turn: applied in its turn, if it was not since.
    DeadOutOfTurn,
}

/// What came of an item.
#[derive(Debug)]
pub enum ItemOutcome {
    /// A request was answered.
    Answered(Result<Executed, ExecuteError>),
    /// A message is settled; the bus can forget it.
    Message(MessageOutcome),
    /// A timer's command was carried out, or it had been cancelled or fired before.
    Timer,
    /// Not now: another replica holds the stream, or the store is away. To be tried again.
    Later(String),
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageOutcome {
    /// Applied.
    Applied,
    /// It had no effect, on record with the reason.
    NoEffect(String),
    /// Had before.
    Duplicate,
    /// Waits for its predecessor, or to be tried again.
    Parked,
    /// Given up into the dead letters.
    Dead(String),
}
