//! The slow task that keeps a running system's tables from growing for ever.

use std::{sync::Arc, time::Duration};

use guohe_clock::Clock;
use guohe_store::Opened;
use tokio::task::JoinHandle;

use super::{OpenedService, Retention, retention::Swept};

/// Real time from the start to the first sweep: a start has other things to do.
const FIRST: Duration = Duration::from_secs(300);

/// Sweeps one store after another for as long as it lives; ended with it.
#[derive(Debug)]
pub(super) struct Housekeeping {
    task: Option<JoinHandle<()>>,
}

impl Housekeeping {
    /// Starts it; without a retention nothing is ever removed.
    pub(super) fn start(
        retention: Option<Retention>,
        opened: &[OpenedService],
        clock: Arc<dyn Clock>,
    ) -> Self {
        let Some(retention) = retention else { return Self { task: None } };
        let stores = opened.iter().map(|opened| (opened.service.name, opened.opened.clone())).collect();
        Self { task: Some(tokio::spawn(run(retention, stores, clock))) }
    }

    /// Ends it between two rounds or within one: a round is a transaction.
    pub(super) async fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Housekeeping {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn run(retention: Retention, stores: Vec<(&'static str, Opened)>, clock: Arc<dyn Clock>) {
    tokio::time::sleep(FIRST).await;
    loop {
        for (service, opened) in &stores {
            let now = clock.now();
            match retention.sweep(opened.store.as_ref(), opened.maintenance.as_ref(), now).await {
                Ok(swept) if swept == Swept::default() => {}
                Ok(Swept { messages, handled, answers, given_up }) => {
                    tracing::info!(service, messages, handled, answers, given_up, "kept long enough");
                }
                Err(error) => tracing::warn!(service, %error, "nothing could be removed for now"),
            }
        }
        tokio::time::sleep(retention.every).await;
    }
}
