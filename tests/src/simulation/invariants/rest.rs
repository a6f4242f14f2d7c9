//! What can be seen only while the system rests: I-08, I-09, I-11 and I-15.

use std::collections::BTreeMap;

use guohe_clock::{Clock, Timestamp};
use guohe_flow::{ports::StreamRecord, verify_audit};

use super::{Broken, Watcher, World, broken};

/// More timers than a simulated service ever has.
const ALL_TIMERS: u32 = 100_000;

/// I-08: everything that was sent was handled.
pub async fn is_drained(world: &World) -> Result<(), Broken> {
    let mut sent: BTreeMap<String, u64> = BTreeMap::new();
    let mut handled = BTreeMap::new();
    for (name, service) in &world.services {
        let counts = service.store.counts().await.or_else(|error| broken("I-08", error.to_string()))?;
        if counts.parked > 0 || counts.dead > 0 || counts.unsent > 0 {
            let dead = service.store.dead_letters("", 3).await.unwrap_or_default();
            let reasons: Vec<String> = dead
                .iter()
                .map(|letter| format!("{}: {} {}", letter.id, letter.code, letter.reason))
                .collect();
            let words = format!(
                "{name}: {} parked, {} dead, {} unpublished: {reasons:?}",
                counts.parked, counts.dead, counts.unsent
            );
            return broken(if counts.dead > 0 { "I-20" } else { "I-08" }, words);
        }
        handled.insert((*name).to_owned(), counts.handled);
        for (consumer, number) in counts.sent {
            *sent.entry(consumer).or_default() += number;
        }
    }
    for (consumer, number) in &handled {
        let expected = sent.get(consumer).copied().unwrap_or(0);
        if *number != expected {
            return broken("I-08", format!("{consumer} handled {number} of {expected} messages"));
        }
    }
    Ok(())
}

/// I-15: the stores hold exactly the timers that the commits left, and none of them is overdue.
pub async fn timers_agree(world: &World, watcher: &Watcher) -> Result<(), Broken> {
    let now = world.clock.now();
    for (name, service) in &world.services {
        let stored = service.store.due_timers(Timestamp::MAX_UTC, ALL_TIMERS).await;
        let stored = stored.or_else(|error| broken("I-15", error.to_string()))?;
        let mut modelled: BTreeMap<_, _> = watcher
            .engine
            .timers
            .iter()
            .filter(|((of, _), _)| of == name)
            .map(|((_, key), standing)| (key, standing.due))
            .collect();
        for timer in &stored {
            if modelled.remove(&timer.key) != Some(timer.due) {
                return broken("I-15", format!("{} of {} was never set", timer.key.name, timer.key.stream));
            }
            if timer.due <= now {
                let words = format!("{} of {} rests overdue", timer.key.name, timer.key.stream);
                return broken("I-15", words);
            }
        }
        if let Some((key, due)) = modelled.first_key_value() {
            return broken("I-15", format!("{} of {}, due {due}, is lost", key.name, key.stream));
        }
    }
    Ok(())
}

/// I-09: every chain and every state.
pub async fn verifies(world: &World) -> Result<(), Broken> {
    for (name, service) in &world.services {
        let report = verify_audit(&service.definition, service.store.as_ref())
            .await
            .or_else(|error| broken("I-09", error.to_string()))?;
        if !report.findings.is_empty() {
            return broken("I-09", format!("{name}: {:?}", report.findings));
        }
    }
    Ok(())
}

/// I-11: the registry shows nobody barred whose ban is over, and everybody whose ban runs.
pub async fn frees_everybody(world: &World, watcher: &Watcher) -> Result<(), Broken> {
    let barred = watcher.barred_at(world.clock.now());
    let mut wrong = None;
    let look = |standing: &StreamRecord| {
        let status = standing.attributes.get_text("status");
        if (status == "EXCLUDED") != barred.contains_key(&standing.key.id) {
            wrong = Some(format!("{} is shown {status}", standing.key.id));
        }
    };
    world.visit("registry", "standing", look).await;
    wrong.map_or(Ok(()), |words| broken("I-11", words))
}
