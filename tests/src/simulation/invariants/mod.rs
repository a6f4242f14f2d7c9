//! What must hold after every step, numbered.
//!
//! The watcher sees every commit of every service, in order, as the database got it: events, timers, messages,
//! answers, stream rows. It keeps a model of its own and never asks the engine, so that an engine that deceives
//! itself does not deceive it. What can only be seen when the system rests is in [`rest`].
//!
//! | number | invariant |
//! |---|---|
//! | I-01 | What was acknowledged stays: its answer is in a commit, and the same request, asked again at any time, is answered alike and changes nothing. |
//! | I-02 | Each timer takes effect in one commit at most, only while it stands, never before it is due, and is gone with that commit. |
//! | I-03 | No application is handed to its recommending unit before the registry answered *eligible* for the institution's standing, or an official ruled. |
//! | I-04 | No base is cancelled without an official's decision, on another official's proposal, after notice and hearing, on or after the first day on which it may be decided. |
//! | I-05 | A ban lasts exactly as long as the pack's article says, from the document's date. |
//! | I-06 | Sanctions, rulings, acceptances and grades come from a person's request, and from a person in the right role; never from a timer or a message. |
//! | I-07 | Every stream's events are numbered without a gap, chained by their hashes, and recorded in the order of time. |
//! | I-08 | The system drains to quiet: for every consumer as many messages handled as sent, none parked, none dead, none unpublished. |
//! | I-09 | Every chain verifies, and every state is what its events make. |
//! | I-10 | The same seed gives the same history, byte for byte. |
//! | I-11 | An institution is free on the day after its ban's last day, and not before. |
//! | I-12 | A request takes effect in one commit at most. |
//! | I-13 | A message takes effect in one commit at most at each consumer, and those of one source stream in the order of their numbers. |
//! | I-14 | Messages are numbered without a gap or a repetition for each source stream and consumer, and each id names one message. |
//! | I-15 | A timer stays until it is due or a decision on its stream ends it: the store holds exactly the timers that the commits left, and none is overdue when the system rests. |
//! | I-16 | A stream's row agrees with its last event in the very commit: version and head. |
//! | I-17 | A refused request changes nothing. |
//! | I-18 | What a decision rests on was adopted: no event names a pack its department's registry has not recorded. |
//! | I-19 | A base enters the register once, by an official's recognition of an accepted and reviewed application, or by an official's entry of an older base. |
//! | I-20 | No command, message or timer ends in a defect. |
//! | I-21 | Nobody scores a case twice, nor one of an institution the expert belongs to. |
//! | I-22 | Roots intact: a signed root over a service's streams, taken at any moment, computes to the same value from the events at the end of the run, and the roots chain. |

mod engine;
mod measures;
pub mod rest;
pub mod roots;

use std::collections::BTreeSet;

use guohe_flow::{EventEnvelope, ports::CommitPlan};
use sha2::{Digest, Sha256};

use super::{coverage::Seen, world::World};
use engine::EngineModel;
use measures::Measures;

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its number.
    pub number: &'static str,
    /// What was seen.
    pub words: String,
}

fn broken<T>(number: &'static str, words: impl Into<String>) -> Result<T, Broken> {
    Err(Broken { number, words: words.into() })
}

/// Watches everything that is committed.
#[derive(Default)]
pub struct Watcher {
    engine: EngineModel,
    measures: Measures,
    answers: BTreeSet<String>,
    acknowledged_seen: usize,
    refused_seen: usize,
    history: Sha256,
    /// What happened, by stream kind and name.
    pub seen: Seen,
    /// Events seen.
    pub events: u64,
    /// Times a commit was looked at.
    pub commits: u64,
    /// Single checks made.
    pub checks: u64,
    /// Signed roots computed anew.
    pub roots: u64,
}

impl Watcher {
    /// Looks at what was committed since the last step, and at what clients were told.
    pub fn look(&mut self, world: &mut World) -> Result<(), Broken> {
        for (service, plan) in world.take_committed() {
            self.commit(service, &plan, world)?;
        }
        for told in &world.acknowledged[self.acknowledged_seen..] {
            self.checks += 1;
            if !self.answers.contains(&told.id) {
                return broken(
                    "I-01",
                    format!("{} was acknowledged by {} without a commit", told.id, told.service),
                );
            }
        }
        self.acknowledged_seen = world.acknowledged.len();
        if world.refused.len() != self.refused_seen {
            self.refused_seen = world.refused.len();
            self.checks += 1;
            if let Some(id) = world.refused.iter().find(|id| self.engine.had_effect(id)) {
                return broken("I-17", format!("{id} was refused, and took effect"));
            }
        }
        world.broken.take().map_or(Ok(()), Err)
    }

    fn commit(&mut self, service: &'static str, plan: &CommitPlan, world: &World) -> Result<(), Broken> {
        use guohe_clock::Clock;
        self.commits += 1;
        let mut events: Vec<EventEnvelope> = Vec::with_capacity(plan.events.len());
        for row in &plan.events {
            self.history.update(&row.event.body);
            let event = row.event.open();
            events.push(event.or_else(|error| broken("I-07", error.to_string()))?);
        }
        self.checks += self.engine.commit(service, plan, &events, world.clock.now(), &mut self.seen)?;
        for event in &events {
            self.events += 1;
            self.seen.event(service, event);
            if world.refused.contains(engine::request_of(event)) {
                return broken("I-17", format!("{:?} was refused, and took effect", event.cause));
            }
            self.checks += self.measures.see(service, event)?;
        }
        self.answers.extend(plan.answers.iter().map(|(key, _)| key.id.clone()));
        Ok(())
    }

    /// SHA-256 of all events so far, hex.
    pub fn digest(&self) -> String {
        hex::encode(self.history.clone().finalize())
    }

    /// Timers that took effect.
    pub fn timers(&self) -> u64 {
        self.engine.timers_fired
    }

    /// Bases cancelled.
    pub fn cancelled(&self) -> u64 {
        self.measures.cancelled
    }
}
