//! One consumer of a service's queue. What it holds when it is dropped goes back to the queue.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use guohe_flow::ports::{BusError, Consumer, Delivery};

use super::Shared;

/// A consumer's handle.
pub(super) struct InProcessConsumer {
    shared: Arc<Shared>,
    service: &'static str,
    number: u64,
    cancelled: AtomicBool,
}

impl InProcessConsumer {
    /// Consumer `number` of `service`.
    pub(super) fn new(shared: Arc<Shared>, service: &'static str, number: u64) -> Self {
        Self { shared, service, number, cancelled: AtomicBool::new(false) }
    }

    fn try_next(&self, limit: usize) -> Option<Result<Vec<Delivery>, BusError>> {
        let (deliveries, more) = self.shared.with_queues(|queues| {
            if queues.is_closed() || self.cancelled.load(Ordering::Acquire) {
                None
            } else {
                Some(queues.hand_out(self.service, self.number, limit))
            }
        })?;
        if more {
            self.ring();
        }
        (!deliveries.is_empty()).then_some(Ok(deliveries))
    }

    fn is_over(&self) -> bool {
        self.cancelled.load(Ordering::Acquire) || self.shared.with_queues(|queues| queues.is_closed())
    }

    fn ring(&self) {
        if let Ok(service) = self.shared.service(self.service) {
            service.arrived.notify_one();
        }
    }

    fn give_back(&self, tokens: &[u64]) {
        self.shared.with_queues(|queues| queues.release(self.service, self.number, tokens));
        self.ring();
    }
}

#[async_trait]
impl Consumer for InProcessConsumer {
    async fn next(&self, limit: usize) -> Result<Vec<Delivery>, BusError> {
        let service = self.shared.service(self.service)?;
        loop {
            let arrived = service.arrived.notified();
            if let Some(outcome) = self.try_next(limit.max(1)) {
                return outcome;
            }
            if self.is_over() {
                // The bell may have been rung for a message that is now another consumer's to take.
                self.ring();
                return Err(BusError::Closed);
            }
            arrived.await;
        }
    }

    async fn acknowledge(&self, tokens: &[u64]) {
        self.shared.with_queues(|queues| queues.acknowledge(self.service, self.number, tokens));
    }

    async fn release(&self, tokens: &[u64]) {
        self.give_back(tokens);
    }

    async fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        if let Ok(service) = self.shared.service(self.service) {
            service.arrived.notify_waiters();
        }
    }
}

impl Drop for InProcessConsumer {
    fn drop(&mut self) {
        let held = self.shared.with_queues(|queues| queues.held_by(self.service, self.number));
        if !held.is_empty() {
            self.give_back(&held);
        }
    }
}
