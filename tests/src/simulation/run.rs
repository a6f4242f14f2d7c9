//! One run: a number of seeded steps with faults, the drain, and six quiet years in which every timer comes due.

use std::collections::BTreeMap;

use guohe_clock::{Clock, start_of_day};
use guohe_flow::ServiceDefinition;

use super::{
    actors::Actors,
    invariants::{Broken, Watcher, is_drained, verifies},
    world::World,
};

/// Lines of history shown when an invariant breaks.
const TAIL: usize = 40;

/// Turns after which a system that should be draining is stuck.
const MOST_TURNS: usize = 200_000;

/// What to run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The seed of every choice.
    pub seed: u64,
    /// Steps with actors and faults.
    pub steps: usize,
    /// Quiet years afterwards, in which only timers act.
    pub quiet_years: i64,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// SHA-256 of all events in the order of their commits.
    pub digest: String,
    /// Events committed.
    pub events: u64,
    /// Timers that took effect.
    pub timers: u64,
    /// Bases cancelled.
    pub cancelled: u64,
    /// Commands accepted, by kind and name.
    pub accepted: BTreeMap<String, u32>,
    /// Commands refused, by code.
    pub refused: BTreeMap<String, u32>,
}

fn definitions() -> Vec<ServiceDefinition> {
    vec![
        guohe_intake::definition(),
        guohe_recommendation::definition(),
        guohe_assignment::definition(),
        guohe_evaluation::definition(),
        guohe_registry::definition(),
        guohe_notification::definition(),
    ]
}

/// Runs a seed; an invariant that breaks is told with the seed, the step and the end of the history.
pub async fn simulate(run: Run) -> Result<Outcome, String> {
    let start =
        start_of_day("2026-03-10".parse().map_err(|_| "a date".to_owned())?) + chrono::Duration::hours(1);
    let mut world = World::start(run.seed, start, definitions()).await;
    let mut watcher = Watcher::default();
    let mut actors = Actors::begin(&mut world).await;
    let mut step = 0;
    let result = run_all(run, &mut world, &mut watcher, &mut actors, &mut step).await;
    match result {
        Ok(()) => Ok(Outcome {
            digest: watcher.digest(),
            events: watcher.events,
            timers: watcher.timers,
            cancelled: watcher.cancelled,
            accepted: actors.accepted,
            refused: actors.refused,
        }),
        Err(Broken { number, words }) => {
            let from = world.history.len().saturating_sub(TAIL);
            let tail = world.history[from..].join("\n  ");
            Err(format!("seed {} breaks {number} at step {step}: {words}\n  {tail}", run.seed))
        }
    }
}

async fn run_all(
    run: Run,
    world: &mut World,
    watcher: &mut Watcher,
    actors: &mut Actors,
    step: &mut usize,
) -> Result<(), Broken> {
    while *step < run.steps {
        *step += 1;
        take_step(world, actors, *step * 2 > run.steps).await;
        watcher.look(world)?;
        if let Some(broken) = world.broken.take() {
            return Err(broken);
        }
    }
    world.faults = false;
    drain(world, watcher).await?;
    is_drained(world).await?;
    let end = world.clock.now() + chrono::Duration::days(366 * run.quiet_years);
    while let Some(due) = world.next_due().await.filter(|due| *due <= end) {
        world.clock.advance_to(due);
        drain(world, watcher).await?;
    }
    world.clock.advance_to(end);
    is_drained(world).await?;
    frees_everybody(world, watcher).await?;
    verifies(world).await
}

async fn take_step(world: &mut World, actors: &mut Actors, late: bool) {
    match world.seed.below(20) {
        0..=7 => actors.act(world, late).await,
        8..=14 => drop(world.deliver_some().await),
        15..=16 => {
            let name = some_service(world);
            world.fire_timers(name).await;
        }
        17 => {
            let name = some_service(world);
            world.relay_outbox(name).await;
        }
        _ => advance(world, late).await,
    }
}

fn some_service(world: &mut World) -> &'static str {
    let names: Vec<&'static str> = world.services.keys().copied().collect();
    names[world.seed.below(names.len())]
}

/// While cases run, hours and days; later also to the next due instant, and now and then months at once, with
/// everything overdue together.
async fn advance(world: &mut World, late: bool) {
    let now = world.clock.now();
    let hours = chrono::Duration::hours(1 + world.seed.below(if late { 70 } else { 30 }) as i64);
    let to = match (world.seed.below(12), late) {
        (0..=4, true) => world.next_due().await.filter(|due| *due < now + chrono::Duration::days(60)),
        (5, true) => Some(now + chrono::Duration::days(30 + world.seed.below(120) as i64)),
        _ => Some(now + hours),
    };
    if let Some(to) = to {
        world.clock.advance_to(to);
        world.note(format!("the clock shows {}", world.clock.now()));
    }
}

/// Delivers and fires until nothing moves.
async fn drain(world: &mut World, watcher: &mut Watcher) -> Result<(), Broken> {
    let names: Vec<&'static str> = world.services.keys().copied().collect();
    for _ in 0..MOST_TURNS {
        let mut moved = world.deliver_some().await;
        if !moved {
            for name in &names {
                world.take_up_parked(name).await;
                world.relay_outbox(name).await;
                moved |= world.fire_timers(name).await;
            }
            moved |= world.on_the_way() > 0;
        }
        watcher.look(world)?;
        if !moved {
            return Ok(());
        }
    }
    Err(Broken { number: "I-08", words: "the system does not come to rest".to_owned() })
}

/// I-11: after the quiet years the registry shows nobody barred whose ban is over.
async fn frees_everybody(world: &World, watcher: &Watcher) -> Result<(), Broken> {
    let barred = watcher.barred_at(world.clock.now());
    for standing in world.streams("registry", "standing").await {
        let excluded = standing.attributes.get_text("status") == "EXCLUDED";
        if excluded != barred.contains_key(&standing.key.id) {
            let words = format!("{} is shown {}", standing.key.id, standing.attributes.get_text("status"));
            return Err(Broken { number: "I-11", words });
        }
    }
    Ok(())
}
