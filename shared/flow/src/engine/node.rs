//! A running service: the loops around the committer.
//!
//! Owns the queue of waiting commands, the consumer of the service's messages, the timer loop, and graceful
//! shutdown. It decides nothing; every loop only hands items to the committer and settles their outcomes.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use guohe_clock::{Clock, Stopwatch, Timestamp, stopwatch};
use guohe_policy::PolicyBook;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    batch::{Committer, TIMER_LETTER},
    definition::ServiceDefinition,
    handle::Engine,
    item::{Item, ItemOutcome, Origin},
    message::locate,
    relay::Relay,
    request::ExecuteError,
    timers,
};
use crate::{
    model::{CloudEvent, Topology},
    ports::{Bus, BusError, Consumer, DeadLetter, Store, StoreError},
};

/// Explicit limits of a node.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Items in one batch.
    pub batch: usize,
    /// Commands that may wait; further callers wait at the door.
    pub queue: usize,
    /// Publisher confirms outstanding.
    pub confirms: usize,
    /// Timers taken at once.
    pub timers: u32,
    /// How often a command whose stream is busy is tried again before the caller is told.
    pub busy_tries: u32,
    /// Real time between looks for work that another replica left behind.
    pub poll: Duration,
    /// Real time given to a graceful shutdown.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            batch: 100,
            queue: 2_000,
            confirms: 500,
            timers: 500,
            busy_tries: 60,
            poll: Duration::from_secs(5),
            drain: Duration::from_secs(20),
        }
    }
}

/// One service's running engine.
pub struct Node {
    pub(crate) committer: Committer,
    pub(crate) limits: Limits,
    bus: Arc<dyn Bus>,
    queue: mpsc::Sender<Work>,
    activity: Arc<Activity>,
    pub(crate) wake_timers: Notify,
    parked_present: AtomicBool,
    consumer: Mutex<Option<Arc<dyn Consumer>>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// What a node has in hand.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    /// Items submitted and not settled.
    pub(crate) items: AtomicUsize,
    /// Messages committed and not confirmed.
    pub(crate) relaying: AtomicUsize,
}

/// An item with whoever waits for its outcome.
struct Work {
    item: Item,
    reply: Reply,
    tries: u32,
    since: Stopwatch,
}

enum Reply {
    Caller(oneshot::Sender<ItemOutcome>),
    Delivery(u64),
    Nobody,
}

impl Node {
    /// Starts a service: takes up what a crash left, then receives messages, fires timers and takes commands.
    pub async fn start(
        definition: ServiceDefinition,
        store: Arc<dyn Store>,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
        topology: Arc<Topology>,
        limits: Limits,
    ) -> Result<Engine, BusError> {
        let (queue, waiting) = mpsc::channel(limits.queue);
        let (fresh, relayed) = mpsc::unbounded_channel();
        let activity = Arc::new(Activity::default());
        let consumer = bus.consume(definition.service()).await?;
        let committer = Committer::new(definition, store.clone(), clock.clone(), topology.clone());
        let relay = Relay {
            service: committer.definition.service,
            meters: committer.meters.clone(),
            bus: bus.clone(),
            store,
            clock,
            topology,
            activity: activity.clone(),
            limits: limits.clone(),
        };
        let node = Arc::new(Self {
            committer,
            limits,
            bus,
            queue,
            activity,
            wake_timers: Notify::new(),
            parked_present: AtomicBool::new(true),
            consumer: Mutex::new(Some(consumer.clone())),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        node.tasks.spawn(relay.run(relayed));
        node.tasks.spawn(node.clone().commit_batches(waiting, fresh));
        node.tasks.spawn(node.clone().receive(consumer));
        node.tasks.spawn(timers::run(node.clone(), node.stop.clone()));
        node.tasks.close();
        Ok(Engine { node })
    }

    /// The service's name.
    pub fn service(&self) -> &'static str {
        self.committer.definition.service
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.committer.clock
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.committer.store
    }

    /// The bus.
    pub fn bus(&self) -> &Arc<dyn Bus> {
        &self.bus
    }

    /// The service's definition.
    pub fn definition(&self) -> &ServiceDefinition {
        &self.committer.definition
    }

    /// Items and messages in hand; 0 where the node rests. Timers that are due and not yet seen don't count:
    /// ask the store.
    pub fn in_hand(&self) -> usize {
        self.activity.items.load(Ordering::SeqCst) + self.activity.relaying.load(Ordering::SeqCst)
    }

    /// Commands that wait for a batch.
    pub fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Fails while the clock shows an instant long before one that was used here; nothing is decided meanwhile.
    pub fn check_clock(&self) -> Result<(), StoreError> {
        self.committer.instants.check(self.clock().as_ref())
    }

    /// A department's adopted packs.
    pub async fn policies(&self, department: &str) -> Result<Arc<PolicyBook>, StoreError> {
        self.committer.books.now(self.store().as_ref(), department).await
    }

    /// Hands an item in and waits for its outcome.
    pub async fn submit(&self, item: Item) -> Result<ItemOutcome, ExecuteError> {
        if self.stop.is_cancelled() {
            return Err(stopping());
        }
        let (reply, outcome) = oneshot::channel();
        self.enqueue(item, Reply::Caller(reply)).await?;
        outcome.await.map_err(|_| stopping())
    }

    /// Handles a dead letter once more: a message whatever its number, a timer by setting it again, due now.
    /// The letter goes in the commit that handles it, or stays with its new reason.
    pub async fn replay(&self, letter: DeadLetter) -> Result<ItemOutcome, ExecuteError> {
        let item = if letter.id.starts_with(TIMER_LETTER) {
            let record = serde_json::from_slice(&letter.body)
                .map_err(|error| ExecuteError::Internal(format!("the timer does not read: {error}")))?;
            Item::TimerAgain { letter: letter.id, record: Box::new(record) }
        } else {
            self.message_item(letter.body, Origin::DeadLetter)
        };
        let outcome = self.submit(item).await;
        self.wake_timers.notify_one();
        outcome
    }

    /// Stops taking work, finishes what is in hand within the drain limit, and rests. What is not finished is
    /// safe: it is on the bus, in the outbox, or was never acknowledged to its caller.
    pub async fn stop(&self) {
        self.stop.cancel();
        // What was handed out before can still be acknowledged while it is finished.
        if let Some(consumer) = self.consumer() {
            consumer.cancel().await;
        }
        if tokio::time::timeout(self.limits.drain, self.tasks.wait()).await.is_err() {
            tracing::warn!(
                service = self.service(),
                "not everything was finished in time; the rest is durable"
            );
        }
        self.consumer.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    async fn enqueue(&self, item: Item, reply: Reply) -> Result<(), ExecuteError> {
        self.activity.items.fetch_add(1, Ordering::SeqCst);
        let sent = self.queue.send(Work { item, reply, tries: 0, since: stopwatch() }).await;
        sent.map_err(|_| {
            self.activity.items.fetch_sub(1, Ordering::SeqCst);
            stopping()
        })
    }

    fn message_item(&self, body: Vec<u8>, origin: Origin) -> Item {
        let read = CloudEvent::parse(&body).and_then(|event| locate(&event, self.service()).map(|_| event));
        match read {
            Ok(event) => Item::Message { event: Box::new(event), body, origin },
            Err(error) => Item::Unreadable { body, reason: error.to_string() },
        }
    }

    async fn receive(self: Arc<Self>, consumer: Arc<dyn Consumer>) {
        loop {
            let received = tokio::select! {
                received = consumer.next(self.limits.batch) => received,
                () = self.stop.cancelled() => return,
            };
            match received {
                Ok(deliveries) => {
                    for delivery in deliveries {
                        self.committer.meters.delivered(delivery.redelivered);
                        let item = self.message_item(delivery.body, Origin::Bus);
                        if self.enqueue(item, Reply::Delivery(delivery.token)).await.is_err() {
                            return;
                        }
                    }
                }
                Err(BusError::Closed) => return,
                Err(error) => {
                    tracing::warn!(service = self.service(), %error, "no messages for now");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    async fn commit_batches(
        self: Arc<Self>,
        mut waiting: mpsc::Receiver<Work>,
        fresh: mpsc::UnboundedSender<Vec<crate::ports::OutboxRecord>>,
    ) {
        let mut deferred: Vec<Work> = Vec::new();
        loop {
            let mut batch = std::mem::take(&mut deferred);
            if batch.is_empty() {
                let next = tokio::select! {
                    next = waiting.recv() => next,
                    () = self.stop.cancelled(), if !waiting.is_closed() => {
                        waiting.close();
                        continue;
                    }
                };
                match next {
                    Some(work) => batch.push(work),
                    None => return,
                }
            } else {
                let tries = batch.iter().map(|work| work.tries).min().unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(u64::from(2 * tries).min(250))).await;
            }
            while batch.len() < self.limits.batch {
                match waiting.try_recv() {
                    Ok(work) => batch.push(work),
                    Err(_) => break,
                }
            }
            deferred = self.commit(batch, &fresh).await;
        }
    }

    /// Commits a batch and settles it; gives back what has to be tried again.
    async fn commit(
        &self,
        batch: Vec<Work>,
        fresh: &mpsc::UnboundedSender<Vec<crate::ports::OutboxRecord>>,
    ) -> Vec<Work> {
        for work in &batch {
            self.committer.meters.waited(&work.since);
        }
        let (items, rest): (Vec<Item>, Vec<(Reply, u32)>) =
            batch.into_iter().map(|work| (work.item, (work.reply, work.tries))).unzip();
        let processed = self.committer.process(&items).await;
        if !processed.outbox.is_empty() {
            let count = processed.outbox.len();
            self.activity.relaying.fetch_add(count, Ordering::SeqCst);
            if fresh.send(processed.outbox).is_err() {
                self.activity.relaying.fetch_sub(count, Ordering::SeqCst);
            }
        }
        // A parked message may have to be tried again earlier than anything the timer loop waits for.
        if processed.earliest_timer.is_some() || processed.parked {
            self.wake_timers.notify_one();
        }
        if processed.parked {
            self.parked_present.store(true, Ordering::SeqCst);
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
                (ItemOutcome::Later(_), Reply::Delivery(token)) => untouched.push(token),
                (_, Reply::Delivery(token)) => handled.push(token),
                (_, Reply::Nobody) => {}
            }
            self.activity.items.fetch_sub(1, Ordering::SeqCst);
        }
        self.settle(&handled, &untouched).await;
        if self.parked_present.load(Ordering::SeqCst) {
            again.extend(self.ready_parked().await);
        }
        again
    }

    /// A message waits as long as it takes; a caller and a timer are told after a while.
    fn tries_left(&self, reply: &Reply, tries: u32) -> bool {
        match reply {
            Reply::Delivery(_) => !self.stop.is_cancelled(),
            _ => tries < self.limits.busy_tries && !self.stop.is_cancelled(),
        }
    }

    fn consumer(&self) -> Option<Arc<dyn Consumer>> {
        self.consumer.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the bus which deliveries are durable and which have to come again.
    async fn settle(&self, handled: &[u64], untouched: &[u64]) {
        let Some(consumer) = self.consumer() else { return };
        if !handled.is_empty() {
            consumer.acknowledge(handled).await;
        }
        if !untouched.is_empty() {
            consumer.release(untouched).await;
        }
    }

    async fn ready_parked(&self) -> Vec<Work> {
        let ready = match self.store().ready_parked(self.clock().now(), self.limits.batch as u32).await {
            Ok(ready) => ready,
            Err(error) => {
                tracing::warn!(service = self.service(), %error, "parked messages could not be read");
                return Vec::new();
            }
        };
        self.activity.items.fetch_add(ready.len(), Ordering::SeqCst);
        ready
            .into_iter()
            .map(|parked| {
                let item = self.message_item(parked.body, Origin::Parked(parked.attempts));
                Work { item, reply: Reply::Nobody, tries: 0, since: stopwatch() }
            })
            .collect()
    }

    /// Hands parked messages whose turn has come to the committer; how many there were.
    pub(crate) async fn take_up_parked(&self, now: Timestamp) -> Result<usize, StoreError> {
        let ready = self.store().ready_parked(now, self.limits.batch as u32).await?;
        let items = ready.into_iter().map(|p| self.message_item(p.body, Origin::Parked(p.attempts)));
        let outcomes = futures::future::join_all(items.map(|item| self.submit(item))).await;
        Ok(outcomes.len())
    }
}

fn stopping() -> ExecuteError {
    ExecuteError::Unavailable("the service is stopping; send the same request id again".to_owned())
}
