//! One run: a number of seeded steps with faults, the drain, quiet years in which every timer comes due, and the
//! last steps in what those years left.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::AssertUnwindSafe,
};

use guohe_clock::{Clock, start_of_day};

use super::{
    actors::{Actors, Phase},
    coverage::{Seen, definitions},
    fault::{Fault, Faults},
    invariants::{
        Broken, Watcher,
        rest::{frees_everybody, is_drained, timers_agree, verifies},
        roots::{are_intact, perhaps_take},
    },
    world::World,
};

/// Turns after which a system that should be draining is stuck.
const MOST_TURNS: usize = 200_000;

/// The number a run ends with that stopped in a panic.
const PANIC: &str = "I-20";

/// What the services keep their data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Plain memory: fast, and two replicas can work at once.
    #[default]
    Memory,
    /// SQLite in memory: one writer at a time.
    Sqlite,
}

/// What to run.
#[derive(Debug, Clone)]
pub struct Run {
    /// The seed of every choice.
    pub seed: u64,
    /// Steps with actors and faults.
    pub steps: u64,
    /// Quiet years afterwards, in which only timers act.
    pub quiet_years: i64,
    /// Where data is kept.
    pub engine: Engine,
    /// Kinds of faults left out.
    pub without: BTreeSet<Fault>,
    /// Only these steps; all of them without.
    pub only: Option<BTreeSet<u64>>,
    /// True to keep the history, a line for everything that happens.
    pub history: bool,
}

impl Run {
    /// A whole run of a seed, without its history.
    pub fn of(seed: u64, steps: u64, quiet_years: i64) -> Self {
        Self {
            seed,
            steps,
            quiet_years,
            engine: Engine::Memory,
            without: BTreeSet::new(),
            only: None,
            history: false,
        }
    }
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// SHA-256 of all events in the order of their commits.
    pub digest: String,
    /// Events committed.
    pub events: u64,
    /// Commits looked at.
    pub commits: u64,
    /// Single checks of invariants.
    pub checks: u64,
    /// Timers that took effect.
    pub timers: u64,
    /// Bases cancelled.
    pub cancelled: u64,
    /// Signed roots computed anew.
    pub roots: u64,
    /// Faults that happened, by kind.
    pub faults: BTreeMap<Fault, u64>,
    /// What was reached.
    pub seen: Seen,
    /// Commands accepted, by kind and name.
    pub accepted: BTreeMap<String, u32>,
    /// Commands refused, by code.
    pub refused: BTreeMap<String, u32>,
}

/// A run that broke an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// The step at which it showed; past the last one, in the quiet after them.
    pub step: u64,
    /// The invariant.
    pub number: &'static str,
    /// What was seen.
    pub words: String,
    /// Everything that happened, where it was kept.
    pub history: Vec<String>,
}

/// Runs a seed to its end on this thread; a panic is a failure like any other.
pub fn run(run: &Run) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let whole = AssertUnwindSafe(|| runtime.block_on(simulate(run)));
    std::panic::catch_unwind(whole).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()))
            .unwrap_or_default();
        Err(Failure { seed: run.seed, step: 0, number: PANIC, words, history: Vec::new() })
    })
}

/// Runs a seed.
pub async fn simulate(run: &Run) -> Result<Outcome, Failure> {
    let start = start_of_day("2026-03-10".parse().expect("a date")) + chrono::Duration::hours(1);
    let faults = Faults::without(run.without.clone());
    let mut world = World::start(run.seed, start, definitions(), run.engine, faults).await;
    world.history = run.history.then(Vec::new);
    let mut watcher = Watcher::default();
    let mut actors = Actors::begin(&mut world).await;
    match run_all(run, &mut world, &mut watcher, &mut actors).await {
        Ok(()) => Ok(Outcome {
            digest: watcher.digest(),
            events: watcher.events,
            commits: watcher.commits,
            checks: watcher.checks,
            timers: watcher.timers(),
            cancelled: watcher.cancelled(),
            roots: watcher.roots,
            faults: world.faults.counts,
            seen: watcher.seen,
            accepted: actors.accepted,
            refused: actors.refused,
        }),
        Err(Broken { number, words }) => {
            let history = world.history.unwrap_or_default();
            Err(Failure { seed: run.seed, step: world.step, number, words, history })
        }
    }
}

/// The parts of a run: a share of its steps in hundredths, what people mostly do in it, and whether years pass
/// after it in which only timers act: none, one and a month (as long as a rectification), or the rest.
const PARTS: [(u64, Phase, Quiet); 4] = [
    (45, Phase::Early, Quiet::None),
    (27, Phase::Late, Quiet::First),
    (18, Phase::Later, Quiet::Rest),
    (10, Phase::Aftermath, Quiet::None),
];

/// Which years pass quietly.
#[derive(Debug, Clone, Copy)]
enum Quiet {
    None,
    First,
    Rest,
}

async fn run_all(
    run: &Run,
    world: &mut World,
    watcher: &mut Watcher,
    actors: &mut Actors,
) -> Result<(), Broken> {
    let (mut step, mut share) = (0, 0);
    for (part, phase, quiet) in PARTS {
        share += part;
        while step < run.steps * share / 100 {
            step += 1;
            one_step(run, step, phase, world, watcher, actors).await?;
        }
        let years = match quiet {
            Quiet::None => continue,
            Quiet::First => run.quiet_years.min(1),
            Quiet::Rest => run.quiet_years - 1,
        };
        come_to_rest(run, world, watcher).await?;
        pass_quietly(chrono::Duration::days(396 * years.max(0)), world, watcher).await?;
        world.faults.on = true;
    }
    come_to_rest(run, world, watcher).await?;
    world.ask_all_again().await;
    watcher.look(world)?;
    verifies(world).await?;
    let roots = are_intact(world).await?;
    watcher.roots += roots;
    watcher.checks += roots;
    Ok(())
}

/// Years in which nobody does anything: every timer comes due on its day.
async fn pass_quietly(
    years: chrono::Duration,
    world: &mut World,
    watcher: &mut Watcher,
) -> Result<(), Broken> {
    let end = world.clock.now() + years;
    while let Some(due) = world.next_due().await.filter(|due| *due <= end) {
        world.clock.advance_to(due);
        drain(world, watcher).await?;
    }
    world.clock.advance_to(end);
    at_rest(world, watcher).await
}

async fn one_step(
    run: &Run,
    step: u64,
    phase: Phase,
    world: &mut World,
    watcher: &mut Watcher,
    actors: &mut Actors,
) -> Result<(), Broken> {
    if run.only.as_ref().is_some_and(|only| !only.contains(&step)) {
        return Ok(());
    }
    world.begin_step(step);
    take_step(world, actors, phase).await;
    perhaps_take(run.seed, world).await?;
    watcher.look(world)
}

/// Leaves the system alone until nothing moves, and looks at it.
async fn come_to_rest(run: &Run, world: &mut World, watcher: &mut Watcher) -> Result<(), Broken> {
    world.begin_step(run.steps + world.step + 1);
    world.leave_alone();
    while world.ask_for_an_answer().await {}
    drain(world, watcher).await?;
    // What came before the fact it stands on is tried again, later and later.
    while let Some(retry) = world.next_retry().await {
        world.clock.advance_to(retry);
        drain(world, watcher).await?;
    }
    at_rest(world, watcher).await
}

async fn at_rest(world: &World, watcher: &Watcher) -> Result<(), Broken> {
    is_drained(world).await?;
    timers_agree(world, watcher).await?;
    frees_everybody(world, watcher).await
}

async fn take_step(world: &mut World, actors: &mut Actors, phase: Phase) {
    let late = matches!(phase, Phase::Late | Phase::Later);
    match world.seed.below(44) {
        0..=15 => actors.act(world, phase).await,
        16..=29 => drop(world.deliver_some().await),
        30..=33 => {
            let name = some_service(world);
            world.fire_timers(name).await;
        }
        34..=35 => {
            let name = some_service(world);
            world.relay_outbox(name).await;
        }
        36 => {
            let name = some_service(world);
            world.take_store_away(name);
        }
        37 => drop(world.ask_for_an_answer().await),
        38 => world.ask_of_old().await,
        39 => world.carry_on().await,
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
    let months = chrono::Duration::days(30 + world.seed.below(120) as i64);
    let to = match (world.seed.below(12), late) {
        (0..=4, true) => world.next_due().await.filter(|due| *due < now + chrono::Duration::days(60)),
        (5, true) if world.faults.may(Fault::ClockJump) => {
            world.faults.count(Fault::ClockJump);
            Some(now + months)
        }
        _ => Some(now + hours),
    };
    if let Some(to) = to {
        world.clock.advance_to(to);
        let shown = world.clock.now();
        world.note(|| format!("the clock shows {shown}"));
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
                moved |= world.relay_outbox(name).await;
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
