//! Sends messages over one link, one after the other, and hands out the broker's verdicts.
//!
//! The only user of the publishing channel: what is sent and what is confirmed is seen in one place and in
//! order, which [`Outstanding`] relies on. While the broker blocks publishers nothing is wrong with the link, so
//! it is kept: messages are answered `NotConfirmed` instead, and what is on the wire may arrive later as well.

use std::sync::Arc;
use std::time::Duration;

use guohe_flow::ports::{BusError, BusMessage};
use lapin::options::BasicPublishOptions;
use lapin::{Channel, PublisherConfirm};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::call::{BrokerFailure, within};
use super::config::RabbitMqConfig;
use super::confirms::{Outstanding, Verdict, answer};
use super::declare::EVENTS_EXCHANGE;
use super::link::Link;
use super::properties::properties;

/// How often waiting confirms are checked against their time limit.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// The answer while the broker takes no messages.
const BLOCKED: &str = "the broker blocks publishers";

/// A message to send, and who wants to know what became of it.
pub(super) struct Publish {
    /// The message.
    pub(super) message: BusMessage,
    /// Receives the verdict, exactly once, unless the task dies.
    pub(super) verdict: Verdict,
}

/// Sends what comes until the link fails, or until the bus closes and all that was accepted is confirmed.
pub(super) struct Publisher {
    link: Arc<Link>,
    channel: Channel,
    inbox: mpsc::Receiver<Publish>,
    config: RabbitMqConfig,
    outstanding: Outstanding,
    sent: i64,
}

impl Publisher {
    /// A publisher over `channel`, on which confirms have been asked for.
    pub(super) fn new(
        link: Arc<Link>,
        channel: Channel,
        inbox: mpsc::Receiver<Publish>,
        config: RabbitMqConfig,
    ) -> Self {
        Self { link, channel, inbox, config, outstanding: Outstanding::default(), sent: 0 }
    }

    /// Runs to the end; nothing accepted is left without a verdict.
    pub(super) async fn run(mut self, closing: CancellationToken) {
        let link = Arc::clone(&self.link);
        tokio::select! {
            () = link.failed() => {}
            outcome = self.work(closing) => {
                if let Err(failure) = outcome {
                    link.fail(failure.0);
                }
            }
        }
        self.inbox.close();
        self.outstanding.give_up(link.reason());
        while let Ok(publish) = self.inbox.try_recv() {
            answer(Some(publish.verdict), Err(BusError::NotConfirmed(link.reason().to_owned())));
        }
    }

    async fn work(&mut self, closing: CancellationToken) -> Result<(), BrokerFailure> {
        let mut check = tokio::time::interval(CHECK_INTERVAL);
        let mut open = true;
        while open || self.outstanding.len() > 0 {
            let room = self.outstanding.len() < self.config.outstanding_confirms;
            tokio::select! {
                settled = self.outstanding.settle() => settled.map_err(|error| BrokerFailure(error.to_string()))?,
                next = self.inbox.recv(), if open && room => match next {
                    Some(publish) => self.send(publish).await?,
                    None => open = false,
                },
                () = closing.cancelled(), if open && !self.inbox.is_closed() => self.inbox.close(),
                _ = check.tick() => self.check_waiting()?,
            }
        }
        Ok(())
    }

    fn check_waiting(&mut self) -> Result<(), BrokerFailure> {
        let limit = self.config.confirm_timeout;
        if !self.outstanding.waits_longer_than(limit) {
            return Ok(());
        }
        if self.link.is_blocked() {
            self.outstanding.give_up(BLOCKED);
            return Ok(());
        }
        Err(BrokerFailure(format!("no confirm within {limit:?}")))
    }

    async fn send(&mut self, Publish { message, verdict }: Publish) -> Result<(), BrokerFailure> {
        if self.link.is_blocked() {
            answer(Some(verdict), Err(BusError::NotConfirmed(BLOCKED.to_owned())));
            return Ok(());
        }
        self.sent += 1;
        match self.put_on_the_wire(&message).await {
            Ok(confirm) => {
                self.outstanding.enter(self.sent, message.routing_key, confirm, verdict);
                Ok(())
            }
            Err(failure) => {
                answer(Some(verdict), Err(BusError::NotConfirmed(failure.to_string())));
                if self.link.is_blocked() { Ok(()) } else { Err(failure) }
            }
        }
    }

    async fn put_on_the_wire(&self, message: &BusMessage) -> Result<PublisherConfirm, BrokerFailure> {
        let options = BasicPublishOptions { mandatory: true, ..Default::default() };
        let sending = self.channel.basic_publish(
            EVENTS_EXCHANGE.into(),
            message.routing_key.as_str().into(),
            options,
            &message.body,
            properties(message, self.sent),
        );
        within(self.config.operation_timeout, "publish", sending).await
    }
}
