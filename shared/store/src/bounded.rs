//! A time limit on everything that is asked of a store.
//!
//! A database whose machine has vanished says nothing: the connection stands, and an answer would be waited for
//! until the system gives the connection up, which takes a quarter of an hour or never happens. The server's own
//! limits cannot help, for nobody hears of them. So nothing here waits longer than [`LONGEST`]; what comes later
//! was unavailable, and its connection is given up. Whether a commit that was not answered took place is open, as
//! after any broken connection: whoever asked asks again.

use std::{collections::HashMap, future::Future, time::Duration};

use async_trait::async_trait;
use guohe_clock::Timestamp;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        Backlog, Claim, Claimed, CommitPlan, Connections, DeadLetter, FlowCounts, ListQuery, OutboxRecord,
        ParkedMessage, Store, StoreError, StreamRecord, TimerKey, TimerRecord, Transaction,
    },
};

/// Longest time for one answer. A batch takes milliseconds, a page of anything less than a second.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// A store that answers in time, or is unavailable.
pub(crate) struct Bounded<S>(pub(crate) S);

struct BoundedTransaction(Box<dyn Transaction>);

type Answer<T> = Result<T, StoreError>;

async fn within<T>(doing: &str, work: impl Future<Output = Answer<T>>) -> Answer<T> {
    let answer = tokio::time::timeout(LONGEST, work).await;
    answer.unwrap_or_else(|_| {
        Err(StoreError::Unavailable {
            message: format!("{doing}: no answer within {LONGEST:?}"),
            source: None,
        })
    })
}

#[async_trait]
impl<S: Store> Store for Bounded<S> {
    async fn begin(&self) -> Answer<Box<dyn Transaction>> {
        let transaction = within("beginning a transaction", self.0.begin()).await?;
        Ok(Box::new(BoundedTransaction(transaction)))
    }

    async fn stream(&self, key: &StreamKey) -> Answer<Option<StreamRecord>> {
        within("reading a stream", self.0.stream(key)).await
    }

    async fn list(&self, query: &ListQuery) -> Answer<Vec<StreamRecord>> {
        within("listing streams", self.0.list(query)).await
    }

    async fn all_streams(&self, after: Option<&StreamKey>, limit: u32) -> Answer<Vec<StreamRecord>> {
        within("reading all streams", self.0.all_streams(after, limit)).await
    }

    async fn events(&self, key: &StreamKey, after: u64, limit: u32) -> Answer<Vec<StoredEvent>> {
        within("reading events", self.0.events(key, after, limit)).await
    }

    async fn due_timers_after(
        &self,
        now: Timestamp,
        after: Option<&TimerRecord>,
        limit: u32,
    ) -> Answer<Vec<TimerRecord>> {
        within("reading due timers", self.0.due_timers_after(now, after, limit)).await
    }

    async fn next_due(&self) -> Answer<Option<Timestamp>> {
        within("reading the next due instant", self.0.next_due()).await
    }

    async fn timers_of(&self, key: &StreamKey) -> Answer<Vec<TimerRecord>> {
        within("reading a stream's timers", self.0.timers_of(key)).await
    }

    async fn unsent(&self, after_position: i64, limit: u32) -> Answer<Vec<OutboxRecord>> {
        within("reading unsent messages", self.0.unsent(after_position, limit)).await
    }

    async fn mark_sent(&self, message_ids: &[String], at: Timestamp) -> Answer<()> {
        within("marking messages as sent", self.0.mark_sent(message_ids, at)).await
    }

    async fn ready_parked(&self, now: Timestamp, limit: u32) -> Answer<Vec<ParkedMessage>> {
        within("reading parked messages", self.0.ready_parked(now, limit)).await
    }

    async fn next_retry(&self) -> Answer<Option<Timestamp>> {
        within("reading the next retry", self.0.next_retry()).await
    }

    async fn dead_letters(&self, after_id: &str, limit: u32) -> Answer<Vec<DeadLetter>> {
        within("reading dead letters", self.0.dead_letters(after_id, limit)).await
    }

    async fn dead_letter(&self, id: &str) -> Answer<Option<DeadLetter>> {
        within("reading a dead letter", self.0.dead_letter(id)).await
    }

    async fn discard_dead_letter(&self, id: &str) -> Answer<bool> {
        within("discarding a dead letter", self.0.discard_dead_letter(id)).await
    }

    async fn counts(&self) -> Answer<FlowCounts> {
        within("counting messages", self.0.counts()).await
    }

    async fn backlog(&self, now: Timestamp) -> Answer<Backlog> {
        within("reading the backlog", self.0.backlog(now)).await
    }

    async fn pending_timers(&self) -> Answer<Option<u64>> {
        within("counting timers", self.0.pending_timers()).await
    }

    fn side_by_side(&self) -> usize {
        self.0.side_by_side()
    }

    fn connections(&self) -> Option<Connections> {
        self.0.connections()
    }

    async fn latest_instant(&self) -> Answer<Option<Timestamp>> {
        within("reading the latest instant", self.0.latest_instant()).await
    }

    async fn ping(&self) -> Answer<()> {
        within("asking for a sign of life", self.0.ping()).await
    }

    async fn close(&self) {
        // Connections that do not answer end with the process.
        let _ = tokio::time::timeout(LONGEST, self.0.close()).await;
    }
}

#[async_trait]
impl Transaction for BoundedTransaction {
    async fn claim(&mut self, claim: &Claim) -> Answer<Claimed> {
        within("claiming a batch", self.0.claim(claim)).await
    }

    async fn events(&mut self, key: &StreamKey, after: u64, limit: u32) -> Answer<Vec<StoredEvent>> {
        within("reading events", self.0.events(key, after, limit)).await
    }

    async fn list(&mut self, query: &ListQuery) -> Answer<Vec<StreamRecord>> {
        within("listing streams", self.0.list(query)).await
    }

    async fn versions(&mut self, keys: &[StreamKey]) -> Answer<HashMap<StreamKey, u64>> {
        within("reading versions", self.0.versions(keys)).await
    }

    async fn stream(&mut self, key: &StreamKey) -> Answer<Option<StreamRecord>> {
        within("reading a stream", self.0.stream(key)).await
    }

    async fn timers_resting_on(
        &mut self,
        department: &str,
        year: i32,
        after: Option<&TimerKey>,
        limit: u32,
    ) -> Answer<Vec<TimerRecord>> {
        let page = self.0.timers_resting_on(department, year, after, limit);
        within("reading timers that rest on a calendar year", page).await
    }

    async fn write(&mut self, plan: &CommitPlan) -> Answer<()> {
        within("writing a batch", self.0.write(plan)).await
    }

    async fn commit(self: Box<Self>) -> Answer<()> {
        within("committing", self.0.commit()).await
    }
}
