//! The look at depths now and then: what stores still have to do, what waits, what works, what room is left.
//!
//! It is cheap by construction: a store's backlog is read from indexes, and pending timers, which have to be
//! counted one by one, are counted again only after a hundred times as long as the last count took. So a million
//! timers cost at most one per cent of a connection's time. A look that fails leaves the last values and counts.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use guohe_clock::{Stopwatch, Timestamp, stopwatch};
use guohe_flow::{
    Engine,
    ports::{Backlog, Connections, StoreError},
};
use metrics::gauge;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{
    DEAD_LETTERS, DISK_FREE_BYTES, DISK_SIZE_BYTES, IN_HAND, Metrics, OUTBOX_OLDEST_SECONDS, OUTBOX_UNSENT,
    PARKED, PARKED_OLDEST_SECONDS, QUEUE_DEPTH, READY, SAMPLE_FAILURES, STORE_CONNECTIONS, TIMERS_DUE,
    TIMERS_OVERDUE_SECONDS, TIMERS_PENDING, TIMERS_PROVISIONAL, TIMERS_PROVISIONAL_SECONDS,
};
use crate::health::Health;

/// Longest wait for one store.
const PATIENCE: Duration = Duration::from_secs(10);

/// Times as long as a count of timers took, before the next one.
const COUNT_EVERY: u32 = 100;

/// Looks at the engines of a process until it is stopped.
pub struct Sampler {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Sampler {
    /// Begins to look, at once and then every so often; `folder` is the data folder, if there is one.
    pub fn start(
        metrics: Metrics,
        engines: &[Engine],
        health: Health,
        folder: Option<PathBuf>,
        every: Duration,
    ) -> Self {
        let stop = CancellationToken::new();
        for engine in engines {
            failures(engine.service()).increment(0);
        }
        let looks = Looks {
            metrics,
            watched: engines.iter().map(|engine| Watched { engine: engine.clone(), counted: None }).collect(),
            health,
            folder,
            process: metrics_process::Collector::default(),
        };
        let task = tokio::spawn(looks.run(every, stop.clone()));
        Self { stop, task }
    }

    /// Looks no more.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.abort();
    }
}

struct Looks {
    metrics: Metrics,
    watched: Vec<Watched>,
    health: Health,
    folder: Option<PathBuf>,
    process: metrics_process::Collector,
}

struct Watched {
    engine: Engine,
    /// When timers were counted last, and how long that took.
    counted: Option<(Stopwatch, Duration)>,
}

impl Looks {
    async fn run(mut self, every: Duration, stop: CancellationToken) {
        let mut interval = tokio::time::interval(every);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = interval.tick() => self.look().await,
                () = stop.cancelled() => return,
            }
        }
    }

    async fn look(&mut self) {
        for watched in &mut self.watched {
            watched.look().await;
        }
        for (part, state) in self.health.look().await.parts {
            gauge!(READY, "part" => part).set(if state.is_ok() { 1.0 } else { 0.0 });
        }
        if let Some(folder) = &self.folder {
            look_at_disk(folder);
        }
        self.process.collect();
        self.metrics.fold();
    }
}

impl Watched {
    async fn look(&mut self) {
        let service = self.engine.service();
        let node = self.engine.node();
        gauge!(QUEUE_DEPTH, "service" => service).set(node.waiting() as f64);
        gauge!(IN_HAND, "service" => service).set(node.in_hand() as f64);
        if let Some(Connections { open, idle }) = self.engine.store().connections() {
            gauge!(STORE_CONNECTIONS, "service" => service, "state" => "idle").set(idle);
            gauge!(STORE_CONNECTIONS, "service" => service, "state" => "used").set(open.saturating_sub(idle));
        }
        let now = self.engine.clock().now();
        match tokio::time::timeout(PATIENCE, self.engine.store().backlog(now)).await {
            Ok(Ok(backlog)) => show(service, now, &backlog),
            Ok(Err(error)) => failed(service, &error.to_string()),
            Err(_) => failed(service, "no answer in time"),
        }
        if self.is_time_to_count() {
            let watch = stopwatch();
            match self.engine.store().pending_timers().await {
                Ok(Some(pending)) => gauge!(TIMERS_PENDING, "service" => service).set(pending as f64),
                Ok(None) => {}
                Err(error) => failed(service, &count_failed(&error)),
            }
            self.counted = Some((watch, watch.elapsed()));
        }
    }

    fn is_time_to_count(&self) -> bool {
        self.counted.is_none_or(|(at, took)| at.elapsed() >= took * COUNT_EVERY)
    }
}

fn count_failed(error: &StoreError) -> String {
    format!("timers were not counted: {error}")
}

fn failures(service: &'static str) -> metrics::Counter {
    metrics::counter!(SAMPLE_FAILURES, "service" => service)
}

fn failed(service: &'static str, words: &str) {
    failures(service).increment(1);
    tracing::debug!(service, words, "the backlog could not be read");
}

fn show(service: &'static str, now: Timestamp, backlog: &Backlog) {
    let set = |name: &'static str, value: f64| gauge!(name, "service" => service).set(value);
    set(OUTBOX_UNSENT, backlog.unsent as f64);
    set(OUTBOX_OLDEST_SECONDS, age(now, backlog.oldest_unsent));
    set(PARKED, backlog.parked as f64);
    set(PARKED_OLDEST_SECONDS, age(now, backlog.oldest_parked));
    set(DEAD_LETTERS, backlog.dead as f64);
    set(TIMERS_DUE, backlog.due as f64);
    set(TIMERS_OVERDUE_SECONDS, age(now, backlog.next_due));
    set(TIMERS_PROVISIONAL, backlog.provisional as f64);
    // Without any, as far away as a gauge can say: an alert on it stays silent.
    let until = backlog.next_provisional.map_or(f64::INFINITY, |due| seconds(due - now));
    set(TIMERS_PROVISIONAL_SECONDS, until);
}

/// Seconds since an instant; 0 for none and for one to come.
fn age(now: Timestamp, since: Option<Timestamp>) -> f64 {
    since.map_or(0.0, |since| seconds(now - since).max(0.0))
}

fn seconds(span: chrono::TimeDelta) -> f64 {
    span.num_milliseconds() as f64 / 1_000.0
}

fn look_at_disk(folder: &Path) {
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            gauge!(DISK_FREE_BYTES).set((disk.f_bavail * disk.f_frsize) as f64);
            gauge!(DISK_SIZE_BYTES).set((disk.f_blocks * disk.f_frsize) as f64);
        }
        Err(error) => tracing::debug!(%error, "the room on the disk cannot be told"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn what_is_to_come_has_no_age() {
        let now = at("2026-11-20T08:00:00Z");
        assert_eq!(age(now, Some(at("2026-11-20T07:59:30Z"))), 30.0);
        assert_eq!(age(now, Some(at("2026-11-20T09:00:00Z"))), 0.0);
        assert_eq!(age(now, None), 0.0);
    }
}
