//! Carries a plan out: has each fault strike at its tick, and measures the recovery.

use std::sync::Arc;

use anyhow::{Context, Result};
use guohe_api::SERVICES;
use guohe_clock::stopwatch;

use super::{
    fleet::Fleet,
    ledger::Ledger,
    outcome::Struck,
    plan::{Fault, Strike},
    recovery::recovered,
    servers::Servers,
};

/// Ticks by which the scenario must have moved on before a fault counts as recovered from.
const PROGRESS_TICKS: u64 = 5;

/// Strikes one after the other; the driver waits for each to begin.
pub(super) async fn strike_all(
    servers: &Servers,
    fleet: &Fleet,
    ledger: &Arc<Ledger>,
    told: &(dyn Fn(&Struck) + Send + Sync),
) -> Result<Vec<Struck>> {
    let mut struck = Vec::new();
    let strikes = ledger.plan().strikes();
    for (index, Strike { at, fault }) in strikes.iter().enumerate() {
        if !ledger.reaches(*at).await {
            break;
        }
        // The driver waits at the next strike's tick until that one has begun.
        let next = strikes.get(index + 1).map_or(u64::MAX, |next| next.at);
        let outcome = strike(servers, fleet, ledger, *at, *fault, next).await;
        let outcome = outcome.with_context(|| format!("{fault} at tick {at}"))?;
        told(&outcome);
        struck.push(outcome);
    }
    Ok(struck)
}

async fn strike(
    servers: &Servers,
    fleet: &Fleet,
    ledger: &Arc<Ledger>,
    at: u64,
    fault: Fault,
    next: u64,
) -> Result<Struck> {
    let moved_on = ledger.ticks().saturating_add(PROGRESS_TICKS).min(next);
    let watch = stopwatch();
    let day = guohe_clock::beijing_date(fleet.now());
    match fault {
        Fault::KillReplica(service, replica) => fleet.kill(SERVICES[service], replica),
        Fault::KillService(service) => fleet.kill_all(SERVICES[service]),
        _ => {}
    }
    servers.strike(fault, || ledger.begins()).await?;
    if let Fault::Scale(replicas) = fault {
        fleet.scale(replicas).await?;
    }
    let lasted = watch.elapsed();
    let recovery = recovered(fleet, ledger, moved_on).await?;
    if matches!(fault, Fault::VanishBroker | Fault::VanishDatabase) {
        servers.end_silence();
        recovered(fleet, ledger, moved_on).await?;
    }
    Ok(Struck { at, day, fault, lasted, recovery })
}
