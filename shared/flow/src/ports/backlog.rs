//! What a store still has to do, as operators look at it.

use guohe_clock::Timestamp;

/// Depths of a service's tables at an instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Messages committed and not marked as sent.
    pub unsent: u64,
    /// When the oldest of them was committed.
    pub oldest_unsent: Option<Timestamp>,
    /// Messages that wait for a predecessor, or to be tried again.
    pub parked: u64,
    /// When the oldest of them was parked.
    pub oldest_parked: Option<Timestamp>,
    /// Dead letters.
    pub dead: u64,
    /// Timers due and not carried out.
    pub due: u64,
    /// The earliest due instant of all timers.
    pub next_due: Option<Timestamp>,
    /// Timers whose date rests on a year without an official calendar.
    pub provisional: u64,
    /// The earliest due instant of those.
    pub next_provisional: Option<Timestamp>,
}

/// A store's connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connections {
    /// Open ones.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
}
