//! The timer loop: sleeps until the earliest due instant, hands due timers to the committer, and looks again.
//!
//! Never early: what is due is asked of the store with the clock's instant. Once in effect: a timer is deleted
//! in the commit that carries out its command, so a replica that comes second finds nothing.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{
    item::{Item, ItemOutcome},
    node::Node,
};
use crate::ports::StoreError;

/// Pause after timers that could not be carried out now, and after an error.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) async fn run(node: Arc<Node>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match fire_due(&node).await {
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

async fn fire_due(node: &Node) -> Result<Fired, StoreError> {
    let now = node.clock().now();
    let due = node.store().due_timers(now, node.limits.timers).await?;
    if due.is_empty() {
        return Ok(if node.take_up_parked(now).await? > 0 { Fired::Some } else { Fired::None });
    }
    let items = due.into_iter().map(|record| Item::Timer { record: Box::new(record) });
    let outcomes = futures::future::join_all(items.map(|item| node.submit(item))).await;
    let any = outcomes.iter().any(|outcome| matches!(outcome, Ok(ItemOutcome::Timer)));
    Ok(if any { Fired::Some } else { Fired::OnlyLater })
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
        () = tokio::time::sleep(node.limits.poll) => {}
    }
}
