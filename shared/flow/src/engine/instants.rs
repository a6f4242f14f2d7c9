//! The instant of a batch: what the clock shows, but never before an instant that was used here already.
//!
//! # Theory of operation
//! A machine's clock can be set back: by hand, by a time server that was wrong for a while, by a virtual machine
//! that was moved. Recording instants must not run backwards with it, for dates are decided by them, and a timer
//! must not fire early. A step back by less than [`TOLERANCE`] is bridged: time stands still until the clock has
//! caught up. After a larger one nothing can be decided truthfully, so nothing is: callers are told, messages and
//! timers wait, and all goes on as soon as the clock is right. (At the start, data ahead of the clock are refused
//! for the same reason.)
//!
//! Processes that share simulated time are told of its movements one after the other. A message from one that
//! knows already must not be handled in the past, so a simulated clock is taken to show at least the instant of
//! each message of the batch.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Duration;
use guohe_clock::{Clock, Timestamp};

use super::item::Item;
use crate::ports::StoreError;

/// How far a clock may be set back and still be bridged: clocks are corrected a little all the time.
const TOLERANCE: Duration = Duration::seconds(60);

/// The latest instant used here, microseconds since 1970.
#[derive(Debug)]
pub(crate) struct Instants(AtomicI64);

impl Default for Instants {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl Instants {
    /// The instant at which a batch is decided.
    pub(crate) fn of_batch(&self, clock: &dyn Clock, items: &[Item]) -> Result<Timestamp, StoreError> {
        let shown = clock.now();
        let told = items.iter().filter(|_| clock.is_simulated()).filter_map(|item| match item {
            Item::Message { event, .. } => Some(event.time),
            _ => None,
        });
        let now = told.fold(shown, Timestamp::max);
        let before = self.0.fetch_max(now.timestamp_micros(), Ordering::SeqCst);
        let latest = Timestamp::from_timestamp_micros(before).map_or(now, |before| before.max(now));
        if latest - now > TOLERANCE {
            return Err(set_back(now, latest));
        }
        Ok(latest)
    }

    /// Fails while the clock shows an instant long before one that was used here.
    pub(crate) fn check(&self, clock: &dyn Clock) -> Result<(), StoreError> {
        self.of_batch(clock, &[]).map(drop)
    }
}

fn set_back(now: Timestamp, latest: Timestamp) -> StoreError {
    let message = format!(
        "the clock was set back: it shows {now}, and {latest} has been recorded here; nothing is decided until it \
         is right again"
    );
    StoreError::Unavailable { message, source: None }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::future::BoxFuture;

    use super::*;

    /// A clock that is set by hand, backwards too.
    struct Settable(Mutex<Timestamp>);

    impl Settable {
        fn set(&self, text: &str) {
            *self.0.lock().expect("not poisoned") = at(text);
        }
    }

    impl Clock for Settable {
        fn now(&self) -> Timestamp {
            *self.0.lock().expect("not poisoned")
        }

        fn sleep_until(&self, _: Timestamp) -> BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }

        fn is_simulated(&self) -> bool {
            false
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_small_step_back_is_bridged_and_a_large_one_holds_everything_until_the_clock_is_right() {
        let clock = Settable(Mutex::new(at("2027-03-01T08:00:00Z")));
        let instants = Instants::default();
        assert_eq!(instants.of_batch(&clock, &[]).expect("decided"), at("2027-03-01T08:00:00Z"));
        clock.set("2027-03-01T07:59:30Z");
        assert_eq!(instants.of_batch(&clock, &[]).expect("decided"), at("2027-03-01T08:00:00Z"));
        clock.set("2027-03-01T06:00:00Z");
        let told = instants.of_batch(&clock, &[]).expect_err("held").to_string();
        assert!(told.contains("set back") && told.contains("2027-03-01 06:00:00"), "{told}");
        assert!(instants.check(&clock).is_err());
        clock.set("2027-03-01T08:00:01Z");
        assert_eq!(instants.of_batch(&clock, &[]).expect("decided"), at("2027-03-01T08:00:01Z"));
    }
}
