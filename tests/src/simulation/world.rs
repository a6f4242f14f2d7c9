//! The simulated system: six services, a network that delays, repeats and reorders, and crashes.
//!
//! # Theory of operation
//!
//! Each service is its committer over an in-memory SQLite store that can crash around a commit. There are no
//! tasks: a seeded generator picks what happens next, one thing at a time, so the same seed gives the same
//! history byte for byte. The network is a bag of deliveries; a delivery leaves it when its service has
//! settled it, and may be copied or left lying. What a crash after a commit kept from being published is found
//! again in the outbox, as a restarted relay does.

use std::{collections::BTreeMap, sync::Arc};

use guohe_clock::{Clock, SimulatedClock, Timestamp};
use guohe_flow::{
    Actor, CloudEvent, Committer, ExecuteError, Executed, Item, ItemOutcome, Origin, ServiceDefinition,
    StoredEvent, StreamKey, Topology,
    ports::{OutboxRecord, Store, StreamRecord},
};
use guohe_store::SqliteStore;

use serde_json::Value;

use super::{
    fault::{Crash, FaultyStore},
    invariants::Broken,
    seed::Seed,
};

/// The one tenant of the simulation.
pub const DEPARTMENT: &str = "hunan";

/// One simulated service.
pub struct Service {
    /// Its definition, for audit.
    pub definition: ServiceDefinition,
    /// Its store, without faults.
    pub store: Arc<dyn Store>,
    faults: Arc<FaultyStore>,
    committer: Committer,
}

/// A message on its way.
#[derive(Debug, Clone)]
struct Delivery {
    consumer: &'static str,
    body: Vec<u8>,
}

/// The system.
pub struct World {
    /// The clock everybody reads.
    pub clock: SimulatedClock,
    /// Services by name.
    pub services: BTreeMap<&'static str, Service>,
    /// The generator of every choice.
    pub seed: Seed,
    /// What happened, a line each; the tail is shown when an invariant breaks.
    pub history: Vec<String>,
    /// While true, services crash and messages come twice.
    pub faults: bool,
    /// An invariant that a client saw broken (I-01).
    pub broken: Option<Broken>,
    network: Vec<Delivery>,
    topology: Arc<Topology>,
    requests: u64,
}

impl World {
    /// Starts all services on empty stores.
    pub async fn start(seed: u64, start: Timestamp, definitions: Vec<ServiceDefinition>) -> Self {
        let clock = SimulatedClock::starting_at(start);
        let topology = Arc::new(guohe_api::topology());
        let mut services = BTreeMap::new();
        for definition in definitions {
            let store: Arc<dyn Store> =
                Arc::new(SqliteStore::in_memory().await.expect("an in-memory store opens"));
            let faults = Arc::new(FaultyStore::new(store.clone()));
            let committer =
                Committer::new(definition.clone(), faults.clone(), Arc::new(clock.clone()), topology.clone());
            services.insert(definition.service(), Service { definition, store, faults, committer });
        }
        Self {
            clock,
            services,
            seed: Seed::new(seed),
            history: Vec::new(),
            faults: true,
            broken: None,
            network: Vec::new(),
            topology,
            requests: 0,
        }
    }

    /// Sends a command as a client does: after a crash it sends the same request again.
    pub async fn execute(
        &mut self,
        service: &'static str,
        stream: StreamKey,
        actor: Actor,
        command: Value,
    ) -> Result<Executed, ExecuteError> {
        self.requests += 1;
        let item = Item::Request { stream, request_id: format!("r-{}", self.requests), actor, command, trace: None };
        self.perhaps_crash(service, 20);
        for _ in 0..3 {
            let outcome = self.process(service, std::slice::from_ref(&item)).await.pop();
            match outcome {
                Some(ItemOutcome::Answered(Err(ExecuteError::Unavailable(_)))) => continue,
                Some(ItemOutcome::Answered(result)) => {
                    self.ask_again(service, &item, &result).await;
                    return result;
                }
                other => panic!("a request ended as {other:?}"),
            }
        }
        panic!("a request met three crashes in a row")
    }

    /// I-01: now and then a client sends an acknowledged request once more.
    async fn ask_again(
        &mut self,
        service: &'static str,
        item: &Item,
        first: &Result<Executed, ExecuteError>,
    ) {
        let Ok(first) = first else { return };
        if !self.seed.one_in(12) {
            return;
        }
        let again = self.process(service, std::slice::from_ref(item)).await.pop();
        let same = matches!(
            &again,
            Some(ItemOutcome::Answered(Ok(second))) if second.repeated && second.answer == first.answer
        );
        if !same {
            let words = format!("the same request was answered {again:?} after {first:?}");
            self.broken = Some(Broken { number: "I-01", words });
        }
    }

    /// What each service committed since the last call.
    pub fn take_committed(&self) -> Vec<(&'static str, Vec<Vec<StoredEvent>>)> {
        self.services.iter().map(|(name, service)| (*name, service.faults.take_committed())).collect()
    }

    /// Lets a service's next commit crash, once in `n` on average, while faults are on.
    fn perhaps_crash(&mut self, name: &'static str, n: usize) {
        if self.faults && self.seed.one_in(n) {
            let crash = if self.seed.one_in(2) { Crash::BeforeCommit } else { Crash::AfterCommit };
            self.services[name].faults.crash_next(crash);
            self.note(format!("{name} crashes {crash:?}"));
        }
    }

    async fn process(&mut self, name: &'static str, items: &[Item]) -> Vec<ItemOutcome> {
        let processed = self.services[name].committer.process(items).await;
        self.services[name].faults.calm();
        self.publish(name, processed.outbox).await;
        processed.outcomes
    }

    async fn publish(&mut self, name: &'static str, outbox: Vec<OutboxRecord>) {
        if outbox.is_empty() {
            return;
        }
        let ids: Vec<String> = outbox.iter().map(|record| record.message_id.clone()).collect();
        for record in outbox {
            for consumer in self.topology.consumers(&record.event_type) {
                self.network.push(Delivery { consumer, body: record.body.clone() });
            }
        }
        // Now and then the process dies between publishing and marking: the message will come twice.
        if !(self.faults && self.seed.one_in(15)) {
            let now = self.clock.now();
            self.services[name].store.mark_sent(&ids, now).await.expect("marks");
        }
    }

    /// A restarted relay looks at the outbox.
    pub async fn relay_outbox(&mut self, name: &'static str) {
        let rows = self.services[name].store.unsent(0, 100).await.expect("reads");
        if !rows.is_empty() {
            self.note(format!("{name} republishes {} messages", rows.len()));
            self.publish(name, rows).await;
        }
    }

    /// Delivers a few messages to one service: any of those on their way, some twice.
    pub async fn deliver_some(&mut self) -> bool {
        if self.network.is_empty() {
            return false;
        }
        let first = self.seed.below(self.network.len());
        let consumer = self.network[first].consumer;
        let mut batch = vec![self.network.swap_remove(first)];
        while batch.len() < 5 && self.seed.one_in(2) {
            match self.network.iter().position(|delivery| delivery.consumer == consumer) {
                Some(index) => batch.push(self.network.swap_remove(index)),
                None => break,
            }
        }
        if self.faults && self.seed.one_in(10) {
            let copy = batch[0].clone();
            self.network.push(copy);
        }
        self.perhaps_crash(consumer, 25);
        let items: Vec<Item> = batch.iter().map(|delivery| message(&delivery.body, Origin::Bus)).collect();
        for item in &items {
            if let Item::Message { event, .. } = item {
                self.history.push(format!("{} {} {}", consumer, event.event_type, event.id));
            }
        }
        let outcomes = self.process(consumer, &items).await;
        for (delivery, outcome) in batch.into_iter().zip(outcomes) {
            if matches!(outcome, ItemOutcome::Later(_)) {
                self.network.push(delivery);
            }
        }
        self.take_up_parked(consumer).await;
        true
    }

    /// Takes up parked messages of a service whose turn has come.
    pub async fn take_up_parked(&mut self, name: &'static str) {
        loop {
            let now = self.clock.now();
            let ready = self.services[name].store.ready_parked(now, 50).await.expect("reads");
            if ready.is_empty() {
                return;
            }
            let items: Vec<Item> = ready
                .into_iter()
                .map(|parked| message(&parked.body, Origin::Parked(parked.attempts)))
                .collect();
            let outcomes = self.process(name, &items).await;
            if outcomes.iter().all(|outcome| matches!(outcome, ItemOutcome::Later(_))) {
                return;
            }
        }
    }

    /// Fires what is due at one service, some of it twice.
    pub async fn fire_timers(&mut self, name: &'static str) -> bool {
        let due = self.services[name].store.due_timers(self.clock.now(), 20).await.expect("reads");
        if due.is_empty() {
            return false;
        }
        self.perhaps_crash(name, 25);
        let mut items: Vec<Item> =
            due.iter().map(|record| Item::Timer { record: Box::new(record.clone()) }).collect();
        if self.faults && self.seed.one_in(5) {
            items.push(items[0].clone());
        }
        for record in &due {
            self.history.push(format!(
                "{name} timer {} of {} due {}",
                record.key.name, record.key.stream, record.due
            ));
        }
        self.process(name, &items).await;
        true
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

    /// Messages on their way.
    pub fn on_the_way(&self) -> usize {
        self.network.len()
    }

    /// All streams of a kind, in id order.
    pub async fn streams(&self, service: &str, kind: &str) -> Vec<StreamRecord> {
        let query = guohe_flow::ports::ListQuery {
            department: DEPARTMENT.to_owned(),
            kind: kind.to_owned(),
            limit: 1_000,
            ..Default::default()
        };
        self.services[service].store.list(&query).await.expect("reads")
    }

    /// Adds a line to the history.
    pub fn note(&mut self, line: String) {
        self.history.push(line);
    }
}

fn message(body: &[u8], origin: Origin) -> Item {
    match CloudEvent::parse(body) {
        Ok(event) => Item::Message { event: Box::new(event), body: body.to_vec(), origin },
        Err(error) => Item::Unreadable { body: body.to_vec(), reason: error.to_string() },
    }
}
