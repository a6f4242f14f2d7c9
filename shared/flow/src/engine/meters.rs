//! What a service counts while it works: commands by outcome, batches, commits, waiting, lateness, messages.
//!
//! Owns the engine's metrics and their names. It counts in memory only and never asks the store anything: depths
//! are read by whoever shows them (`guohe-runtime`), now and then. Handles are taken once, when a service starts;
//! where no recorder was installed by then they count into nothing.

use std::time::Duration;

use guohe_clock::{Stopwatch, Timestamp};
use metrics::{Counter, Histogram};

use super::{
    item::{Item, ItemOutcome, MessageOutcome},
    request::ExecuteError,
};
use crate::ports::StoreError;

/// Commands handled, by `service`, `cause` (`request`, `message`, `timer`) and `outcome`.
pub const COMMANDS: &str = "guohe_commands_total";
/// Commands put off to a later batch: another replica held the stream, or the store was away.
pub const DEFERRED: &str = "guohe_commands_deferred_total";
/// Commands in one batch.
pub const BATCH_ITEMS: &str = "guohe_batch_items";
/// From the beginning of a batch's transaction to its commit, seconds.
pub const COMMIT_SECONDS: &str = "guohe_commit_seconds";
/// Batches that were not committed, by `reason`.
pub const COMMIT_FAILURES: &str = "guohe_commit_failures_total";
/// From the moment a command came in to the beginning of its batch, seconds.
pub const QUEUE_SECONDS: &str = "guohe_queue_seconds";
/// From a timer's due instant to the commit that carried it out, seconds.
pub const TIMER_LATENESS_SECONDS: &str = "guohe_timer_lateness_seconds";
/// Messages received from the bus, by `redelivered` (`yes`, `no`).
pub const DELIVERIES: &str = "guohe_deliveries_total";
/// Messages handed to the bus, by `outcome` (`confirmed`, `failed`).
pub const PUBLISHED: &str = "guohe_published_total";

/// The metrics of one service.
#[derive(Clone)]
pub(crate) struct Meters {
    requests: Requests,
    messages: Messages,
    timers: Counter,
    unreadable: Counter,
    deferred: Counter,
    batch_items: Histogram,
    commit: Histogram,
    failures: Failures,
    queue: Histogram,
    lateness: Histogram,
    delivered: Counter,
    redelivered: Counter,
    confirmed: Counter,
    unconfirmed: Counter,
}

#[derive(Clone)]
struct Requests {
    done: Counter,
    repeated: Counter,
    refused: Counter,
    busy: Counter,
    unavailable: Counter,
    failed: Counter,
}

#[derive(Clone)]
struct Messages {
    applied: Counter,
    no_effect: Counter,
    duplicate: Counter,
    parked: Counter,
    dead: Counter,
}

#[derive(Clone)]
struct Failures {
    conflict: Counter,
    unavailable: Counter,
    rejected: Counter,
    damaged: Counter,
}

impl Meters {
    /// Takes the handles of a service.
    pub(crate) fn of(service: &'static str) -> Self {
        let command = |cause: &'static str, outcome: &'static str| metrics::counter!(COMMANDS, "service" => service, "cause" => cause, "outcome" => outcome);
        let failure = |reason: &'static str| metrics::counter!(COMMIT_FAILURES, "service" => service, "reason" => reason);
        let delivery = |redelivered: &'static str| metrics::counter!(DELIVERIES, "service" => service, "redelivered" => redelivered);
        let publish =
            |outcome: &'static str| metrics::counter!(PUBLISHED, "service" => service, "outcome" => outcome);
        Self {
            requests: Requests {
                done: command("request", "done"),
                repeated: command("request", "repeated"),
                refused: command("request", "refused"),
                busy: command("request", "busy"),
                unavailable: command("request", "unavailable"),
                failed: command("request", "failed"),
            },
            messages: Messages {
                applied: command("message", "applied"),
                no_effect: command("message", "no_effect"),
                duplicate: command("message", "duplicate"),
                parked: command("message", "parked"),
                dead: command("message", "dead"),
            },
            timers: command("timer", "done"),
            unreadable: command("message", "unreadable"),
            deferred: metrics::counter!(DEFERRED, "service" => service),
            batch_items: metrics::histogram!(BATCH_ITEMS, "service" => service),
            commit: metrics::histogram!(COMMIT_SECONDS, "service" => service),
            failures: Failures {
                conflict: failure("conflict"),
                unavailable: failure("unavailable"),
                rejected: failure("rejected"),
                damaged: failure("damaged"),
            },
            queue: metrics::histogram!(QUEUE_SECONDS, "service" => service),
            lateness: metrics::histogram!(TIMER_LATENESS_SECONDS, "service" => service),
            delivered: delivery("no"),
            redelivered: delivery("yes"),
            confirmed: publish("confirmed"),
            unconfirmed: publish("failed"),
        }
    }

    /// A batch was committed: how many commands it held and how long it took; `began` by the service's clock, with
    /// the due instants of the timers it carried out.
    pub(crate) fn committed(&self, items: usize, took: &Stopwatch, began: Timestamp, fired: &[Timestamp]) {
        let took = took.elapsed();
        self.batch_items.record(items as f64);
        self.commit.record(took);
        for due in fired {
            let waited = (began - *due).to_std().unwrap_or(Duration::ZERO);
            self.lateness.record(waited + took);
        }
    }

    /// A batch was not committed.
    pub(crate) fn failed(&self, error: &StoreError) {
        match error {
            StoreError::Conflict(_) => self.failures.conflict.increment(1),
            StoreError::Unavailable { .. } => self.failures.unavailable.increment(1),
            StoreError::Rejected(_) => self.failures.rejected.increment(1),
            StoreError::Damaged(_) => self.failures.damaged.increment(1),
        }
    }

    /// What came of an item.
    pub(crate) fn settled(&self, item: &Item, outcome: &ItemOutcome) {
        let counter = match (item, outcome) {
            (_, ItemOutcome::Later(_)) => &self.deferred,
            (Item::Unreadable { .. }, _) => &self.unreadable,
            (_, ItemOutcome::Timer) => &self.timers,
            (_, ItemOutcome::Answered(answer)) => self.requests.counter(answer),
            (_, ItemOutcome::Message(outcome)) => self.messages.counter(outcome),
        };
        counter.increment(1);
    }

    /// An item waited this long for its batch.
    pub(crate) fn waited(&self, since: &Stopwatch) {
        self.queue.record(since.elapsed());
    }

    /// A message came from the bus.
    pub(crate) fn delivered(&self, redelivered: bool) {
        if redelivered { self.redelivered.increment(1) } else { self.delivered.increment(1) }
    }

    /// A message was handed to the bus.
    pub(crate) fn published(&self, confirmed: bool) {
        if confirmed { self.confirmed.increment(1) } else { self.unconfirmed.increment(1) }
    }
}

impl Requests {
    fn counter(&self, answer: &Result<super::request::Executed, ExecuteError>) -> &Counter {
        match answer {
            Ok(executed) if executed.repeated => &self.repeated,
            Ok(_) => &self.done,
            Err(ExecuteError::Refused(_)) => &self.refused,
            Err(ExecuteError::Busy) => &self.busy,
            Err(ExecuteError::Unavailable(_)) => &self.unavailable,
            Err(ExecuteError::Internal(_)) => &self.failed,
        }
    }
}

impl Messages {
    fn counter(&self, outcome: &MessageOutcome) -> &Counter {
        match outcome {
            MessageOutcome::Applied => &self.applied,
            MessageOutcome::NoEffect(_) => &self.no_effect,
            MessageOutcome::Duplicate => &self.duplicate,
            MessageOutcome::Parked => &self.parked,
            MessageOutcome::Dead(_) => &self.dead,
        }
    }
}
