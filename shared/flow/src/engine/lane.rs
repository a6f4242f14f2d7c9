//! A lane: takes what waits, has it committed as one batch, and settles each item.
//!
//! Owns what is tried again, and when. Lanes of one node work side by side; what must stay in order shares a lane
//! ([`super::queue::place`]), and a stream that two lanes want at once is had by one and tried again by the other,
//! just as with another replica. It decides nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use guohe_clock::{Stopwatch, stopwatch};
use tokio::sync::{Notify, mpsc, oneshot};

use super::{
    item::{Item, ItemOutcome, Origin},
    node::Node,
    request::ExecuteError,
};
use crate::ports::OutboxRecord;

/// Longest pause before something busy is tried again.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// An item with whoever waits for its outcome.
pub(super) struct Work {
    pub(super) item: Item,
    pub(super) reply: Reply,
    pub(super) tries: u32,
    pub(super) since: Stopwatch,
}

/// Who is told.
pub(super) enum Reply {
    Caller(oneshot::Sender<ItemOutcome>),
    Delivery(Arc<SharedDelivery>),
    Timers(Arc<TimerRound>),
    Nobody,
}

/// Timers handed in together: what came of them, counted.
#[derive(Default)]
pub(super) struct TimerRound {
    under_way: AtomicUsize,
    fired: AtomicUsize,
    changed: Notify,
}

impl TimerRound {
    /// So many more are handed in.
    pub(super) fn add(&self, timers: usize) {
        self.under_way.fetch_add(timers, Ordering::SeqCst);
    }

    /// Waits until at most `timers` are under way.
    pub(super) async fn down_to(&self, timers: usize) {
        loop {
            let changed = self.changed.notified();
            if self.under_way.load(Ordering::SeqCst) <= timers {
                return;
            }
            changed.await;
        }
    }

    /// How many were carried out, or had been before.
    pub(super) fn fired(&self) -> usize {
        self.fired.load(Ordering::SeqCst)
    }

    /// So many were not handed in after all.
    pub(super) fn give_up(&self, timers: usize) {
        self.under_way.fetch_sub(timers, Ordering::SeqCst);
        self.changed.notify_one();
    }

    fn settle(&self, outcome: &ItemOutcome) {
        if matches!(outcome, ItemOutcome::Timer) {
            self.fired.fetch_add(1, Ordering::SeqCst);
        }
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        self.changed.notify_one();
    }
}

/// A delivery that may have brought several events: it is settled with the last of them.
pub(super) struct SharedDelivery {
    token: u64,
    left: AtomicUsize,
    is_untouched: AtomicBool,
}

impl SharedDelivery {
    /// A delivery with so many events.
    pub(super) fn new(token: u64, events: usize) -> Arc<Self> {
        Arc::new(Self { token, left: AtomicUsize::new(events), is_untouched: AtomicBool::new(false) })
    }

    /// One of its events is done with, `handled` or not; the outcome for the whole, once it was the last. One that
    /// was not handled brings the whole back, and the inbox drops those that were.
    fn settle(&self, handled: bool) -> Option<Result<u64, u64>> {
        if !handled {
            self.is_untouched.store(true, Ordering::SeqCst);
        }
        (self.left.fetch_sub(1, Ordering::SeqCst) == 1)
            .then(|| if self.is_untouched.load(Ordering::SeqCst) { Err(self.token) } else { Ok(self.token) })
    }
}

/// One of a node's lanes.
pub(super) struct Lane {
    pub(super) node: Arc<Node>,
    pub(super) number: usize,
    pub(super) fresh: mpsc::UnboundedSender<Vec<OutboxRecord>>,
}

impl Lane {
    /// Runs until the node stops and nothing waits any more.
    pub(super) async fn run(self) {
        let queue = &self.node.lanes[self.number];
        let limit = self.node.limits.batch;
        let mut again: Vec<Work> = Vec::new();
        loop {
            if again.is_empty() {
                if !queue.wait().await {
                    return;
                }
            } else {
                let tries = again.iter().map(|work| work.tries).min().unwrap_or(0);
                let pause = Duration::from_millis(u64::from(2 * tries)).min(LONGEST_PAUSE);
                tokio::time::sleep(pause).await;
            }
            let mut batch = std::mem::take(&mut again);
            batch.extend(queue.take(limit.saturating_sub(batch.len())));
            if !batch.is_empty() {
                again = self.commit(batch).await;
            }
        }
    }

    /// Commits a batch and settles it; gives back what has to be tried again.
    async fn commit(&self, batch: Vec<Work>) -> Vec<Work> {
        let node = &self.node;
        for work in &batch {
            node.committer.meters.waited(&work.since);
        }
        let (items, rest): (Vec<Item>, Vec<(Reply, u32)>) =
            batch.into_iter().map(|work| (work.item, (work.reply, work.tries))).unzip();
        let processed = node.committer.process(&items).await;
        if !processed.outbox.is_empty() {
            let count = processed.outbox.len();
            node.activity.relaying.fetch_add(count, Ordering::SeqCst);
            if self.fresh.send(processed.outbox).is_err() {
                node.activity.relaying.fetch_sub(count, Ordering::SeqCst);
            }
        }
        // A parked message may have to be tried again earlier than anything the timer loop waits for.
        if processed.earliest_timer.is_some() || processed.parked {
            node.wake_timers.notify_one();
        }
        let mut again = Vec::new();
        let mut handled = Vec::new();
        let mut untouched = Vec::new();
        for ((item, (reply, tries)), outcome) in items.into_iter().zip(rest).zip(processed.outcomes) {
            match (outcome, reply) {
                (ItemOutcome::Later(_), reply) if self.tries_left(&reply, tries) => {
                    again.push(Work { item, reply, tries: tries + 1, since: stopwatch() });
                    continue;
                }
                (ItemOutcome::Later(_), Reply::Caller(caller)) if matches!(item, Item::Request { .. }) => {
                    drop(caller.send(ItemOutcome::Answered(Err(ExecuteError::Busy))));
                }
                (outcome, Reply::Caller(caller)) => drop(caller.send(outcome)),
                (outcome, Reply::Delivery(delivery)) => {
                    match delivery.settle(!matches!(outcome, ItemOutcome::Later(_))) {
                        Some(Ok(token)) => handled.push(token),
                        Some(Err(token)) => untouched.push(token),
                        None => {}
                    }
                }
                (outcome, Reply::Timers(round)) => round.settle(&outcome),
                (_, Reply::Nobody) => {}
            }
            node.activity.items.fetch_sub(1, Ordering::SeqCst);
        }
        node.settle(&handled, &untouched).await;
        if processed.parked {
            again.extend(self.ready_parked().await);
        }
        again
    }

    /// A message waits as long as it takes; a caller and a timer are told after a while.
    fn tries_left(&self, reply: &Reply, tries: u32) -> bool {
        match reply {
            Reply::Delivery(_) => !self.node.stop.is_cancelled(),
            _ => tries < self.node.limits.busy_tries && !self.node.stop.is_cancelled(),
        }
    }

    async fn ready_parked(&self) -> Vec<Work> {
        let node = &self.node;
        let ready = match node.store().ready_parked(node.clock().now(), node.limits.batch as u32).await {
            Ok(ready) => ready,
            Err(error) => {
                tracing::warn!(service = node.service(), %error, "parked messages could not be read");
                return Vec::new();
            }
        };
        node.activity.items.fetch_add(ready.len(), Ordering::SeqCst);
        ready
            .into_iter()
            .map(|parked| {
                let item = node.message_item(parked.body, Origin::Parked(parked.attempts));
                Work { item, reply: Reply::Nobody, tries: 0, since: stopwatch() }
            })
            .collect()
    }
}
