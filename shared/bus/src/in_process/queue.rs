//! The queues themselves: what waits, what is handed out, and to whom. Synchronous; the lock is the caller's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use guohe_flow::ports::Delivery;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// A message that one or more services have still to acknowledge.
pub(super) struct Message {
    body: Arc<[u8]>,
    unacknowledged: AtomicUsize,
    verdict: Mutex<Option<oneshot::Sender<()>>>,
}

impl Message {
    /// A message for `receivers` services; `verdict` is given once all have acknowledged it.
    pub(super) fn new(body: Arc<[u8]>, receivers: usize, verdict: oneshot::Sender<()>) -> Arc<Self> {
        Arc::new(Self {
            body,
            unacknowledged: AtomicUsize::new(receivers),
            verdict: Mutex::new(Some(verdict)),
        })
    }

    fn acknowledged_by_one(&self) {
        if self.unacknowledged.fetch_sub(1, Ordering::AcqRel) == 1 {
            let verdict = self.verdict.lock().unwrap_or_else(PoisonError::into_inner).take();
            // Whoever published may have stopped waiting.
            let _ = verdict.map(|verdict| verdict.send(()));
        }
    }
}

/// A message in one service's queue, with its place there.
struct Entry {
    message: Arc<Message>,
    redelivered: bool,
    _room: OwnedSemaphorePermit,
}

/// An entry that a consumer has.
struct HandedOut {
    place: u64,
    consumer: u64,
    entry: Entry,
}

/// One service's queue. `waiting` is ordered by arrival: what comes back takes its old place.
#[derive(Default)]
struct Queue {
    waiting: BTreeMap<u64, Entry>,
    handed_out: BTreeMap<u64, HandedOut>,
}

/// All queues.
pub(super) struct Queues {
    by_service: BTreeMap<&'static str, Queue>,
    last_number: u64,
    closed: bool,
}

impl Queues {
    /// Empty queues for `services`.
    pub(super) fn new(services: impl Iterator<Item = &'static str>) -> Self {
        let by_service = services.map(|service| (service, Queue::default())).collect();
        Self { by_service, last_number: 0, closed: false }
    }

    /// True once closed.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Entries waiting or handed out, in all queues.
    pub(super) fn pending(&self) -> usize {
        self.by_service.values().map(|queue| queue.waiting.len() + queue.handed_out.len()).sum()
    }

    /// Names a new consumer; refused once closed.
    pub(super) fn admit(&mut self) -> Result<u64, ()> {
        if self.closed { Err(()) } else { Ok(self.number()) }
    }

    /// Puts a message at the end of each receiver's queue; refused once closed.
    pub(super) fn put(
        &mut self,
        services: &[&'static str],
        room: Vec<OwnedSemaphorePermit>,
        message: &Arc<Message>,
    ) -> Result<(), ()> {
        if self.closed {
            return Err(());
        }
        for (service, room) in services.iter().zip(room) {
            let place = self.number();
            let entry = Entry { message: Arc::clone(message), redelivered: false, _room: room };
            self.by_service.entry(service).or_default().waiting.insert(place, entry);
        }
        Ok(())
    }

    /// Hands the first entries, up to `limit`, to a consumer; says whether more are waiting.
    pub(super) fn hand_out(
        &mut self,
        service: &'static str,
        consumer: u64,
        limit: usize,
    ) -> (Vec<Delivery>, bool) {
        let mut deliveries = Vec::new();
        while deliveries.len() < limit {
            let token = self.number();
            let queue = self.by_service.entry(service).or_default();
            let Some((place, entry)) = queue.waiting.pop_first() else { break };
            let body = entry.message.body.to_vec();
            deliveries.push(Delivery { token, body, redelivered: entry.redelivered });
            queue.handed_out.insert(token, HandedOut { place, consumer, entry });
        }
        let more = self.by_service.get(service).is_some_and(|queue| !queue.waiting.is_empty());
        (deliveries, more)
    }

    /// Settles what a consumer has; unknown tokens and those of others are passed over.
    pub(super) fn acknowledge(&mut self, service: &'static str, consumer: u64, tokens: &[u64]) {
        for handed_out in self.take_back(service, consumer, tokens) {
            handed_out.entry.message.acknowledged_by_one();
        }
    }

    /// Puts what a consumer has back in its place, to be delivered again.
    pub(super) fn release(&mut self, service: &'static str, consumer: u64, tokens: &[u64]) {
        let taken = self.take_back(service, consumer, tokens);
        let queue = self.by_service.entry(service).or_default();
        for HandedOut { place, entry, .. } in taken {
            queue.waiting.insert(place, Entry { redelivered: true, ..entry });
        }
    }

    /// The tokens of all that a consumer has.
    pub(super) fn held_by(&self, service: &'static str, consumer: u64) -> Vec<u64> {
        let handed_out = self.by_service.get(service).into_iter().flat_map(|queue| &queue.handed_out);
        handed_out
            .filter(|(_, handed_out)| handed_out.consumer == consumer)
            .map(|(token, _)| *token)
            .collect()
    }

    /// Empties all queues for good. Verdicts not given are dropped, which tells the publishers.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.by_service.clear();
    }

    fn take_back(&mut self, service: &'static str, consumer: u64, tokens: &[u64]) -> Vec<HandedOut> {
        let Some(queue) = self.by_service.get_mut(service) else { return Vec::new() };
        let held = |token: &&u64| queue.handed_out.get(*token).is_some_and(|held| held.consumer == consumer);
        let held: Vec<u64> = tokens.iter().filter(held).copied().collect();
        held.iter().filter_map(|token| queue.handed_out.remove(token)).collect()
    }

    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}
