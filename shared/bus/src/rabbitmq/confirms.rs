//! Messages sent and not yet confirmed, and what each confirm means.
//!
//! # Theory of operation
//! The broker confirms an unroutable message too, after returning it; a return is thus the only sign that a
//! message went nowhere. The client library hands a returned message over with whichever confirm it completes
//! *next* on the channel, which need not be the returned message's own: a quorum queue's confirms for earlier
//! messages may come in between. Believing the pairing would count a lost message as safe. So every message
//! carries a number in a header, a returned message is recognised by it, and verdicts follow three rules:
//!
//! 1. A message that was returned, by whichever confirm told, is unroutable.
//! 2. A confirm that came with nothing is good, once every confirm completed before it has been looked at: the
//!    client library completes and wakes them one after the other, so all that were woken are taken before any
//!    verdict. Only woken ones are looked at: a look at each of five hundred for each that came was a third of
//!    the process's time.
//! 3. A confirm that came with another's return says nothing about its own message: not confirmed, and the
//!    outbox sends it again.

use std::collections::HashSet;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use guohe_clock::{Stopwatch, stopwatch};
use guohe_flow::ports::BusError;
use lapin::message::BasicReturnMessage;
use lapin::{Confirmation, PublisherConfirm};
use tokio::sync::oneshot;

use super::properties::PUBLISH_NUMBER_HEADER;

/// Where the verdict on a message goes.
pub(super) type Verdict = oneshot::Sender<Result<(), BusError>>;

/// One message on its way; completes with its confirm.
struct Outgoing {
    number: i64,
    routing_key: String,
    sent: Stopwatch,
    confirm: PublisherConfirm,
    verdict: Option<Verdict>,
}

/// A confirm that has completed, not judged yet.
struct Completed {
    number: i64,
    routing_key: String,
    verdict: Option<Verdict>,
    outcome: lapin::Result<Confirmation>,
}

impl Future for Outgoing {
    type Output = Completed;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Completed> {
        let outcome = ready!(Pin::new(&mut self.confirm).poll(context));
        Poll::Ready(Completed {
            number: self.number,
            routing_key: std::mem::take(&mut self.routing_key),
            verdict: self.verdict.take(),
            outcome,
        })
    }
}

/// All messages of one channel that are on their way.
#[derive(Default)]
pub(super) struct Outstanding {
    outgoing: FuturesUnordered<Outgoing>,
    returned: HashSet<i64>,
}

impl Outstanding {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.outgoing.len()
    }

    /// Enters a message that was sent as `number`.
    pub(super) fn enter(
        &mut self,
        number: i64,
        routing_key: String,
        confirm: PublisherConfirm,
        verdict: Verdict,
    ) {
        let verdict = Some(verdict);
        self.outgoing.push(Outgoing { number, routing_key, sent: stopwatch(), confirm, verdict });
    }

    /// True where a message has waited longer than `limit`.
    pub(super) fn waits_longer_than(&self, limit: Duration) -> bool {
        self.outgoing.iter().any(|outgoing| outgoing.sent.elapsed() > limit)
    }

    /// Completes once at least one message was judged; fails with the error that ended the channel.
    pub(super) async fn settle(&mut self) -> Result<(), lapin::Error> {
        let completed = std::future::poll_fn(|context| self.poll_completed(context)).await;
        self.note_returns(&completed);
        completed.into_iter().try_for_each(|confirm| self.judge(confirm))
    }

    /// Gives everything that is left the same verdict: the broker took no responsibility.
    pub(super) fn give_up(&mut self, reason: &str) {
        for outgoing in std::mem::take(&mut self.outgoing) {
            answer(outgoing.verdict, Err(BusError::NotConfirmed(reason.to_owned())));
        }
    }

    fn poll_completed(&mut self, context: &mut Context<'_>) -> Poll<Vec<Completed>> {
        let mut completed = Vec::new();
        while let Poll::Ready(Some(confirm)) = self.outgoing.poll_next_unpin(context) {
            completed.push(confirm);
        }
        if completed.is_empty() { Poll::Pending } else { Poll::Ready(completed) }
    }

    fn note_returns(&mut self, completed: &[Completed]) {
        for confirm in completed {
            if let Ok(Confirmation::Ack(Some(message)) | Confirmation::Nack(Some(message))) = &confirm.outcome
                && let Some(number) = number_of(message)
            {
                self.returned.insert(number);
            }
        }
    }

    fn judge(&mut self, confirm: Completed) -> Result<(), lapin::Error> {
        let (verdict, failure) = if self.returned.remove(&confirm.number) {
            (Err(BusError::Unroutable(confirm.routing_key)), None)
        } else {
            match confirm.outcome {
                Ok(Confirmation::Ack(None)) => (Ok(()), None),
                Ok(Confirmation::Ack(Some(_))) => {
                    (not_confirmed("its confirm came with another's return"), None)
                }
                Ok(Confirmation::Nack(_)) => (not_confirmed("the broker refused it"), None),
                Ok(Confirmation::NotRequested) => (not_confirmed("the channel confirms nothing"), None),
                Err(error) => (not_confirmed(&error.to_string()), Some(error)),
            }
        };
        answer(confirm.verdict, verdict);
        failure.map_or(Ok(()), Err)
    }
}

fn not_confirmed(reason: &str) -> Result<(), BusError> {
    Err(BusError::NotConfirmed(reason.to_owned()))
}

/// Whoever published may have stopped waiting; then nobody needs the verdict.
pub(super) fn answer(verdict: Option<Verdict>, outcome: Result<(), BusError>) {
    if let Some(verdict) = verdict {
        let _ = verdict.send(outcome);
    }
}

fn number_of(message: &BasicReturnMessage) -> Option<i64> {
    let headers = message.properties.headers().as_ref()?;
    headers.inner().get(PUBLISH_NUMBER_HEADER)?.as_long_long_int()
}
