//! The undisturbed run: the same scenario in one process, on PostgreSQL, with the bus within.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use guohe::{
    demo::{self, figures::Figures, findings::Findings, register, worlds::EmbeddedWorld},
    scenario::{Keeper, Position, Script, World, doors::Doors, play, step::Step},
    system::StoreChoice,
};
use guohe_clock::{Timestamp, stopwatch};
use guohe_store::VaultKey;
use guohe_testkit::postgres::Database;
use serde_json::Value;

use super::evidence::Histories;

/// What the undisturbed run came to.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What the services say at the end.
    pub(super) end: End,
    /// The histories.
    pub(super) histories: Histories,
    /// Ticks: commands and movements of time.
    pub(super) ticks: u64,
    /// Real time it took.
    pub(super) elapsed: Duration,
}

/// What the services say at the end of a scenario.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// The register.
    pub(super) register: Value,
    /// Its digest.
    pub(super) digest: String,
    /// Events and messages.
    pub(super) figures: (u64, u64),
    /// What the audit of all chains found, dead letters, and expectations that failed.
    pub(super) wrong: Vec<String>,
}

/// Plays the first steps of a script in a world, all of them where there are fewer, and asks what came of it.
pub(super) async fn play_through(
    script: &Script,
    world: Arc<dyn World>,
    whole: bool,
) -> Result<(End, Position, u64)> {
    let counter = Counter::default();
    let position = play(script, world.clone(), Position::default(), &counter).await?;
    let moves = counter.moves.load(std::sync::atomic::Ordering::Relaxed);
    let doors = Doors::of(world.clone());
    let figures = Figures::gather(&doors, &position).await?;
    let findings = Findings::gather(&doors, script, position.clone()).await?;
    let register = register::register(&findings);
    let mut wrong = figures.audit_findings.clone();
    if figures.dead_letters > 0 {
        wrong.push(format!("{} dead letters", figures.dead_letters));
    }
    if whole {
        let story = demo::tell(script, world, position.clone()).await?;
        wrong.extend(story.failed().map(|check| format!("{}: {}", check.code, check.evidence)));
    }
    let digest = register::digest(&register);
    let end = End { register, digest, figures: (figures.events, figures.messages), wrong };
    Ok((end, position, moves))
}

impl Reference {
    /// Plays a script on an empty database.
    pub(super) async fn play(script: &Script, whole: bool, database: &Database) -> Result<Self> {
        let watch = stopwatch();
        let store = StoreChoice::At(database.url().parse()?);
        let vault_key = Some(VaultKey::new([7; 32]));
        let world = EmbeddedWorld::start_on(store, vault_key, demo::beginning()).await?;
        let world = Arc::new(world);
        let (end, position, moves) = play_through(script, world.clone(), whole).await?;
        let histories = Histories::read(database)?;
        let elapsed = watch.elapsed();
        Arc::into_inner(world).context("nobody else plays in it")?.stop().await;
        Ok(Self { end, histories, ticks: position.commands + moves, elapsed })
    }
}

/// Counts the movements of time; keeps nothing, for nobody kills the driver.
#[derive(Default)]
struct Counter {
    moves: std::sync::atomic::AtomicU64,
}

impl Keeper for Counter {
    fn keep(&self, _: &Position) -> std::io::Result<()> {
        Ok(())
    }

    fn begins(&self, _: usize, _: &Step) {}

    fn moved(&self, _: Timestamp) {
        self.moves.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}
