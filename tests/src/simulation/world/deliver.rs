//! What services do without being asked: take messages, fire timers, publish again what a crash left.

use guohe_flow::{CloudEvent, Item, ItemOutcome, Origin};

use super::{
    super::{fault::Fault, network::Delivery},
    World,
};
use guohe_clock::Clock;

/// Messages in one batch at most.
const BATCH: usize = 5;

impl World {
    /// Delivers a few messages to one service: any of those on their way, some twice.
    pub async fn deliver_some(&mut self) -> bool {
        let Some(first) = self.take_delivery(None) else { return false };
        let consumer = first.consumer;
        let mut batch = vec![first];
        while batch.len() < BATCH && !self.seed.one_in(3) {
            match self.take_delivery(Some(consumer)) {
                Some(delivery) => batch.push(delivery),
                None => break,
            }
        }
        if self.happens(Fault::Duplicated, 10) {
            self.network.put_back(batch[0].clone());
        }
        self.perhaps_crash(consumer, 25);
        let items: Vec<Item> = batch.iter().map(|delivery| message(&delivery.body, Origin::Bus)).collect();
        if self.history.is_some() {
            items.iter().for_each(|item| self.note_message(consumer, item));
        }
        let outcomes = if self.happens_at_once(12) {
            // The other replica holds copies of some, in another order.
            let copies: Vec<Item> = items.iter().rev().take(3).cloned().collect();
            self.note(|| format!("two replicas of {consumer} work at once"));
            let [outcomes, _] = self.process_both(consumer, &items, &copies).await;
            outcomes
        } else {
            self.process(consumer, &items).await
        };
        for (delivery, outcome) in batch.into_iter().zip(outcomes) {
            if matches!(outcome, ItemOutcome::Later(_)) {
                self.network.put_back(delivery);
            }
        }
        self.take_up_parked(consumer).await;
        true
    }

    fn take_delivery(&mut self, consumer: Option<&str>) -> Option<Delivery> {
        let (delivery, overtaken) = self.network.take(&mut self.seed, self.step, consumer)?;
        for (fault, happened) in
            [(Fault::Reordered, overtaken.of_others), (Fault::OutOfTurn, overtaken.of_its_pair)]
        {
            if happened && self.faults.on {
                self.faults.count(fault);
            }
        }
        Some(delivery)
    }

    fn note_message(&mut self, consumer: &str, item: &Item) {
        if let Item::Message { event, .. } = item {
            self.note(|| format!("{consumer} receives {} {}", event.event_type, event.id));
        }
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

    /// A restarted relay looks at the outbox.
    pub async fn relay_outbox(&mut self, name: &'static str) -> bool {
        let rows = self.services[name].store.unsent(0, 100).await.expect("reads");
        if rows.is_empty() {
            return false;
        }
        if self.faults.on {
            self.faults.count(Fault::Republished);
        }
        self.note(|| format!("{name} publishes {} messages of its outbox", rows.len()));
        self.publish(name, rows).await;
        true
    }

    /// Fires what is due at one service, some of it twice or by two replicas at once.
    pub async fn fire_timers(&mut self, name: &'static str) -> bool {
        let due = self.services[name].store.due_timers(self.clock.now(), 20).await.expect("reads");
        if due.is_empty() {
            return false;
        }
        self.perhaps_crash(name, 25);
        if self.happens(Fault::PausedReplica, 8) {
            self.paused.extend(due.iter().map(|record| (name, record.clone())));
        }
        let mut items: Vec<Item> =
            due.iter().map(|record| Item::Timer { record: Box::new(record.clone()) }).collect();
        for record in &due {
            self.note(|| {
                format!("{name} fires {} of {}, due {}", record.key.name, record.key.stream, record.due)
            });
        }
        if self.happens_at_once(8) {
            let again: Vec<Item> = items.iter().rev().cloned().collect();
            self.process_both(name, &items, &again).await;
            return true;
        }
        if self.happens(Fault::PausedReplica, 8) {
            items.push(items[0].clone());
        }
        self.process(name, &items).await;
        true
    }

    /// A replica that was paused hands in a timer that it read long ago.
    pub async fn carry_on(&mut self) {
        if self.paused.is_empty() {
            return;
        }
        let index = self.seed.below(self.paused.len());
        let (name, record) = self.paused.swap_remove(index);
        if self.faults.may(Fault::PausedReplica) {
            self.faults.count(Fault::PausedReplica);
            self.note(|| format!("{name} carries on with {} of {}", record.key.name, record.key.stream));
            self.process(name, &[Item::Timer { record: Box::new(record) }]).await;
        }
    }
}

fn message(body: &[u8], origin: Origin) -> Item {
    match CloudEvent::parse(body) {
        Ok(event) => Item::Message { event: Box::new(event), body: body.to_vec(), origin },
        Err(error) => Item::Unreadable { body: body.to_vec(), reason: error.to_string() },
    }
}
