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
    bundle,
    meters::Meters,
    node::{Activity, Limits},
};
use crate::{
    model::Topology,
    ports::{Bus, BusError, OutboxRecord, Store, StoreError},
};

/// Confirmed messages marked at once.
const MARK_AT: usize = 200;

/// Longest time a confirmed message stays unmarked.
const MARK_AFTER: Duration = Duration::from_millis(250);

/// Records put together at once.
const PACK_AT: usize = 500;

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

/// Tells, of messages by their ids, what became of them together.
type Told<E> = BoxFuture<'static, (Vec<String>, Result<(), E>)>;

/// What the relay has in hand.
#[derive(Default)]
struct Hand {
    waiting: VecDeque<OutboxRecord>,
    window: FuturesUnordered<Told<BusError>>,
    ids: HashSet<String>,
    confirmed: Vec<String>,
    /// Ids on their way to be marked, and the statement that does it.
    marking: HashSet<String>,
    marker: Option<Told<StoreError>>,
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
        while open || !hand.waiting.is_empty() || !hand.window.is_empty() || hand.marker.is_some() {
            self.fill_window(&mut hand).await;
            tokio::select! {
                Some((ids, result)) = hand.window.next(), if !hand.window.is_empty() => {
                    self.settle(&mut hand, ids, &result);
                }
                batch = fresh.recv(), if open => match batch {
                    Some(batch) => take(&mut hand, batch),
                    None => open = false,
                },
                (ids, result) = marked(&mut hand.marker) => self.marked(&mut hand, ids, result),
                _ = mark.tick() => self.mark(&mut hand),
                _ = look.tick(), if open => {
                    self.look(&mut hand, first_look).await;
                    first_look = false;
                }
            }
        }
        self.mark(&mut hand);
        if let Some(marker) = hand.marker.take() {
            let (ids, result) = marker.await;
            self.marked(&mut hand, ids, result);
        }
    }

    async fn fill_window(&self, hand: &mut Hand) {
        while hand.window.len() < self.limits.confirms && !hand.waiting.is_empty() {
            let count = hand.waiting.len().min(PACK_AT);
            for bundle in bundle::pack(hand.waiting.drain(..count), self.limits.bundle) {
                let ids = bundle.ids();
                match self.bus.publish(bundle.message(&self.topology)).await {
                    Ok(confirm) => hand.window.push(confirm.map(move |result| (ids, result)).boxed()),
                    Err(error) => self.settle(hand, ids, &Err(error)),
                }
            }
        }
    }

    fn settle(&self, hand: &mut Hand, ids: Vec<String>, result: &Result<(), BusError>) {
        self.activity.relaying.fetch_sub(ids.len(), Ordering::SeqCst);
        if let Err(error) = result {
            let first = ids.first();
            tracing::warn!(service = self.service, first, %error, "not published; the outbox keeps it");
        }
        for id in ids {
            hand.ids.remove(&id);
            self.meters.published(result.is_ok());
            if result.is_ok() {
                hand.confirmed.push(id);
            } else {
                hand.seen_unsent.insert(id);
            }
        }
        if hand.confirmed.len() >= MARK_AT {
            self.mark(hand);
        }
    }

    /// Begins to mark what is confirmed; one statement at a time, and publishing goes on meanwhile.
    fn mark(&self, hand: &mut Hand) {
        if hand.confirmed.is_empty() || hand.marker.is_some() {
            return;
        }
        let ids = std::mem::take(&mut hand.confirmed);
        hand.marking = ids.iter().cloned().collect();
        let (store, now) = (self.store.clone(), self.clock.now());
        hand.marker = Some(
            async move {
                let result = store.mark_sent(&ids, now).await;
                (ids, result)
            }
            .boxed(),
        );
    }

    fn marked(&self, hand: &mut Hand, ids: Vec<String>, result: Result<(), StoreError>) {
        hand.marker = None;
        hand.marking.clear();
        if let Err(error) = result {
            tracing::warn!(service = self.service, %error, "sent messages could not be marked");
            hand.confirmed.extend(ids);
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
                if hand.ids.contains(&id) || hand.marking.contains(&id) || hand.confirmed.contains(&id) {
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
}

/// Completes with the marking under way; never, where none is.
async fn marked(marker: &mut Option<Told<StoreError>>) -> (Vec<String>, Result<(), StoreError>) {
    match marker {
        Some(marker) => marker.await,
        None => futures::future::pending().await,
    }
}

fn take(hand: &mut Hand, batch: Vec<OutboxRecord>) {
    hand.ids.extend(batch.iter().map(|record| record.message_id.clone()));
    hand.waiting.extend(batch);
}
