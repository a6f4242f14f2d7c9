//! Metrics as Prometheus reads them, at `/metrics` on the health port of every process.
//!
//! Owns the recorder that everything in the process counts into, the names and meanings of what is sampled, and
//! the look at depths now and then ([`Sampler`]). The engine counts what it does (`guohe_flow::meters`); nothing
//! here is ever decided on. One process shows all its services, told apart by the label `service`. Values are
//! counts, bytes and seconds, never ids of cases or people.

mod sample;

use std::{sync::OnceLock, time::Duration};

use guohe_flow::meters;
use metrics::Unit;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

pub use sample::Sampler;

/// What waits for a batch, commands.
pub const QUEUE_DEPTH: &str = "guohe_queue_depth";
/// Commands and messages in hand.
pub const IN_HAND: &str = "guohe_in_hand";
/// Messages committed and not yet confirmed by the bus.
pub const OUTBOX_UNSENT: &str = "guohe_outbox_unsent";
/// Age of the oldest of them.
pub const OUTBOX_OLDEST_SECONDS: &str = "guohe_outbox_oldest_seconds";
/// Messages that wait for a predecessor or to be tried again.
pub const PARKED: &str = "guohe_parked";
/// Age of the oldest of them.
pub const PARKED_OLDEST_SECONDS: &str = "guohe_parked_oldest_seconds";
/// Messages given up.
pub const DEAD_LETTERS: &str = "guohe_dead_letters";
/// Timers set and not fired.
pub const TIMERS_PENDING: &str = "guohe_timers_pending";
/// Timers due and not fired.
pub const TIMERS_DUE: &str = "guohe_timers_due";
/// For how long the earliest of those has been due.
pub const TIMERS_OVERDUE_SECONDS: &str = "guohe_timers_overdue_seconds";
/// Timers whose date rests on a year without an official calendar.
pub const TIMERS_PROVISIONAL: &str = "guohe_timers_provisional";
/// Until the first of those is due.
pub const TIMERS_PROVISIONAL_SECONDS: &str = "guohe_timers_provisional_due_in_seconds";
/// How long ago the instant lies that the latest audit root covers; before the first root, since when one is awaited.
pub const AUDIT_ROOT_AGE_SECONDS: &str = "guohe_audit_root_age_seconds";
/// Connections to the store, by `state` (`used`, `idle`).
pub const STORE_CONNECTIONS: &str = "guohe_store_connections";
/// 1 where a part of the process works, by `part`, as `/readyz` tells it.
pub const READY: &str = "guohe_ready";
/// Room on the disk of the data folder.
pub const DISK_FREE_BYTES: &str = "guohe_data_disk_free_bytes";
/// Size of that disk.
pub const DISK_SIZE_BYTES: &str = "guohe_data_disk_size_bytes";
/// Looks at a store that failed.
pub const SAMPLE_FAILURES: &str = "guohe_sample_failures_total";
/// 1, labelled with the program's version.
pub const BUILD_INFO: &str = "guohe_build_info";

/// Bounds of times that an operator waits or a limit is set for, seconds.
const SECONDS: [f64; 16] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0];

/// Bounds of the number of commands in a batch.
const ITEMS: [f64; 10] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0];

/// The recorder of this process, once somebody asked for it.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// What everything in this process counts into.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// Why nothing can be measured.
#[derive(Debug, thiserror::Error)]
#[error("another recorder of metrics is installed in this process already")]
pub struct MetricsError;

impl Metrics {
    /// Installs the recorder, once a process; later calls give the same one. Engines count from then on: those
    /// that were started before count into nothing.
    pub fn install() -> Result<Self, MetricsError> {
        RECORDER.get_or_init(install).clone().map(Self).ok_or(MetricsError)
    }

    /// Everything counted so far, in Prometheus's text form.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds what was recorded since; done now and then, so that it does not heap up where nobody asks.
    fn fold(&self) {
        self.0.run_upkeep();
    }
}

fn install() -> Option<PrometheusHandle> {
    let items = Matcher::Full(meters::BATCH_ITEMS.to_owned());
    let builder = PrometheusBuilder::new().set_buckets(&SECONDS).ok()?;
    let recorder = builder.set_buckets_for_metric(items, &ITEMS).ok()?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).ok()?;
    describe();
    metrics_process::Collector::default().describe();
    metrics::gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Some(handle)
}

/// Shows how old a service's latest audit root is.
pub fn show_root_age(service: &'static str, age: Duration) {
    metrics::gauge!(AUDIT_ROOT_AGE_SECONDS, "service" => service).set(age.as_secs_f64());
}

/// The words beside each metric.
fn describe() {
    let counters = [
        (meters::COMMANDS, "Commands handled, by cause and outcome"),
        (meters::DEFERRED, "Commands put off to a later batch"),
        (meters::COMMIT_FAILURES, "Batches that were not committed, by reason"),
        (meters::DELIVERIES, "Messages received from the bus"),
        (meters::PUBLISHED, "Messages handed to the bus, by outcome"),
        (SAMPLE_FAILURES, "Looks at a store's backlog that failed"),
    ];
    for (name, words) in counters {
        metrics::describe_counter!(name, words);
    }
    let histograms = [
        (meters::BATCH_ITEMS, Unit::Count, "Commands in one committed batch"),
        (meters::COMMIT_SECONDS, Unit::Seconds, "From the beginning of a batch's transaction to its commit"),
        (meters::QUEUE_SECONDS, Unit::Seconds, "From a command's arrival to the beginning of its batch"),
        (meters::TIMER_LATENESS_SECONDS, Unit::Seconds, "From a timer's due instant to its commit"),
    ];
    for (name, unit, words) in histograms {
        metrics::describe_histogram!(name, unit, words);
    }
    let gauges = [
        (QUEUE_DEPTH, Unit::Count, "Commands that wait for a batch"),
        (IN_HAND, Unit::Count, "Commands and messages in hand"),
        (OUTBOX_UNSENT, Unit::Count, "Messages committed and not yet confirmed by the bus"),
        (OUTBOX_OLDEST_SECONDS, Unit::Seconds, "Age of the oldest unsent message"),
        (PARKED, Unit::Count, "Messages that wait for a predecessor or to be tried again"),
        (PARKED_OLDEST_SECONDS, Unit::Seconds, "Age of the oldest parked message"),
        (DEAD_LETTERS, Unit::Count, "Messages and timers given up"),
        (TIMERS_PENDING, Unit::Count, "Timers set and not fired"),
        (TIMERS_DUE, Unit::Count, "Timers due and not fired"),
        (TIMERS_OVERDUE_SECONDS, Unit::Seconds, "For how long the earliest timer has been due"),
        (TIMERS_PROVISIONAL, Unit::Count, "Timers that rest on a year without an official calendar"),
        (TIMERS_PROVISIONAL_SECONDS, Unit::Seconds, "Until the first provisional timer is due"),
        (AUDIT_ROOT_AGE_SECONDS, Unit::Seconds, "Age of the latest signed audit root"),
        (STORE_CONNECTIONS, Unit::Count, "Connections to the store, by state"),
        (READY, Unit::Count, "1 where a part of the process works"),
        (DISK_FREE_BYTES, Unit::Bytes, "Room on the disk of the data folder"),
        (DISK_SIZE_BYTES, Unit::Bytes, "Size of the disk of the data folder"),
        (BUILD_INFO, Unit::Count, "1, labelled with the program's version"),
    ];
    for (name, unit, words) in gauges {
        metrics::describe_gauge!(name, unit, words);
    }
}
