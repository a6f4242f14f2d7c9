//! The relay: publishes what was committed, straight from memory; the outbox is the fallback.
//!
//! A message is published at least once. Its outbox row is marked as sent only after the bus has taken
//! responsibility; rows found unmarked in two looks in a row (or in the first look after a start) are published
//! again, and the consumer's inbox drops the second.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures::{
    StreamExt,
    future::{BoxFuture, FutureExt},
    stream::FuturesUnordered,
};
use guohe_clock::Clock;
use tokio::sync::mpsc;

use super::{
    meters::Meters,
    node::{Activity, Limits},
};
use crate::{
    model::{CLOUD_EVENT_CONTENT_TYPE, CloudEvent, Topology},
    ports::{Bus, BusError, BusMessage, OutboxRecord, Store},
};

/// Confirmed messages marked at once.
const MARK_AT: usize = 200;

/// Longest time a confirmed message stays unmarked.
const MARK_AFTER: Duration = Duration::from_millis(250);

/// Rows read in one look at the outbox.
const LOOK_ROWS: u32 = 1_000;

pub(crate) struct Relay {
    pub(crate) service: &'static str,
    pub(crate) meters: Meters,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) topology: Arc<Topology>,
    pub(crate) activity: Arc<Activity>,
    pub(crate) limits: Limits,
}

/// What the relay has in hand.
#[derive(Default)]
struct Hand {
    waiting: VecDeque<OutboxRecord>,
    window: FuturesUnordered<BoxFuture<'static, (String, Result<(), BusError>)>>,
    ids: HashSet<String>,
    confirmed: Vec<String>,
    seen_unsent: HashSet<String>,
}

impl Relay {
    /// Runs until the committer is gone and everything in hand is settled.
    pub(crate) async fn run(self, mut fresh: mpsc::UnboundedReceiver<Vec<OutboxRecord>>) {
        let mut hand = Hand::default();
        let mut mark = tokio::time::interval(MARK_AFTER);
        let mut look = tokio::time::interval(self.limits.poll);
        let mut first_look = true;
        let mut open = true;
        while open || !hand.waiting.is_empty() || !hand.window.is_empty() {
            self.fill_window(&mut hand).await;
            tokio::select! {
                Some((id, result)) = hand.window.next(), if !hand.window.is_empty() => {
                    self.settle(&mut hand, id, result).await;
                }
                batch = fresh.recv(), if open => match batch {
                    Some(batch) => take(&mut hand, batch),
                    None => open = false,
                },
                _ = mark.tick() => self.mark(&mut hand).await,
                _ = look.tick(), if open => {
                    self.look(&mut hand, first_look).await;
                    first_look = false;
                }
            }
        }
        self.mark(&mut hand).await;
    }

    async fn fill_window(&self, hand: &mut Hand) {
        while hand.window.len() < self.limits.confirms {
            let Some(record) = hand.waiting.pop_front() else { return };
            let id = record.message_id.clone();
            match self.bus.publish(self.message(record)).await {
                Ok(confirm) => hand.window.push(confirm.map(move |result| (id, result)).boxed()),
                Err(error) => self.settle(hand, id, Err(error)).await,
            }
        }
    }

    async fn settle(&self, hand: &mut Hand, id: String, result: Result<(), BusError>) {
        hand.ids.remove(&id);
        self.meters.published(result.is_ok());
        match result {
            Ok(()) => {
                hand.confirmed.push(id);
                if hand.confirmed.len() >= MARK_AT {
                    self.mark(hand).await;
                }
            }
            Err(error) => {
                tracing::warn!(service = self.service, message = id, %error, "not published; the outbox keeps it");
                hand.seen_unsent.insert(id);
            }
        }
        self.activity.relaying.fetch_sub(1, Ordering::SeqCst);
    }

    async fn mark(&self, hand: &mut Hand) {
        if hand.confirmed.is_empty() {
            return;
        }
        match self.store.mark_sent(&hand.confirmed, self.clock.now()).await {
            Ok(()) => hand.confirmed.clear(),
            Err(error) => tracing::warn!(service = self.service, %error, "sent messages could not be marked"),
        }
    }

    /// Takes up rows that nobody marked: all of them at first, later those found twice in a row.
    async fn look(&self, hand: &mut Hand, all: bool) {
        let mut position = 0;
        let mut seen = HashSet::new();
        loop {
            let rows = match self.store.unsent(position, LOOK_ROWS).await {
                Ok(rows) => rows,
                Err(error) => {
                    tracing::warn!(service = self.service, %error, "the outbox could not be read");
                    return;
                }
            };
            let Some(last) = rows.last() else { break };
            position = last.position;
            let full = rows.len() == LOOK_ROWS as usize;
            for row in rows {
                let id = row.message_id.clone();
                if hand.ids.contains(&id) || hand.confirmed.contains(&id) {
                    continue;
                }
                if all || hand.seen_unsent.contains(&id) {
                    self.activity.relaying.fetch_add(1, Ordering::SeqCst);
                    take(hand, vec![row]);
                } else {
                    seen.insert(id);
                }
            }
            if !full {
                break;
            }
        }
        hand.seen_unsent = seen;
    }

    fn message(&self, record: OutboxRecord) -> BusMessage {
        let consumers = self.topology.consumers(&record.event_type).iter().map(|c| (*c).to_owned()).collect();
        let mut headers = vec![("content-type".to_owned(), CLOUD_EVENT_CONTENT_TYPE.to_owned())];
        if let Ok(event) = serde_json::from_slice::<CloudEvent>(&record.body) {
            let attributes = [
                ("specversion", event.specversion),
                ("id", event.id),
                ("source", event.source),
                ("type", event.event_type),
                ("subject", event.subject),
                ("time", event.time.to_rfc3339()),
            ];
            headers.extend(attributes.map(|(name, value)| (format!("cloudEvents:{name}"), value)));
            headers.extend(event.traceparent.map(|value| ("traceparent".to_owned(), value)));
        }
        BusMessage {
            id: record.message_id,
            routing_key: record.event_type,
            consumers,
            headers,
            body: record.body.into(),
        }
    }
}

fn take(hand: &mut Hand, batch: Vec<OutboxRecord>) {
    hand.ids.extend(batch.iter().map(|record| record.message_id.clone()));
    hand.waiting.extend(batch);
}
