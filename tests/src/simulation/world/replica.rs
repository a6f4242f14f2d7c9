//! One replica of a service, and two of them at work at once.

use std::{sync::Arc, task::Poll};

use guohe_clock::SimulatedClock;
use guohe_flow::{Committer, Item, Processed, ServiceDefinition, Topology, ports::Store};

use super::super::{
    faulty_store::{Commits, FaultyStore, Trouble},
    seed::Seed,
};

/// A process that serves a service.
pub(super) struct Replica {
    pub(super) committer: Committer,
    pub(super) trouble: Arc<Trouble>,
}

impl Replica {
    /// Starts a process.
    pub(super) fn start(
        definition: &ServiceDefinition,
        store: &Arc<dyn Store>,
        clock: &SimulatedClock,
        topology: &Arc<Topology>,
        commits: &Commits,
    ) -> Self {
        let trouble = Arc::new(Trouble::default());
        let way = FaultyStore::new(definition.service(), store.clone(), trouble.clone(), commits.clone());
        let committer =
            Committer::new(definition.clone(), Arc::new(way), Arc::new(clock.clone()), topology.clone());
        Self { committer, trouble }
    }

    /// The same process, dead and started again.
    pub(super) fn restart(
        &mut self,
        definition: &ServiceDefinition,
        store: &Arc<dyn Store>,
        clock: &SimulatedClock,
        topology: &Arc<Topology>,
        commits: &Commits,
    ) {
        *self = Self::start(definition, store, clock, topology, commits);
    }
}

/// Lets two replicas work at once, statement by statement, in an order that is drawn.
pub(super) async fn in_turns(
    replicas: &[Replica; 2],
    first: &[Item],
    second: &[Item],
    seed: &mut Seed,
) -> [Processed; 2] {
    replicas.iter().for_each(|replica| replica.trouble.set_in_turns(true));
    let mut one = Box::pin(replicas[0].committer.process(first));
    let mut other = Box::pin(replicas[1].committer.process(second));
    let (mut one_done, mut other_done) = (None, None);
    let done = loop {
        let one_moves = other_done.is_some() || (one_done.is_none() && seed.one_in(2));
        if one_moves {
            if let Poll::Ready(processed) = futures::poll!(one.as_mut()) {
                one_done = Some(processed);
            }
        } else if let Poll::Ready(processed) = futures::poll!(other.as_mut()) {
            other_done = Some(processed);
        }
        match (one_done.take(), other_done.take()) {
            (Some(one), Some(other)) => break [one, other],
            (one, other) => (one_done, other_done) = (one, other),
        }
    };
    replicas.iter().for_each(|replica| replica.trouble.set_in_turns(false));
    done
}
