//! The timer loop: sleeps until the earliest due instant, hands due timers to the committer, and looks again.
//!
//! Never early: what is due is asked of the store with the clock's instant. Once in effect: a timer is deleted
//! in the commit that carries out its command, so a replica that comes second finds nothing.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{lane::TimerRound, node::Node};
use crate::ports::{StoreError, TimerRecord};

/// Pause after timers that could not be carried out now, and after an error.
const PAUSE: Duration = Duration::from_millis(50);

/// Longest time before parked messages are looked for that another replica may have made ready.
const PARKED_LOOK: Duration = Duration::from_secs(1);

pub(crate) async fn run(node: Arc<Node>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match fire_due(&node, &stop).await {
            Ok(Fired::Some) => continue,
            Ok(Fired::OnlyLater) => PAUSE,
            Ok(Fired::None) => {
                tokio::select! {
                    () = wait(&node) => {}
                    () = stop.cancelled() => {}
                }
                continue;
            }
            Err(error) => {
                tracing::warn!(service = node.service(), %error, "timers could not be read");
                PAUSE * 10
            }
        };
        tokio::time::sleep(pause).await;
    }
}

enum Fired {
    Some,
    OnlyLater,
    None,
}

/// Fires all that is due, page after page: the next page is read while the last is still being committed.
async fn fire_due(node: &Node, stop: &CancellationToken) -> Result<Fired, StoreError> {
    let now = node.clock().now();
    let page_size = node.limits.timers as usize;
    let round = Arc::new(TimerRound::default());
    let mut last: Option<TimerRecord> = None;
    let mut any = false;
    while !stop.is_cancelled() {
        let page = node.store().due_timers_after(now, last.as_ref(), node.limits.timers).await?;
        let is_last = page.len() < page_size;
        any |= !page.is_empty();
        last = page.last().cloned().or(last);
        node.enqueue_timers(page, &round).await;
        if is_last {
            break;
        }
        round.down_to(page_size / 2).await;
    }
    round.down_to(0).await;
    Ok(match (any, round.fired() > 0) {
        (true, true) => Fired::Some,
        (true, false) => Fired::OnlyLater,
        (false, _) if node.take_up_parked(now).await? > 0 => Fired::Some,
        (false, _) => Fired::None,
    })
}

/// Waits for the next due instant, for an earlier timer to be set here, or for the poll that notices what
/// another replica left behind.
async fn wait(node: &Node) {
    let next = async {
        let timer = node.store().next_due().await.ok().flatten();
        let retry = node.store().next_retry().await.ok().flatten();
        match timer.into_iter().chain(retry).min() {
            Some(instant) => node.clock().sleep_until(instant).await,
            None => futures::future::pending().await,
        }
    };
    tokio::select! {
        () = next => {}
        () = node.wake_timers.notified() => {}
        () = tokio::time::sleep(node.limits.poll.min(PARKED_LOOK)) => {}
    }
}
