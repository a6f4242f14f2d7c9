//! The slow tasks beside a running system: what has been kept long enough is removed, so that tables do not grow for
//! ever, and audit roots are taken.

use std::{sync::Arc, time::Duration};

use guohe_clock::{Clock, Timestamp};
use guohe_flow::{AuditKey, Taken};
use guohe_runtime::{metrics::show_root_age, operations::ServiceRoots};
use guohe_store::Opened;
use tokio::task::JoinHandle;

use super::{OpenedService, Retention, RootPace, retention::Swept};

/// Real time from the start to the first sweep: a start has other things to do.
const FIRST: Duration = Duration::from_secs(300);

/// Real time between two looks whether a root is due. Short beside a day, so that a process that is often started
/// anew still takes one.
const LOOK: Duration = Duration::from_secs(600);

/// Tends one store after another for as long as it lives; ended with it.
#[derive(Debug, Default)]
pub(super) struct Housekeeping {
    tasks: Vec<JoinHandle<()>>,
}

impl Housekeeping {
    /// Begins to remove; without a retention nothing is ever removed.
    pub(super) fn sweep(
        &mut self,
        retention: Option<Retention>,
        opened: &[OpenedService],
        clock: Arc<dyn Clock>,
    ) {
        let Some(retention) = retention else { return };
        let stores = opened.iter().map(|opened| (opened.service.name, opened.opened.clone())).collect();
        self.tasks.push(tokio::spawn(sweep(retention, stores, clock)));
    }

    /// Begins to take roots; without a pace or a key none is taken.
    pub(super) fn take_roots(
        &mut self,
        pace: Option<RootPace>,
        services: &[ServiceRoots],
        clock: Arc<dyn Clock>,
    ) {
        let Some(pace) = pace else { return };
        let keyed: Vec<(ServiceRoots, AuditKey)> =
            services.iter().filter_map(|service| Some((service.clone(), service.key.clone()?))).collect();
        if keyed.is_empty() {
            tracing::warn!("no audit roots are taken: the setting audit.signing_key is empty");
            return;
        }
        self.tasks.push(tokio::spawn(take_roots(pace, keyed, clock)));
    }

    /// Ends it between two rounds or within one: a round is a transaction.
    pub(super) async fn stop(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Housekeeping {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn sweep(retention: Retention, stores: Vec<(&'static str, Opened)>, clock: Arc<dyn Clock>) {
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

async fn take_roots(pace: RootPace, services: Vec<(ServiceRoots, AuditKey)>, clock: Arc<dyn Clock>) {
    let began = clock.now();
    for (service, _) in &services {
        show_age(service, began, clock.now()).await;
    }
    tokio::time::sleep(FIRST).await;
    loop {
        for (service, key) in &services {
            take_root(&pace, service, key, clock.now()).await;
            show_age(service, began, clock.now()).await;
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn take_root(pace: &RootPace, of: &ServiceRoots, key: &AuditKey, now: Timestamp) {
    let service = of.service;
    match pace.take_if_due(service, of.roots.as_ref(), key, now).await {
        Ok(Some(Taken::New(root))) => {
            let number = root.statement.number;
            tracing::info!(service, number, hash = root.hash(), "an audit root was taken");
        }
        // Not due, or another replica took it.
        Ok(_) => {}
        Err(error) => tracing::error!(service, %error, "no audit root could be taken"),
    }
}

/// How old the latest root is; before the first, since when this process has been looking.
async fn show_age(of: &ServiceRoots, began: Timestamp, now: Timestamp) {
    if let Ok(latest) = of.roots.latest_root().await {
        let since = latest.map_or(began, |root| root.as_of);
        show_root_age(of.service, (now - since).to_std().unwrap_or_default());
    }
}
