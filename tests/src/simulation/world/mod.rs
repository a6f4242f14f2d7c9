//! The simulated system: six services of two replicas each, a network that keeps back, repeats and reorders,
//! and crashes.
//!
//! # Theory of operation
//!
//! Each replica is a committer over its service's store, behind a way that can be cut, die around a commit, or
//! stop between two statements. There are no tasks: a seeded generator picks what happens next, one thing at a
//! time, and where two replicas work at once it picks whose statement comes next; so the same seed gives the
//! same history byte for byte. The network is a bag of deliveries; one leaves it when its service has settled
//! it. What a crash kept from being published is found again in the outbox, as a restarted relay does.

mod deliver;
mod replica;
mod requests;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

use guohe_clock::{Clock, SimulatedClock, Timestamp};
use guohe_flow::{
    Item, ItemOutcome, ServiceDefinition, Topology,
    ports::{CommitPlan, OutboxRecord, Roots, Store, StreamRecord, TimerRecord},
};
use guohe_store::SqliteStore;
use guohe_testkit::memory_store::MemoryStore;

pub use requests::Heard;

use super::{
    Engine,
    fault::{Fault, Faults},
    faulty_store::Commits,
    invariants::Broken,
    network::Network,
    seed::Seed,
};
use replica::Replica;
use requests::{Acknowledged, Unanswered};

/// The one tenant of the simulation.
pub const DEPARTMENT: &str = "hunan";

/// One simulated service.
pub struct Service {
    /// Its definition, for audit.
    pub definition: ServiceDefinition,
    /// Its store, without faults.
    pub store: Arc<dyn Store>,
    /// The same, for signed roots.
    pub roots: Arc<dyn Roots>,
    memory: Option<MemoryStore>,
    replicas: [Replica; 2],
    away_until: u64,
}

/// The system.
pub struct World {
    /// The clock everybody reads.
    pub clock: SimulatedClock,
    /// Services by name.
    pub services: BTreeMap<&'static str, Service>,
    /// The generator of every choice of the present step.
    pub seed: Seed,
    /// What goes wrong, and how often it did.
    pub faults: Faults,
    /// The present step.
    pub step: u64,
    /// What happened, a line each, where it is kept.
    pub history: Option<Vec<String>>,
    /// An invariant that a client or an operator saw broken.
    pub broken: Option<Broken>,
    /// Requests that were refused: nothing may ever come of them.
    pub refused: BTreeSet<String>,
    /// Requests that were answered, with their answers.
    pub(super) acknowledged: Vec<Acknowledged>,
    run_seed: u64,
    network: Network,
    topology: Arc<Topology>,
    commits: Commits,
    requests: u64,
    unanswered: Vec<Unanswered>,
    paused: Vec<(&'static str, TimerRecord)>,
}

impl World {
    /// Starts all services on empty stores.
    pub async fn start(
        seed: u64,
        start: Timestamp,
        definitions: Vec<ServiceDefinition>,
        engine: Engine,
        faults: Faults,
    ) -> Self {
        let clock = SimulatedClock::starting_at(start);
        let topology = Arc::new(guohe_api::topology());
        let commits = Commits::default();
        let mut services = BTreeMap::new();
        for definition in definitions {
            let memory = (engine == Engine::Memory).then(MemoryStore::new);
            let (store, roots): (Arc<dyn Store>, Arc<dyn Roots>) = match &memory {
                Some(memory) => (Arc::new(memory.clone()), Arc::new(memory.clone())),
                None => {
                    let store = SqliteStore::in_memory().await.expect("an in-memory store opens");
                    (Arc::new(store.clone()), Arc::new(store))
                }
            };
            let replica = || Replica::start(&definition, &store, &clock, &topology, &commits);
            let replicas = [replica(), replica()];
            let service = Service { definition, store, roots, memory, replicas, away_until: 0 };
            services.insert(service.definition.service(), service);
        }
        Self {
            clock,
            services,
            seed: Seed::of_step(seed, 0),
            faults,
            step: 0,
            history: None,
            broken: None,
            refused: BTreeSet::new(),
            acknowledged: Vec::new(),
            run_seed: seed,
            network: Network::default(),
            topology,
            commits,
            requests: 0,
            unanswered: Vec::new(),
            paused: Vec::new(),
        }
    }

    /// Begins a step: its own generator, and stores that were away long enough are back.
    pub fn begin_step(&mut self, step: u64) {
        self.step = step;
        self.seed = Seed::of_step(self.run_seed, step);
        for service in self.services.values_mut() {
            if service.away_until != 0 && service.away_until <= step {
                service.away_until = 0;
                service.replicas.iter().for_each(|replica| replica.trouble.set_away(false));
            }
        }
    }

    /// Ends all faults: from here on the system is left alone.
    pub fn leave_alone(&mut self) {
        self.faults.on = false;
        self.network.release_all();
        for service in self.services.values_mut() {
            service.away_until = 0;
            service.replicas.iter().for_each(|replica| replica.trouble.set_away(false));
        }
    }

    /// Takes a service's store away for some steps.
    pub fn take_store_away(&mut self, name: &'static str) {
        let steps = 1 + self.seed.below(8) as u64;
        if !self.faults.may(Fault::StoreAway) {
            return;
        }
        self.faults.count(Fault::StoreAway);
        let until = self.step + steps;
        if let Some(service) = self.services.get_mut(name) {
            service.away_until = until;
            service.replicas.iter().for_each(|replica| replica.trouble.set_away(true));
        }
        self.note(|| format!("the store of {name} is away until step {until}"));
    }

    /// What was committed since the last call, in order.
    pub fn take_committed(&self) -> Vec<(&'static str, CommitPlan)> {
        std::mem::take(&mut *self.commits.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// True once in `n` on average, while this fault may happen; counted. The choice is drawn in any case.
    fn happens(&mut self, fault: Fault, n: usize) -> bool {
        let happens = self.seed.one_in(n) && self.faults.may(fault);
        if happens {
            self.faults.count(fault);
        }
        happens
    }

    /// Hands items to a service's first replica.
    async fn process(&mut self, name: &'static str, items: &[Item]) -> Vec<ItemOutcome> {
        let processed = self.services[name].replicas[0].committer.process(items).await;
        self.end_batch(name);
        self.publish(name, processed.outbox).await;
        processed.outcomes
    }

    /// Hands items to both replicas at once; whose statement comes next is drawn.
    async fn process_both(
        &mut self,
        name: &'static str,
        first: &[Item],
        second: &[Item],
    ) -> [Vec<ItemOutcome>; 2] {
        self.faults.count(Fault::TwoReplicas);
        let [one, other] =
            replica::in_turns(&self.services[name].replicas, first, second, &mut self.seed).await;
        self.end_batch(name);
        self.publish(name, one.outbox).await;
        self.publish(name, other.outbox).await;
        [one.outcomes, other.outcomes]
    }

    /// A replica that died starts anew: it remembers nothing.
    fn end_batch(&mut self, name: &'static str) {
        let Some(service) = self.services.get_mut(name) else { return };
        for replica in &mut service.replicas {
            if replica.trouble.calm() {
                replica.restart(
                    &service.definition,
                    &service.store,
                    &self.clock,
                    &self.topology,
                    &self.commits,
                );
            }
        }
    }

    /// Lets a replica's next commit crash, once in `n` on average.
    fn perhaps_crash(&mut self, name: &'static str, n: usize) {
        let fault = [Fault::CrashBeforeCommit, Fault::CrashAfterCommit][self.seed.below(2)];
        let replica = self.seed.below(2);
        if self.happens(fault, n) {
            self.services[name].replicas[replica].trouble.crash_next(fault);
            self.note(|| format!("replica {replica} of {name} will have a {}", fault.name()));
        }
    }

    async fn publish(&mut self, name: &'static str, outbox: Vec<OutboxRecord>) {
        if outbox.is_empty() {
            return;
        }
        let dies = self.happens(Fault::CrashBeforeMark, 15);
        let published = if dies { self.seed.below(outbox.len() + 1) } else { outbox.len() };
        let ids: Vec<String> = outbox.iter().map(|record| record.message_id.clone()).collect();
        for record in outbox.into_iter().take(published) {
            let topology = self.topology.clone();
            for consumer in topology.consumers(&record.event_type) {
                let wait = 5 + self.seed.below(80) as u64;
                let kept = if self.happens(Fault::Delayed, 25) { self.step + wait } else { 0 };
                let source = format!("{name}/{}", record.stream);
                self.network.send(consumer, source, record.body.clone(), kept);
            }
        }
        if dies {
            self.note(|| format!("{name} dies after publishing {published} of {} messages", ids.len()));
        } else {
            let now = self.clock.now();
            self.services[name].store.mark_sent(&ids, now).await.expect("marks");
        }
    }

    /// The next instant at which something is due anywhere.
    pub async fn next_due(&self) -> Option<Timestamp> {
        let mut next = None;
        for service in self.services.values() {
            let timer = service.store.next_due().await.expect("reads");
            let retry = service.store.next_retry().await.expect("reads");
            next = next.into_iter().chain(timer).chain(retry).min();
        }
        next
    }

    /// The next instant at which a message is to be tried again anywhere.
    pub async fn next_retry(&self) -> Option<Timestamp> {
        let mut next = None;
        for service in self.services.values() {
            next = next.into_iter().chain(service.store.next_retry().await.expect("reads")).min();
        }
        next
    }

    /// Messages on their way.
    pub fn on_the_way(&self) -> usize {
        self.network.len()
    }

    /// Looks at every stream of a kind, in id order.
    pub async fn visit(&self, service: &str, kind: &str, see: impl FnMut(&StreamRecord)) {
        let service = &self.services[service];
        if let Some(memory) = &service.memory {
            return memory.visit(DEPARTMENT, kind, see);
        }
        let query = guohe_flow::ports::ListQuery {
            department: DEPARTMENT.to_owned(),
            kind: kind.to_owned(),
            limit: 10_000,
            ..Default::default()
        };
        service.store.list(&query).await.expect("reads").iter().for_each(see);
    }

    /// Adds a line to the history, where one is kept.
    pub fn note(&mut self, line: impl FnOnce() -> String) {
        let step = self.step;
        if let Some(history) = &mut self.history {
            history.push(format!("{step:>5}  {}", line()));
        }
    }
}
