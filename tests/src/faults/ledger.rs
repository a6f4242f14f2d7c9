//! What the driver knows: which commands were acknowledged, how far the scenario is, and when to wait for a
//! strike.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::plan::Plan;

/// More ticks than any scenario has.
const ENDED: u64 = u64::MAX;

/// What the driver knows. Shared by everything that drives.
pub(super) struct Ledger {
    plan: Plan,
    acknowledged: Mutex<Acknowledged>,
    ticks: watch::Sender<u64>,
    begun: watch::Sender<usize>,
}

/// Commands that were answered with success.
#[derive(Debug, Clone, Default)]
pub(super) struct Acknowledged {
    /// Request ids by service.
    pub(super) requests: BTreeMap<&'static str, BTreeSet<String>>,
    /// Attempts that were not answered, or with "unavailable".
    pub(super) unanswered: u64,
    /// Longest time from first asking to the answer.
    pub(super) longest_wait: Duration,
}

impl Ledger {
    /// A ledger for a plan; nothing is acknowledged.
    pub(super) fn new(plan: Plan) -> Self {
        Self {
            plan,
            acknowledged: Mutex::default(),
            ticks: watch::Sender::new(0),
            begun: watch::Sender::new(0),
        }
    }

    /// The plan.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Notes an acknowledged command, and waits where a strike is due.
    pub(super) async fn acknowledged(&self, service: &'static str, request: String, waited: Duration) {
        self.note(|noted| {
            noted.requests.entry(service).or_default().insert(request);
            noted.longest_wait = noted.longest_wait.max(waited);
        });
        self.tick().await;
    }

    /// Notes an attempt that came to nothing.
    pub(super) fn unanswered(&self) {
        self.note(|noted| noted.unanswered += 1);
    }

    /// One step of progress; waits until every strike due by now has begun.
    pub(super) async fn tick(&self) {
        self.ticks.send_modify(|ticks| *ticks += 1);
        let due = self.plan.due(self.ticks());
        // An error means that nobody strikes any more.
        let _ = self.begun.subscribe().wait_for(|begun| *begun >= due).await;
    }

    /// Progress so far.
    pub(super) fn ticks(&self) -> u64 {
        *self.ticks.borrow()
    }

    /// Waits for a tick; false where the scenario ended before.
    pub(super) async fn reaches(&self, tick: u64) -> bool {
        let reached = self.ticks.subscribe().wait_for(|ticks| *ticks >= tick).await.map(|ticks| *ticks);
        reached.is_ok_and(|ticks| ticks < ENDED)
    }

    /// Tells that the scenario has ended.
    pub(super) fn end(&self) {
        self.ticks.send_replace(ENDED);
    }

    /// Tells that one more strike has begun.
    pub(super) fn begins(&self) {
        self.begun.send_modify(|begun| *begun += 1);
    }

    /// What was noted.
    pub(super) fn noted(&self) -> Acknowledged {
        self.note(|noted| noted.clone())
    }

    fn note<T>(&self, change: impl FnOnce(&mut Acknowledged) -> T) -> T {
        change(&mut self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
