//! A clock that stands still until it is moved: ten years pass in seconds, and a test never waits.

use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use tokio::sync::watch;

use crate::{Clock, Timestamp, truncate};

/// A clock moved by hand. Clones share one time.
#[derive(Debug, Clone)]
pub struct SimulatedClock {
    time: Arc<watch::Sender<Timestamp>>,
}

impl SimulatedClock {
    /// A clock that shows `start`.
    pub fn starting_at(start: Timestamp) -> Self {
        Self { time: Arc::new(watch::Sender::new(truncate(start))) }
    }

    /// Moves the clock to `instant` and wakes everyone waiting for a time up to it. Time never runs
    /// backwards: an earlier instant changes nothing.
    pub fn advance_to(&self, instant: Timestamp) {
        let instant = truncate(instant);
        self.time.send_if_modified(|time| {
            let later = instant > *time;
            if later {
                *time = instant;
            }
            later
        });
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        *self.time.borrow()
    }

    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()> {
        let mut time = self.time.subscribe();
        async move {
            // The sender is dropped only with the clock itself; then nobody can be waiting for it to move.
            if time.wait_for(|now| *now >= instant).await.is_err() {
                futures::future::pending::<()>().await;
            }
        }
        .boxed()
    }

    fn is_simulated(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start_of_day;

    fn day(text: &str) -> Timestamp {
        start_of_day(text.parse().expect("a date"))
    }

    #[tokio::test]
    async fn sleepers_wake_when_their_time_is_reached_and_not_before() {
        let clock = SimulatedClock::starting_at(day("2026-03-09"));
        let sleeper = clock.sleep_until(day("2031-03-09"));
        clock.advance_to(day("2031-03-08"));
        let mut sleeper = Box::pin(sleeper);
        assert!(sleeper.as_mut().now_or_never().is_none());
        clock.advance_to(day("2031-03-09"));
        assert!(sleeper.now_or_never().is_some());
    }

    #[test]
    fn time_never_runs_backwards() {
        let clock = SimulatedClock::starting_at(day("2026-03-09"));
        clock.advance_to(day("2026-03-08"));
        assert_eq!(clock.now(), day("2026-03-09"));
    }
}
