//! Plays a script: moves time to each step, through every timer that is due before, and carries the step out.
//!
//! # Theory of operation
//! Between two steps the clock jumps to the earlier of the next timer and the next step, and the world comes to
//! rest at every instant at which something happens. So every fact is recorded at the instant it belongs to,
//! however fast the machine is, and two runs of a seed record the same.
//!
//! The keeper writes the position down before time moves and after each step. A run that is killed takes the
//! last unfinished step up again: requests carry ids derived from the step, so what was done already is answered
//! again and not done twice, and everything a step has to know it asks the services.

use std::{collections::BTreeMap, sync::Arc};

use guohe_clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    script::Script,
    stage::{ActError, Stage},
    step::Step,
    world::{World, WorldError},
};

/// How far a script has been played.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Steps carried out.
    pub steps: usize,
    /// The instant the clock has been moved to.
    pub clock: Option<Timestamp>,
    /// What the actors were told where they were refused, by step.
    pub refusals: BTreeMap<String, Refused>,
    /// Commands sent so far.
    pub commands: u64,
    /// Real time played so far, in milliseconds.
    pub elapsed_ms: u64,
}

/// A refusal as an actor met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Stable code.
    pub code: String,
    /// The words.
    pub message: String,
    /// Rules and articles it names.
    pub rules: Vec<(String, String)>,
    /// Fields it names.
    pub fields: Vec<String>,
}

/// Keeps the position and tells people how far it is.
pub trait Keeper: Send + Sync {
    /// Keeps the position for good; returns once it would survive a power cut.
    fn keep(&self, position: &Position) -> std::io::Result<()>;

    /// A step begins.
    fn begins(&self, index: usize, step: &Step);

    /// Time moved on.
    fn moved(&self, now: Timestamp);
}

/// Why a script stopped.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// A step could not be carried out.
    #[error("step {step} failed")]
    Step {
        /// Its name.
        step: String,
        /// Why.
        #[source]
        source: ActError,
    },
    /// The world does not go on.
    #[error("before step {step}")]
    World {
        /// The next step.
        step: String,
        /// Why.
        #[source]
        source: WorldError,
    },
    /// The position could not be kept.
    #[error("the position could not be kept")]
    Keep(#[source] std::io::Error),
}

/// Plays what is left of a script from a position, and returns the position at its end.
pub async fn play(
    script: &Script,
    world: Arc<dyn World>,
    mut position: Position,
    keeper: &dyn Keeper,
) -> Result<Position, PlayError> {
    let watch = guohe_clock::stopwatch();
    let before_ms = position.elapsed_ms;
    for (index, step) in script.steps.iter().enumerate().skip(position.steps) {
        let failed = |source| PlayError::World { step: step.name.clone(), source };
        reach(step.at, world.as_ref(), &mut position, keeper).await.map_err(|error| match error {
            ReachError::World(source) => failed(source),
            ReachError::Keep(source) => PlayError::Keep(source),
        })?;
        keeper.begins(index, step);
        let stage = Stage::new(script, step, world.clone());
        let done = stage.perform().await;
        position.commands += stage.commands();
        position.refusals.extend(stage.refusals());
        done.map_err(|source| PlayError::Step { step: step.name.clone(), source })?;
        world.settle().await.map_err(failed)?;
        position.steps = index + 1;
        position.elapsed_ms = before_ms + watch.elapsed().as_millis() as u64;
        keeper.keep(&position).map_err(PlayError::Keep)?;
    }
    Ok(position)
}

enum ReachError {
    World(WorldError),
    Keep(std::io::Error),
}

impl From<WorldError> for ReachError {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

/// Moves time to an instant, stopping wherever something happens by itself.
async fn reach(
    at: Timestamp,
    world: &dyn World,
    position: &mut Position,
    keeper: &dyn Keeper,
) -> Result<(), ReachError> {
    loop {
        world.settle().await?;
        if world.now() >= at {
            return Ok(());
        }
        let next = world.next_due().await?.filter(|due| *due > world.now());
        let target = next.map_or(at, |due| due.min(at));
        position.clock = Some(target);
        keeper.keep(position).map_err(ReachError::Keep)?;
        world.advance_to(target).await?;
        keeper.moved(target);
    }
}
