//! What a decider may know besides its own state.

use guohe_clock::{Date, Timestamp, beijing_date};
use guohe_policy::PolicyBook;

use super::{Actor, Attributes, Cause, StreamKey};

/// Everything outside its state that a decision may rest on. Handed in whole, so that the same input gives
/// the same output on every machine.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the decision.
    pub now: Timestamp,
    /// The stream that decides.
    pub stream: &'a StreamKey,
    /// Who gave the command.
    pub actor: &'a Actor,
    /// What brought it.
    pub cause: &'a Cause,
    /// The policy packs the department has adopted, and the statutory calendar.
    pub policies: &'a PolicyBook,
    /// What the command's [`Lookup`] found, in id order; empty without one.
    pub found: &'a [Found],
}

impl Context<'_> {
    /// Today's date in Beijing.
    pub fn today(&self) -> Date {
        beijing_date(self.now)
    }
}

/// A page of this service's instances that a command asks to see before it decides: the way one fact reaches
/// many streams (a round its category's bases) without any stream holding the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Kind of the streams sought.
    pub kind: String,
    /// Attributes each must have, with these values.
    pub filter: Attributes,
    /// Only ids after this one; empty starts at the beginning.
    pub after_id: String,
    /// At most this many.
    pub limit: u32,
}

impl Lookup {
    /// Kind by which the engine's own calendar workflow asks for timers instead of instances.
    pub(crate) const TIMERS: &'static str = "$timers";

    /// A page of this service's timers whose receipts rest on a calendar year, in the order of their keys. Each is
    /// found under its place ([`crate::ports::TimerKey`] as text), with its receipt as an attribute.
    pub(crate) fn timers(year: i32, after_id: &str, limit: u32) -> Self {
        let filter = Attributes::new().number("year", i64::from(year));
        Self { kind: Self::TIMERS.to_owned(), filter, after_id: after_id.to_owned(), limit }
    }
}

/// One instance that a lookup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The instance's id.
    pub id: String,
    /// Its searchable attributes.
    pub attributes: Attributes,
}
