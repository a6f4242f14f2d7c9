//! Time for the whole system.
//!
//! Owns the [`Clock`] port with its two engines, the system clock and a simulated one, and the few
//! functions that turn an instant into a date in Beijing and back. It is the only crate that reads the
//! machine's time (clippy's `disallowed-methods` holds this). It never does calendar arithmetic: periods,
//! rest days and rolling belong to `guohe-policy`.

mod beijing;
mod simulated;
mod system;

pub use beijing::{beijing_date, end_of_day, start_of_day};
pub use simulated::SimulatedClock;
pub use system::{Stopwatch, SystemClock, stopwatch};

use chrono::{DateTime, SubsecRound, Utc};
use futures::future::BoxFuture;

/// An instant, UTC, whole microseconds (what PostgreSQL's `timestamptz` keeps).
pub type Timestamp = DateTime<Utc>;

/// A calendar day in Beijing.
pub type Date = chrono::NaiveDate;

/// Tells the time and waits for it.
pub trait Clock: Send + Sync + 'static {
    /// The present instant, truncated to microseconds so that every store gives back what it was given.
    fn now(&self) -> Timestamp;

    /// Completes once [`Clock::now`] has reached `instant`. Dropping the future abandons the wait.
    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()>;

    /// True where time is moved by a script instead of passing by itself.
    fn is_simulated(&self) -> bool {
        false
    }
}

/// Cuts an instant down to whole microseconds.
pub fn truncate(instant: Timestamp) -> Timestamp {
    instant.trunc_subsecs(6)
}
