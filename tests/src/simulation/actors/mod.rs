//! Random hosts, recommenders, experts and officials.
//!
//! They look at what stands (as through lists) and mostly do what comes next; now and then they do anything at
//! all. Commands are written in their stored form; one that does not read is a defect and breaks I-20.

mod bases;
mod cases;
mod officials;
mod packs;
mod people;
mod reviews;

use std::collections::BTreeMap;

use guohe_clock::{Clock, Date, beijing_date};
use guohe_flow::{Actor, Role, StreamKey, ports::StreamRecord};
use serde_json::Value;

use super::{
    fault::Fault,
    world::{DEPARTMENT, Heard, World},
};
use people::People;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The first call is open.
    Early,
    /// Bases live on.
    Late,
    /// The time to rectify is over for those who had to: mostly evaluations.
    Later,
    /// Years later, when the first pack may be over.
    Aftermath,
}

/// The actors, and what they have done.
pub struct Actors {
    people: People,
    created: usize,
    packs: packs::Packs,
    /// Commands accepted, by `kind.command`.
    pub accepted: BTreeMap<String, u32>,
    /// Commands refused, by code.
    pub refused: BTreeMap<String, u32>,
}

impl Actors {
    /// Draws the people, adopts the pack, opens a call, registers units and experts: all before anything goes
    /// wrong.
    pub async fn begin(world: &mut World) -> Self {
        let mut actors = Self {
            people: People::new(),
            created: 0,
            packs: packs::Packs::default(),
            accepted: BTreeMap::new(),
            refused: BTreeMap::new(),
        };
        let on = std::mem::replace(&mut world.faults.on, false);
        actors.set_up(world).await;
        world.faults.on = on;
        actors
    }

    /// Somebody does something: at first mostly about cases, later mostly about bases, and years later about
    /// what time has left open.
    pub async fn act(&mut self, world: &mut World, phase: Phase) {
        match (world.seed.below(22), phase) {
            (20..=21, _) => self.keep_house(world).await,
            (0..=8, Phase::Early) | (0..=1, Phase::Late) | (0..=4, Phase::Aftermath) => {
                self.act_on_cases(world).await;
            }
            (9..=15, Phase::Early)
            | (2..=10, Phase::Late)
            | (0..=15, Phase::Later)
            | (5..=10, Phase::Aftermath) => {
                self.act_on_reviews(world).await;
            }
            (11..=12, Phase::Aftermath) => self.adopt_successor(world).await,
            (13..=16, Phase::Aftermath) => self.keep_house(world).await,
            _ => self.act_on_bases(world).await,
        }
    }

    /// Gives a command; what the system answers is counted.
    async fn give(
        &mut self,
        world: &mut World,
        service: &'static str,
        target: (&str, &str),
        actor: Actor,
        command: Value,
    ) -> bool {
        let (kind, id) = target;
        let actor = self.perhaps_somebody_else(world, actor);
        let name = format!("{kind}.{}", command["type"].as_str().unwrap_or_default());
        let stream = StreamKey::new(DEPARTMENT, kind, id);
        let who = format!("{} {}", actor.id, actor.unit);
        let heard = world.execute(service, stream, actor, command).await;
        world.note(|| match &heard {
            Heard::Executed => format!("{who} gives {name} to {id}: accepted"),
            Heard::Refused(refusal) => format!("{who} gives {name} to {id}: {refusal}"),
            Heard::Nothing => format!("{who} gives {name} to {id} and hears nothing"),
        });
        match heard {
            Heard::Executed => {
                *self.accepted.entry(name).or_default() += 1;
                true
            }
            Heard::Refused(refusal) => {
                *self.refused.entry(refusal.code).or_default() += 1;
                false
            }
            Heard::Nothing => false,
        }
    }

    /// Now and then somebody of another role tries.
    fn perhaps_somebody_else(&self, world: &mut World, actor: Actor) -> Actor {
        let roles = [Role::Official, Role::Recommender, Role::Host, Role::Expert];
        let role = roles[world.seed.below(roles.len())];
        let unit = self.people.units[world.seed.below(self.people.units.len())].to_owned();
        if !world.seed.one_in(30) || role == actor.role || !world.faults.may(Fault::WrongActor) {
            return actor;
        }
        world.faults.count(Fault::WrongActor);
        Actor { id: format!("x-{}", world.seed.below(2)), role, unit }
    }

    fn official(&self, world: &mut World) -> Actor {
        let number = world.seed.below(3);
        Actor { id: format!("o-{number}"), role: Role::Official, unit: String::new() }
    }

    /// The user of a host; now and then one of another host.
    fn host(&self, world: &mut World, institution: &str) -> Actor {
        let other = self.people.hosts[world.seed.below(self.people.hosts.len())].clone();
        let wrong = world.seed.one_in(15) && other != institution && world.faults.may(Fault::WrongActor);
        if wrong {
            world.faults.count(Fault::WrongActor);
        }
        let unit = if wrong { other } else { institution.to_owned() };
        Actor { id: format!("h-{}", world.seed.below(2)), role: Role::Host, unit }
    }

    /// A stream of a kind, preferably with one of these values of an attribute.
    async fn some(
        &self,
        world: &mut World,
        service: &str,
        kind: &str,
        attribute: &str,
        values: &[&str],
    ) -> Option<StreamRecord> {
        let (mut all, mut fitting) = (0, Vec::new());
        world
            .visit(service, kind, |record| {
                if values.contains(&record.attributes.get_text(attribute)) {
                    fitting.push(all);
                }
                all += 1;
            })
            .await;
        // Now and then one to which the command does not apply.
        let anything = world.seed.one_in(25);
        if fitting.is_empty() && !anything {
            return None;
        }
        let chosen = if anything { world.seed.below(all) } else { fitting[world.seed.below(fitting.len())] };
        let (mut place, mut found) = (0, None);
        world
            .visit(service, kind, |record| {
                if place == chosen {
                    found = Some(record.clone());
                }
                place += 1;
            })
            .await;
        found
    }

    fn new_number(&mut self) -> usize {
        self.created += 1;
        self.created
    }
}

fn today(world: &World) -> Date {
    beijing_date(world.clock.now())
}

/// A day between `before` days ago and `after` days from now.
fn day_near(world: &mut World, before: i64, after: i64) -> Date {
    let offset = world.seed.below((before + after + 1) as usize) as i64 - before;
    if offset < 0 && world.faults.on {
        if !world.faults.may(Fault::Backdated) {
            return today(world);
        }
        world.faults.count(Fault::Backdated);
    }
    today(world) + chrono::Duration::days(offset)
}

/// A document's hash.
fn hash(world: &mut World) -> String {
    format!("{:064x}", world.seed.below(usize::MAX))
}
