//! The clock a system runs on, held against its data.

use std::sync::Arc;

use chrono::Duration;
use guohe_clock::{Clock, SimulatedClock, SystemClock, Timestamp};

use super::{ClockChoice, OpenedService, StartError};

/// How far data may be ahead of the machine's clock: clocks of replicas differ a little, and are corrected.
const TOLERANCE: Duration = Duration::seconds(60);

/// The chosen clock.
pub(super) struct Time {
    pub(super) clock: Arc<dyn Clock>,
    /// The same, where it is moved by a script.
    pub(super) simulated: Option<SimulatedClock>,
}

/// Chooses the clock. The machine's refuses data that is ahead of it; a simulated one begins where the data end.
pub(super) async fn choose(choice: &ClockChoice, opened: &[OpenedService]) -> Result<Time, StartError> {
    let latest = latest(opened).await?;
    let covered = covered(opened).await?;
    match choice {
        ClockChoice::System => {
            refuse_ahead(latest, SystemClock.now())?;
            if let Some(covered) = covered {
                // At most the tolerance, after the clock was set back.
                SystemClock.sleep_until(covered).await;
            }
            Ok(Time { clock: Arc::new(SystemClock), simulated: None })
        }
        ClockChoice::Simulated(clock) => {
            if let Some(start) = latest.map(|(_, latest)| latest).max(covered) {
                clock.advance_to(start);
            }
            Ok(simulated(clock.clone()))
        }
        ClockChoice::SimulatedFrom(start) => {
            let start = start.iter().copied().chain(latest.map(|(_, latest)| latest)).chain(covered).max();
            Ok(simulated(SimulatedClock::starting_at(start.unwrap_or_else(|| SystemClock.now()))))
        }
    }
}

fn simulated(clock: SimulatedClock) -> Time {
    Time { clock: Arc::new(clock.clone()), simulated: Some(clock) }
}

/// The latest instant recorded in any store, with the service it belongs to.
async fn latest(opened: &[OpenedService]) -> Result<Option<(&'static str, Timestamp)>, StartError> {
    let mut latest = None;
    for OpenedService { service, opened } in opened {
        let read = opened.store.latest_instant().await;
        let instant = read.map_err(|source| StartError::Read { service: service.name, source })?;
        latest = latest.max(instant.map(|instant| (instant, service.name)));
    }
    Ok(latest.map(|(instant, service)| (service, instant)))
}

/// The first instant that no audit root covers: nothing may be recorded before it any more.
async fn covered(opened: &[OpenedService]) -> Result<Option<Timestamp>, StartError> {
    let mut covered = None;
    for OpenedService { service, opened } in opened {
        let read = opened.roots.latest_root().await;
        let root = read.map_err(|source| StartError::Read { service: service.name, source })?;
        covered = covered.max(root.map(|root| root.as_of + Duration::microseconds(1)));
    }
    Ok(covered)
}

fn refuse_ahead(latest: Option<(&'static str, Timestamp)>, now: Timestamp) -> Result<(), StartError> {
    match latest {
        Some((service, latest)) if latest > now + TOLERANCE => {
            Err(StartError::AheadOfClock { service, latest, now })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn data_ahead_of_the_machines_clock_are_refused_with_the_way_out() {
        let error = refuse_ahead(Some(("registry", at("2031-05-09T00:00:00Z"))), at("2026-11-20T08:00:00Z"));
        assert_eq!(
            error.expect_err("ahead").to_string(),
            "the data of registry reach to 2031-05-09 00:00:00 UTC, which is ahead of this machine's clock \
             (2026-11-20 08:00:00 UTC): they come from a simulated time, and would stand still until then; start \
             with `--clock simulated`, or use other data"
        );
    }

    #[test]
    fn a_clock_corrected_by_a_minute_refuses_nothing() {
        let now = at("2026-11-20T08:00:00Z");
        assert!(refuse_ahead(Some(("registry", now + TOLERANCE)), now).is_ok());
        assert!(refuse_ahead(None, now).is_ok());
    }
}
