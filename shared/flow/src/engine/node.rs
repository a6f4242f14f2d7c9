//! A running service: the loops around the committer.
//!
//! Owns the lanes of waiting work, the consumer of the service's messages, the timer loop, and graceful shutdown.
//! It decides nothing; every loop only hands items to the committer and settles their outcomes.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use guohe_clock::{Clock, Timestamp, stopwatch};
use guohe_policy::PolicyBook;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    batch::{Committer, TIMER_LETTER},
    bundle,
    definition::ServiceDefinition,
    handle::Engine,
    item::{Item, ItemOutcome, Origin},
    lane::{Lane, Reply, SharedDelivery, TimerRound, Work},
    message::{is_out_of_turn, locate},
    queue::{self, FairQueue},
    relay::Relay,
    request::ExecuteError,
    timers,
};
use crate::{
    model::{CloudEvent, Topology},
    ports::{Bus, BusError, Consumer, DeadLetter, Store, StoreError, TimerRecord},
};

/// Explicit limits of a node.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Items in one batch.
    pub batch: usize,
    /// Commands of one department that may wait; further callers wait at the door.
    pub queue: usize,
    /// Batches under way side by side, at most; a store that writes one after the other gets one.
    pub lanes: usize,
    /// Publisher confirms outstanding.
    pub confirms: usize,
    /// Events that may travel in one message; 1 sends each alone.
    pub bundle: usize,
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
            batch: 250,
            queue: 2_000,
            lanes: 3,
            confirms: 500,
            bundle: 100,
            timers: 4_000,
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
    pub(super) lanes: Vec<FairQueue<Work>>,
    pub(super) activity: Arc<Activity>,
    pub(crate) wake_timers: Notify,
    consumer: Mutex<Option<Arc<dyn Consumer>>>,
    pub(super) stop: CancellationToken,
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
        let lanes = limits.lanes.min(store.side_by_side()).max(1);
        let queue = (limits.queue / lanes).max(1);
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
            lanes: (0..lanes).map(|_| FairQueue::new(queue)).collect(),
            activity,
            wake_timers: Notify::new(),
            consumer: Mutex::new(Some(consumer.clone())),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        node.tasks.spawn(relay.run(relayed));
        for lane in 0..lanes {
            node.tasks.spawn(Lane { node: node.clone(), number: lane, fresh: fresh.clone() }.run());
        }
        drop(fresh);
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
        self.lanes.iter().map(FairQueue::len).sum()
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
            let origin = if is_out_of_turn(&letter) { Origin::DeadOutOfTurn } else { Origin::DeadLetter };
            self.message_item(letter.body, origin)
        };
        let outcome = self.submit(item).await;
        self.wake_timers.notify_one();
        outcome
    }

    /// Stops taking work, finishes what is in hand within the drain limit, and rests. What is not finished is
    /// safe: it is on the bus, in the outbox, or was never acknowledged to its caller.
    pub async fn stop(&self) {
        self.stop.cancel();
        for lane in &self.lanes {
            lane.close();
        }
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
        let (department, key) = queue::place(&item);
        let (department, lane) = (department.to_owned(), key as usize % self.lanes.len());
        let work = Work { item, reply, tries: 0, since: stopwatch() };
        self.lanes[lane].push(&department, work).await.map_err(|_| {
            self.activity.items.fetch_sub(1, Ordering::SeqCst);
            stopping()
        })
    }

    /// Hands timers in, lane by lane; they are settled in `round`. None is lost where the node stops: each stands
    /// until it is carried out.
    pub(super) async fn enqueue_timers(&self, timers: Vec<TimerRecord>, round: &Arc<TimerRound>) {
        let mut places: BTreeMap<(usize, String), Vec<Work>> = BTreeMap::new();
        for record in timers {
            let item = Item::Timer { record: Box::new(record) };
            let (department, key) = queue::place(&item);
            let place = (key as usize % self.lanes.len(), department.to_owned());
            let reply = Reply::Timers(round.clone());
            places.entry(place).or_default().push(Work { item, reply, tries: 0, since: stopwatch() });
        }
        for ((lane, department), mut work) in places {
            while !work.is_empty() {
                let rest = work.split_off(work.len().min(self.limits.batch));
                let count = work.len();
                round.add(count);
                self.activity.items.fetch_add(count, Ordering::SeqCst);
                if self.lanes[lane].push_all(&department, work).await.is_err() {
                    self.activity.items.fetch_sub(count, Ordering::SeqCst);
                    round.give_up(count);
                    return;
                }
                work = rest;
            }
        }
    }

    pub(super) fn message_item(&self, body: Vec<u8>, origin: Origin) -> Item {
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
                        let bodies = bundle::unpack(delivery.body);
                        let shared = SharedDelivery::new(delivery.token, bodies.len());
                        for body in bodies {
                            let item = self.message_item(body, Origin::Bus);
                            if self.enqueue(item, Reply::Delivery(shared.clone())).await.is_err() {
                                return;
                            }
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

    fn consumer(&self) -> Option<Arc<dyn Consumer>> {
        self.consumer.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the bus which deliveries are durable and which have to come again.
    pub(super) async fn settle(&self, handled: &[u64], untouched: &[u64]) {
        let Some(consumer) = self.consumer() else { return };
        if !handled.is_empty() {
            consumer.acknowledge(handled).await;
        }
        if !untouched.is_empty() {
            consumer.release(untouched).await;
        }
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
