//! I-22: signed roots, taken at random moments of a run, stay what they were.

use chrono::Duration;
use guohe_clock::Clock;
use guohe_flow::{AuditKey, RootScope, check_roots, take_root};

use super::{
    super::{seed::Seed, world::World},
    Broken, broken,
};

/// A root is taken after one step in so many.
const ONE_IN: usize = 50;

/// Keeps the choice of moments apart from every other choice of a run.
const OWN_CHOICES: u64 = 0x726f_6f74;

fn key() -> AuditKey {
    AuditKey::of_seed([22; 32])
}

/// Takes a root of one service now and then. As of an instant ago, which is nearer than any operator may go: no step
/// is under way here, and a decision may never be recorded before the clock's present instant.
pub async fn perhaps_take(run_seed: u64, world: &World) -> Result<(), Broken> {
    let mut choice = Seed::of_step(run_seed ^ OWN_CHOICES, world.step);
    if !choice.one_in(ONE_IN) {
        return Ok(());
    }
    let names: Vec<&'static str> = world.services.keys().copied().collect();
    let Some(name) = choice.pick(&names) else { return Ok(()) };
    let now = world.clock.now();
    let as_of = now - Duration::microseconds(1);
    let taken = take_root(name, world.services[name].roots.as_ref(), &key(), as_of, now).await;
    taken.map(drop).or_else(|error| broken("I-22", format!("{name}: {error}")))
}

/// Every root of every service computes to the signed value; how many there are.
pub async fn are_intact(world: &World) -> Result<u64, Broken> {
    let mut computed = 0;
    for (name, service) in &world.services {
        let checked = check_roots(name, service.roots.as_ref(), RootScope::All, &[key().public()]).await;
        let checked = checked.or_else(|error| broken("I-22", error.to_string()))?;
        if !checked.findings.is_empty() {
            return broken("I-22", format!("{name}: {:?}", checked.findings));
        }
        computed += checked.computed;
    }
    Ok(computed)
}
