//! Keeps a link to the broker: opens one, attends it, gives it up at the first error, opens the next.
//!
//! The client library's own recovery is never used: after a broker's stop it hung in a third of the runs.
//! Here nothing is repaired. A failed link is dropped whole; the next one declares the topology anew, consumers
//! subscribe again, and what was not confirmed is the outbox's to send again.

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use lapin::{Connection, Event};
use tokio::task::JoinHandle;

use super::BusStatus;
use super::call::within;
use super::link::{Link, Shared};
use super::publisher::Publisher;

/// How often the connection is asked whether it still stands, in case an event was missed.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// AMQP's reply code for an orderly end.
const REPLY_SUCCESS: u16 = 200;

/// Runs until the bus is closed.
pub(super) async fn supervise(shared: Arc<Shared>) {
    let (mut epoch, mut failures) = (0, 0);
    while !shared.closing.is_cancelled() {
        epoch += 1;
        let opening = Box::pin(Link::open(&shared, epoch));
        let opened = tokio::select! {
            () = shared.closing.cancelled() => break,
            opened = opening => opened,
        };
        match opened {
            Ok((link, channel, inbox)) => {
                failures = 0;
                tracing::info!(broker = %shared.address, epoch, "connected to the broker");
                let publisher = Publisher::new(Arc::clone(&link), channel, inbox, shared.config.clone());
                let publisher = tokio::spawn(publisher.run(shared.closing.clone()));
                shared.link.send_replace(Some(Arc::clone(&link)));
                shared.status.send_replace(BusStatus::Ready);
                attend(&shared, &link).await;
                wind_up(&shared, &link, publisher).await;
            }
            Err(failure) => {
                failures += 1;
                tracing::warn!(broker = %shared.address, %failure, failures, "no connection to the broker");
                shared.status.send_replace(BusStatus::Disconnected(failure.to_string()));
            }
        }
        let pause = tokio::time::sleep(shared.config.pause_after(failures));
        tokio::select! { () = shared.closing.cancelled() => {}, () = pause => {} }
    }
    shared.consumers.close();
    let _ = tokio::time::timeout(shared.config.close_timeout, shared.consumers.wait()).await;
    shared.status.send_replace(BusStatus::Closed);
}

/// Watches a link until it fails or the bus is to be closed.
async fn attend(shared: &Shared, link: &Link) {
    let ended = stream::iter([None]);
    let publishing = link.publishing.events_listener().map(Some).chain(ended.clone());
    let consuming = link.consuming.events_listener().map(Some).chain(ended);
    let mut events = std::pin::pin!(stream::select(publishing, consuming));
    let mut look = tokio::time::interval(LOOK_INTERVAL);
    loop {
        tokio::select! {
            () = link.failed() => return,
            () = shared.closing.cancelled() => return,
            event = events.next() => match event.flatten() {
                Some(event) => notice(shared, link, event),
                None => link.fail("the connection ended"),
            },
            _ = look.tick() => if !link.stands() {
                link.fail("the connection is not open any more");
            },
        }
    }
}

fn notice(shared: &Shared, link: &Link, event: Event) {
    match event {
        Event::ConnectionBlocked(reason) => {
            tracing::warn!(%reason, "the broker blocks publishers");
            shared.status.send_replace(BusStatus::Blocked(reason));
        }
        Event::ConnectionUnblocked => {
            shared.status.send_replace(BusStatus::Ready);
        }
        Event::Error(error) => link.fail(error.to_string()),
        _ => {}
    }
}

/// Ends a link. When the bus closes, publisher and consumers first finish what they hold; a failed link has
/// nothing to finish.
async fn wind_up(shared: &Shared, link: &Link, publisher: JoinHandle<()>) {
    let limit = shared.config.close_timeout;
    if shared.closing.is_cancelled() {
        shared.consumers.close();
        let _ = tokio::time::timeout(limit, shared.consumers.wait()).await;
    } else {
        tracing::warn!(broker = %shared.address, reason = link.reason(), "the connection to the broker is given up");
        shared.status.send_replace(BusStatus::Disconnected(link.reason().to_owned()));
    }
    shared.link.send_replace(None);
    if tokio::time::timeout(limit, publisher).await.is_err() {
        link.fail(format!("confirms still outstanding {limit:?} after the bus was closed"));
    }
    futures::join!(end(&link.publishing, limit), end(&link.consuming, limit));
    link.fail("the bus is closed");
}

async fn end(connection: &Connection, limit: Duration) {
    if connection.status().connected() {
        let closing = connection.close(REPLY_SUCCESS, "closed".into());
        if let Err(failure) = within(limit, "close", closing).await {
            tracing::debug!(%failure, "a connection did not end in order");
        }
    }
}
