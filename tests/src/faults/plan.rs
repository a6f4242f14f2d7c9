//! What strikes, and when: drawn from a seed, the same on every machine.

use std::fmt;

use guohe_api::SERVICES;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};

/// Replicas of each service while the plan runs; a plan of growth changes it.
pub(super) const REPLICAS: usize = 2;

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL for a replica of a service, by its place in the list of services; restarted at once.
    KillReplica(usize, usize),
    /// SIGKILL for every replica of a service at once.
    KillService(usize),
    /// An orderly restart of the broker.
    RestartBroker,
    /// SIGKILL for the broker, and a start.
    KillBroker,
    /// The broker's processes stand still for some seconds.
    FreezeBroker,
    /// An orderly restart of the database.
    RestartDatabase,
    /// SIGKILL for the database, and a start.
    KillDatabase,
    /// Nothing passes between services and database for some seconds.
    PauseDatabase,
    /// All connections to the broker are reset.
    CutBroker,
    /// Every second connection to the database is reset.
    CutDatabase,
    /// Connections to the broker stand, and whatever is sent on them vanishes.
    VanishBroker,
    /// Connections to the database stand, and whatever is sent on them vanishes.
    VanishDatabase,
    /// The database's disk is full for some seconds.
    FullDisk,
    /// So many replicas of each service from now on.
    Scale(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KillReplica(service, replica) => {
                write!(f, "{} {}: SIGKILL", SERVICES[*service], replica + 1)
            }
            Self::KillService(service) => write!(f, "{}, all replicas: SIGKILL", SERVICES[*service]),
            Self::RestartBroker => write!(f, "broker: restart in order"),
            Self::KillBroker => write!(f, "broker: SIGKILL, start"),
            Self::FreezeBroker => write!(f, "broker: frozen"),
            Self::RestartDatabase => write!(f, "database: restart in order"),
            Self::KillDatabase => write!(f, "database: SIGKILL, start"),
            Self::PauseDatabase => write!(f, "database: nothing passes"),
            Self::CutBroker => write!(f, "broker: connections cut"),
            Self::CutDatabase => write!(f, "database: half the connections cut"),
            Self::VanishBroker => write!(f, "broker: connections go silent"),
            Self::VanishDatabase => write!(f, "database: connections go silent"),
            Self::FullDisk => write!(f, "database: disk full"),
            Self::Scale(replicas) => write!(f, "{replicas} replicas of each service"),
        }
    }
}

impl Fault {
    /// The kind, for the summary.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::KillReplica(..) | Self::KillService(_) => "services killed",
            Self::RestartBroker | Self::KillBroker => "broker restarted",
            Self::FreezeBroker => "broker frozen",
            Self::RestartDatabase | Self::KillDatabase => "database restarted",
            Self::PauseDatabase => "database paused",
            Self::CutBroker | Self::CutDatabase => "connections cut",
            Self::VanishBroker | Self::VanishDatabase => "connections silent",
            Self::FullDisk => "disk full",
            Self::Scale(_) => "replicas changed",
        }
    }
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// SIGKILLs of services; every tenth hits all replicas of one.
    pub kills: usize,
    /// Restarts of the broker, in order and by SIGKILL in turn.
    pub broker_restarts: usize,
    /// Restarts of the database, in order and by SIGKILL in turn.
    pub database_restarts: usize,
    /// Pauses: the broker frozen, nothing passing to the database, in turn.
    pub pauses: usize,
    /// Cuts: broker and database in turn.
    pub cuts: usize,
    /// Connections gone silent: broker and database in turn.
    pub silences: usize,
    /// Full disks.
    pub full_disks: usize,
}

/// One fault at its tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strike {
    /// Which tick, from 1.
    pub at: u64,
    /// What.
    pub fault: Fault,
}

/// Strikes in order of their ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan(Vec<Strike>);

impl Plan {
    /// Draws a plan over a scenario of so many ticks. No two strikes share a tick while there are enough.
    pub fn draw(seed: u64, counts: Counts, ticks: u64) -> Self {
        let mut chance = ChaCha20Rng::seed_from_u64(seed);
        let mut faults = faults(&mut chance, counts);
        for last in (1..faults.len()).rev() {
            faults.swap(last, below(&mut chance, last as u64 + 1) as usize);
        }
        // The last twentieth is left free, so that what strikes late still strikes a running scenario.
        let usable = (ticks - ticks / 20).max(1);
        let mut at: Vec<u64> = faults.iter().map(|_| 1 + below(&mut chance, usable)).collect();
        at.sort_unstable();
        Self(at.into_iter().zip(faults).map(|(at, fault)| Strike { at, fault }).collect())
    }

    /// One replica of each service, four, and one again, over a scenario of so many ticks.
    pub fn growth(ticks: u64) -> Self {
        let scale =
            |part: u64, replicas| Strike { at: (ticks * part / 10).max(1), fault: Fault::Scale(replicas) };
        Self(vec![scale(1, 4), scale(5, 1), scale(6, 4), scale(9, 1)])
    }

    /// The strikes.
    pub fn strikes(&self) -> &[Strike] {
        &self.0
    }

    /// How many are due at a tick.
    pub fn due(&self, tick: u64) -> usize {
        self.0.partition_point(|strike| strike.at <= tick)
    }
}

fn faults(chance: &mut ChaCha20Rng, counts: Counts) -> Vec<Fault> {
    let mut faults = Vec::new();
    for number in 0..counts.kills {
        let service = below(chance, SERVICES.len() as u64) as usize;
        let replica = below(chance, REPLICAS as u64) as usize;
        let all = number % 10 == 9;
        faults.push(if all { Fault::KillService(service) } else { Fault::KillReplica(service, replica) });
    }
    let mut alternate = |count: usize, one: Fault, other: Fault| {
        faults.extend((0..count).map(|number| if number % 2 == 0 { one } else { other }));
    };
    alternate(counts.broker_restarts, Fault::KillBroker, Fault::RestartBroker);
    alternate(counts.database_restarts, Fault::KillDatabase, Fault::RestartDatabase);
    alternate(counts.pauses, Fault::FreezeBroker, Fault::PauseDatabase);
    alternate(counts.cuts, Fault::CutBroker, Fault::CutDatabase);
    alternate(counts.silences, Fault::VanishDatabase, Fault::VanishBroker);
    alternate(counts.full_disks, Fault::FullDisk, Fault::FullDisk);
    faults
}

/// A number below `end`. The bias of a remainder does not matter for when something breaks.
fn below(chance: &mut ChaCha20Rng, end: u64) -> u64 {
    chance.next_u64() % end.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_plan_with_everything_that_was_asked_for() {
        let counts =
            Counts { kills: 20, broker_restarts: 4, silences: 2, full_disks: 1, ..Counts::default() };
        let plan = Plan::draw(7, counts, 1_000);
        assert_eq!(plan, Plan::draw(7, counts, 1_000));
        assert_ne!(plan, Plan::draw(8, counts, 1_000));
        let of = |kind: &str| plan.strikes().iter().filter(|strike| strike.fault.kind() == kind).count();
        assert_eq!(
            (of("services killed"), of("broker restarted"), of("connections silent"), of("disk full")),
            (20, 4, 2, 1)
        );
        assert!(plan.strikes().is_sorted_by_key(|strike| strike.at));
        assert_eq!((plan.due(0), plan.due(1_000)), (0, 27));
    }
}
