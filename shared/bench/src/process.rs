//! What this process uses: processor time and memory, as Linux accounts for them.

use std::time::Duration;

use guohe_clock::stopwatch;

/// Ticks a second in `/proc/self/stat` (`USER_HZ`, 100 on every Linux that Rust runs on).
const TICKS_A_SECOND: f64 = 100.0;

/// Use over a while.
pub(super) struct Usage {
    /// Processor time over passed time; 1 is one core.
    pub(super) cpu_share: f64,
    /// Resident memory at the end, MiB.
    pub(super) resident_mebibytes: f64,
}

impl Usage {
    /// Measures over `time`. Zero where the system has no `/proc`.
    pub(super) async fn measure(time: Duration) -> Self {
        let (watch, before) = (stopwatch(), cpu_seconds());
        tokio::time::sleep(time).await;
        let cpu_share = (cpu_seconds() - before) / watch.elapsed().as_secs_f64();
        Self { cpu_share, resident_mebibytes: resident_mebibytes() }
    }
}

/// User and system time so far: fields 14 and 15 of proc(5), counted after the name in parentheses.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

fn resident_mebibytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) / 1024.0
}
