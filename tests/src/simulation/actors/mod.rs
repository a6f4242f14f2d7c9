//! Random hosts, recommenders, experts and officials.
//!
//! They look at what stands (as through lists) and mostly do what comes next; now and then they do anything at
//! all. Commands are written in their stored form; one that does not read is a defect and stops the simulation.

mod bases;
mod cases;
mod people;
mod reviews;

use std::collections::BTreeMap;

use guohe_clock::{Clock, Date, beijing_date};
use guohe_flow::{Actor, ExecuteError, Role, StreamKey, ports::StreamRecord};
use serde_json::Value;

use super::world::{DEPARTMENT, World};
use people::People;

/// The actors, and what they have done.
pub struct Actors {
    people: People,
    created: usize,
    /// Commands accepted, by `kind.command`.
    pub accepted: BTreeMap<String, u32>,
    /// Commands refused, by code.
    pub refused: BTreeMap<String, u32>,
}

impl Actors {
    /// Draws the people, adopts the pack, opens a call, registers units and experts.
    pub async fn begin(world: &mut World) -> Self {
        let mut actors =
            Self { people: People::new(), created: 0, accepted: BTreeMap::new(), refused: BTreeMap::new() };
        actors.set_up(world).await;
        actors
    }

    /// Somebody does something: at first mostly about cases, later mostly about bases.
    pub async fn act(&mut self, world: &mut World, late: bool) {
        match (world.seed.below(20), late) {
            (0..=8, false) | (0..=1, true) => self.act_on_cases(world).await,
            (9..=15, false) | (2..=9, true) => self.act_on_reviews(world).await,
            _ => self.act_on_bases(world).await,
        }
    }

    /// Gives a command; what the system answers is counted, and a defect stops everything.
    async fn give(
        &mut self,
        world: &mut World,
        service: &'static str,
        target: (&str, &str),
        actor: Actor,
        command: Value,
    ) -> bool {
        let (kind, id) = target;
        let name = format!("{kind}.{}", command["type"].as_str().unwrap_or_default());
        let stream = StreamKey::new(DEPARTMENT, kind, id);
        let answer = world.execute(service, stream, actor.clone(), command.clone()).await;
        let line = match &answer {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        };
        world.note(format!("{} {} gives {name} to {id}: {line}", actor.id, actor.unit));
        match answer {
            Ok(_) => {
                *self.accepted.entry(name).or_default() += 1;
                true
            }
            Err(ExecuteError::Refused(refusal)) => {
                *self.refused.entry(refusal.code).or_default() += 1;
                false
            }
            Err(other) => panic!("{name} with {command}: {other}"),
        }
    }

    fn official(&self, world: &mut World) -> Actor {
        let number = world.seed.below(3);
        Actor { id: format!("o-{number}"), role: Role::Official, unit: String::new() }
    }

    /// The user of a host; now and then one of another host.
    fn host(&self, world: &mut World, institution: &str) -> Actor {
        let unit = if world.seed.one_in(15) {
            self.people.hosts[world.seed.below(self.people.hosts.len())].clone()
        } else {
            institution.to_owned()
        };
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
        let all = world.streams(service, kind).await;
        let fitting: Vec<&StreamRecord> =
            all.iter().filter(|record| values.contains(&record.attributes.get_text(attribute))).collect();
        if fitting.is_empty() || world.seed.one_in(25) {
            world.seed.pick(&all).cloned()
        } else {
            world.seed.pick(&fitting).map(|record| (*record).clone())
        }
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
    today(world) + chrono::Duration::days(offset)
}

/// A document's hash.
fn hash(world: &mut World) -> String {
    format!("{:064x}", world.seed.below(usize::MAX))
}
