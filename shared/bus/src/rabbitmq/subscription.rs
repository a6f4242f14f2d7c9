//! One consumer on one link: its channel, its unsettled deliveries, and the frames that settle them.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use guohe_flow::ports::Delivery;
use lapin::Channel;
use lapin::options::{
    BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions,
    BasicRejectOptions,
};
use lapin::types::FieldTable;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::call::{BrokerFailure, within};
use super::config::RabbitMqConfig;
use super::consumer::Order;
use super::declare::service_queue;
use super::ledger::{Ledger, Settlement};
use super::link::{Link, Shared};
use super::mailbox::Mailbox;

/// Longest time a delivery that was handled out of turn stays unacknowledged.
const TELL_AFTER: Duration = Duration::from_millis(100);

/// AMQP's reply code for an orderly end.
const REPLY_SUCCESS: u16 = 200;

/// How a subscription ended.
pub(super) enum Outcome {
    /// The link was given up; the next one may be subscribed to.
    LinkLost,
    /// The consumer is done for good.
    Ended,
}

/// A consumer's channel on one link.
pub(super) struct Subscription {
    link: Arc<Link>,
    channel: Channel,
    stream: lapin::Consumer,
    ledger: Ledger,
    mailbox: Arc<Mailbox>,
    config: RabbitMqConfig,
    receiving: bool,
}

impl Subscription {
    /// Opens a channel and subscribes to the service's queue.
    pub(super) async fn open(
        shared: &Shared,
        link: Arc<Link>,
        service: &str,
        mailbox: Arc<Mailbox>,
    ) -> Result<Self, BrokerFailure> {
        let config = shared.config.clone();
        let limit = config.operation_timeout;
        let channel = within(limit, "open channel", link.consuming.create_channel()).await?;
        let qos = channel.basic_qos(config.prefetch, BasicQosOptions::default());
        within(limit, "set prefetch", qos).await?;
        let queue = service_queue(service);
        let options = BasicConsumeOptions::default();
        let consuming =
            channel.basic_consume(queue.as_str().into(), "".into(), options, FieldTable::default());
        let stream = within(limit, "consume", consuming).await?;
        let ledger = Ledger::new(link.epoch);
        Ok(Self { link, channel, stream, ledger, mailbox, config, receiving: true })
    }

    /// Receives and settles until the link fails, the handle is dropped, or the bus closes.
    pub(super) async fn run(
        &mut self,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        closing: &CancellationToken,
    ) -> Result<Outcome, BrokerFailure> {
        let link = Arc::clone(&self.link);
        let mut tell = tokio::time::interval(TELL_AFTER);
        loop {
            tokio::select! {
                biased;
                () = link.failed() => return Ok(self.lost()),
                order = orders.recv() => match order {
                    Some(order) => self.carry_out(order).await?,
                    None => break,
                },
                _ = tell.tick() => self.tell_rest().await?,
                () = closing.cancelled() => break,
                received = self.stream.next(), if self.receiving => self.receive(received)?,
            }
        }
        while let Ok(order) = orders.try_recv() {
            self.carry_out(order).await?;
        }
        self.tell_rest().await?;
        self.stop_receiving().await?;
        // Closing the channel gives the rest back to the queue: what was handed out and never settled.
        let limit = self.config.operation_timeout;
        within(limit, "close channel", self.channel.close(REPLY_SUCCESS, "done".into())).await?;
        Ok(Outcome::Ended)
    }

    fn lost(&self) -> Outcome {
        if self.receiving { Outcome::LinkLost } else { Outcome::Ended }
    }

    fn receive(
        &mut self,
        received: Option<lapin::Result<lapin::message::Delivery>>,
    ) -> Result<(), BrokerFailure> {
        let Some(received) = received else {
            return Err(BrokerFailure("the broker ended the subscription".to_owned()));
        };
        let delivery = received.map_err(|error| BrokerFailure(error.to_string()))?;
        let token = self.ledger.enter(delivery.delivery_tag);
        self.mailbox.put(Delivery { token, body: delivery.data, redelivered: delivery.redelivered });
        Ok(())
    }

    async fn carry_out(&mut self, order: Order) -> Result<(), BrokerFailure> {
        match order {
            Order::Acknowledge(tokens) => self.acknowledge(&tokens).await,
            Order::Release(tokens) => self.reject(&tokens).await,
            Order::Cancel(done) => {
                let stopped = self.stop_receiving().await;
                let _ = done.send(());
                stopped
            }
        }
    }

    /// Tells of everything handled up to the first delivery still in hand; what was handled out of turn waits for
    /// it, a moment at most. A crash meanwhile costs repeated deliveries, which the receiver's inbox drops.
    async fn acknowledge(&mut self, tokens: &[u64]) -> Result<(), BrokerFailure> {
        self.ledger.handled(tokens);
        if let Some(frame) = self.ledger.prefix() {
            self.tell(frame).await?;
        }
        if self.ledger.waiting() > usize::from(self.config.prefetch) / 2 {
            self.tell_rest().await?;
        }
        Ok(())
    }

    async fn tell_rest(&mut self) -> Result<(), BrokerFailure> {
        for frame in self.ledger.rest() {
            self.tell(frame).await?;
        }
        Ok(())
    }

    async fn tell(&self, frame: Settlement) -> Result<(), BrokerFailure> {
        let options = BasicAckOptions { multiple: frame.multiple };
        let sending = self.channel.basic_ack(frame.number, options);
        within(self.config.operation_timeout, "acknowledge", sending).await
    }

    /// Handling failed. Only `reject` counts towards the delivery limit on every broker: from 4.3 on, `nack`
    /// says "not handled" and is not counted.
    async fn reject(&mut self, tokens: &[u64]) -> Result<(), BrokerFailure> {
        for number in self.ledger.take(tokens) {
            let sending = self.channel.basic_reject(number, BasicRejectOptions { requeue: true });
            within(self.config.operation_timeout, "release", sending).await?;
        }
        Ok(())
    }

    /// Ends the subscription, takes in what the library has buffered, and gives back all that nobody took.
    async fn stop_receiving(&mut self) -> Result<(), BrokerFailure> {
        if !std::mem::replace(&mut self.receiving, false) {
            return Ok(());
        }
        let limit = self.config.operation_timeout;
        let cancelling = self.channel.basic_cancel(self.stream.tag(), BasicCancelOptions::default());
        within(limit, "cancel", cancelling).await?;
        let mut untaken = self.mailbox.close();
        let drained = tokio::time::timeout(limit, async {
            while let Some(Ok(delivery)) = self.stream.next().await {
                untaken.push(self.ledger.enter(delivery.delivery_tag));
            }
        });
        drained.await.map_err(|_| BrokerFailure(format!("the subscription did not end within {limit:?}")))?;
        let taken = self.ledger.take(&untaken);
        for frame in self.ledger.frames(&taken) {
            let options = BasicNackOptions { multiple: frame.multiple, requeue: true };
            within(limit, "give back", self.channel.basic_nack(frame.number, options)).await?;
        }
        Ok(())
    }
}
