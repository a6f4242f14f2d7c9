//! Deliveries received and not yet taken: between a consumer's task and whoever calls `next`.
//!
//! Taking is one synchronous step, so an abandoned `next` loses nothing. Bounded by the consumer's prefetch.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use guohe_flow::ports::{BusError, Delivery};
use tokio::sync::Notify;

/// The deliveries at hand.
#[derive(Default)]
pub(super) struct Mailbox {
    content: Mutex<Content>,
    changed: Notify,
}

#[derive(Default)]
struct Content {
    deliveries: VecDeque<Delivery>,
    closed: bool,
}

impl Mailbox {
    /// Puts a delivery at the end. A closed mailbox takes none, and says so.
    pub(super) fn put(&self, delivery: Delivery) -> bool {
        let mut content = self.content();
        if content.closed {
            return false;
        }
        content.deliveries.push_back(delivery);
        drop(content);
        self.changed.notify_one();
        true
    }

    /// Waits for at least one delivery, then takes what is there, up to `limit`.
    pub(super) async fn take(&self, limit: usize) -> Result<Vec<Delivery>, BusError> {
        loop {
            let changed = self.changed.notified();
            if let Some(outcome) = self.try_take(limit.max(1)) {
                return outcome;
            }
            changed.await;
        }
    }

    fn try_take(&self, limit: usize) -> Option<Result<Vec<Delivery>, BusError>> {
        let mut content = self.content();
        if content.closed {
            self.changed.notify_one();
            return Some(Err(BusError::Closed));
        }
        let count = content.deliveries.len().min(limit);
        let taken: Vec<Delivery> = content.deliveries.drain(..count).collect();
        if !content.deliveries.is_empty() {
            self.changed.notify_one();
        }
        (!taken.is_empty()).then_some(Ok(taken))
    }

    /// Throws away what is there: the connection is gone and it will come again.
    pub(super) fn clear(&self) {
        self.content().deliveries.clear();
    }

    /// Closes for good and gives the tokens of what nobody took.
    pub(super) fn close(&self) -> Vec<u64> {
        let mut content = self.content();
        content.closed = true;
        let left = content.deliveries.drain(..).map(|delivery| delivery.token).collect();
        drop(content);
        self.changed.notify_one();
        left
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(token: u64) -> Delivery {
        Delivery { token, body: Vec::new(), redelivered: false }
    }

    #[tokio::test]
    async fn two_takers_share_what_came_at_once() {
        let mailbox = Mailbox::default();
        let (first, second) = (mailbox.take(1), mailbox.take(1));
        let putting = async {
            assert!(mailbox.put(delivery(1)) && mailbox.put(delivery(2)));
        };
        let (first, second, ()) = tokio::join!(first, second, putting);
        assert_eq!(first.expect("taken").len() + second.expect("taken").len(), 2);
    }

    #[tokio::test]
    async fn closing_wakes_every_taker_and_gives_back_what_is_left() {
        let mailbox = Mailbox::default();
        let closing = async { mailbox.close() };
        let (first, second, _) = tokio::join!(mailbox.take(1), mailbox.take(1), closing);
        assert!(matches!((first, second), (Err(BusError::Closed), Err(BusError::Closed))));
        assert!(!mailbox.put(delivery(1)));
    }
}
