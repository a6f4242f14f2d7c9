//! The machine's clock. The only module in the system that reads it.
#![allow(clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use chrono::Utc;
use futures::future::{BoxFuture, FutureExt};

use crate::{Clock, Timestamp, truncate};

/// Longest single wait; a longer one is taken in pieces, so that a corrected system time is noticed.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The machine's own time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        truncate(Utc::now())
    }

    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()> {
        async move {
            loop {
                let left = instant - truncate(Utc::now());
                match left.to_std() {
                    Ok(wait) if !wait.is_zero() => tokio::time::sleep(wait.min(LONGEST_WAIT)).await,
                    _ => return,
                }
            }
        }
        .boxed()
    }
}

/// Measures how long something took; for reports and metrics, never for decisions.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

/// Starts a stopwatch.
pub fn stopwatch() -> Stopwatch {
    Stopwatch(Instant::now())
}

impl Stopwatch {
    /// Time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
