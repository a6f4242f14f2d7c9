//! One consumer of a service's queue, over any number of links.
//!
//! The handle is what the engine holds; the task behind it subscribes on each new link and carries out orders.
//! Orders are handed over without waiting, so abandoning a call half way loses none; the prefetch bounds them.

use std::sync::Arc;

use async_trait::async_trait;
use guohe_flow::ports::{BusError, Consumer, Delivery};
use tokio::sync::{mpsc, oneshot};

use super::link::{Link, Shared};
use super::mailbox::Mailbox;
use super::subscription::{Outcome, Subscription};

/// What the handle asks of its task.
pub(super) enum Order {
    /// Settle these as handled.
    Acknowledge(Vec<u64>),
    /// Have these delivered again, as failed.
    Release(Vec<u64>),
    /// Stop receiving and give back what nobody took; then answer.
    Cancel(oneshot::Sender<()>),
}

/// A consumer's handle.
pub(super) struct RabbitMqConsumer {
    mailbox: Arc<Mailbox>,
    orders: mpsc::UnboundedSender<Order>,
}

impl RabbitMqConsumer {
    /// Starts to receive `service`'s messages.
    pub(super) fn start(shared: Arc<Shared>, service: &str) -> Self {
        let mailbox = Arc::new(Mailbox::default());
        let (orders, inbox) = mpsc::unbounded_channel();
        let tracker = shared.consumers.clone();
        let task = Task { shared, service: service.to_owned(), mailbox: Arc::clone(&mailbox), orders: inbox };
        tracker.spawn(task.run());
        Self { mailbox, orders }
    }

    /// A task that has ended has nothing left to settle: the broker delivers again.
    fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }
}

#[async_trait]
impl Consumer for RabbitMqConsumer {
    async fn next(&self, limit: usize) -> Result<Vec<Delivery>, BusError> {
        self.mailbox.take(limit).await
    }

    async fn acknowledge(&self, tokens: &[u64]) {
        self.order(Order::Acknowledge(tokens.to_vec()));
    }

    async fn release(&self, tokens: &[u64]) {
        self.order(Order::Release(tokens.to_vec()));
    }

    async fn cancel(&self) {
        let (done, wait) = oneshot::channel();
        self.order(Order::Cancel(done));
        // An error means that the task has ended, which is as cancelled as can be.
        let _ = wait.await;
    }
}

struct Task {
    shared: Arc<Shared>,
    service: String,
    mailbox: Arc<Mailbox>,
    orders: mpsc::UnboundedReceiver<Order>,
}

impl Task {
    async fn run(mut self) {
        let mut last_epoch = 0;
        while let Some(link) = self.next_link(last_epoch).await {
            last_epoch = link.epoch;
            match self.serve(&link).await {
                Ok(Outcome::Ended) => break,
                Ok(Outcome::LinkLost) => {}
                Err(failure) => link.fail(format!("consumer of {}: {failure}", self.service)),
            }
            self.mailbox.clear();
        }
        self.mailbox.close();
    }

    async fn serve(&mut self, link: &Arc<Link>) -> Result<Outcome, super::call::BrokerFailure> {
        let opening =
            Subscription::open(&self.shared, Arc::clone(link), &self.service, Arc::clone(&self.mailbox));
        let mut subscription = tokio::select! {
            () = link.failed() => return Ok(Outcome::LinkLost),
            opened = opening => opened?,
        };
        subscription.run(&mut self.orders, &self.shared.closing).await
    }

    /// Waits for a link newer than `last_epoch`; none where the bus closes, or the consumer is cancelled or
    /// dropped meanwhile. Orders about deliveries of a lost link are moot.
    async fn next_link(&mut self, last_epoch: u64) -> Option<Arc<Link>> {
        let mut links = self.shared.link.subscribe();
        loop {
            let newer = links.wait_for(|link| link.as_ref().is_some_and(|link| link.epoch > last_epoch));
            tokio::select! {
                biased;
                () = self.shared.closing.cancelled() => return None,
                order = self.orders.recv() => match order {
                    Some(Order::Acknowledge(_) | Order::Release(_)) => {}
                    Some(Order::Cancel(_)) | None => return None,
                },
                link = newer => return link.ok()?.clone(),
            }
        }
    }
}
