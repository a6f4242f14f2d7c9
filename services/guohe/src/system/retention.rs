//! Retention: what has been kept long enough is removed, a little at a time.
//!
//! Owns the rounds and their pace. Removed are messages that were sent, records of messages that were handled, and
//! answers to requests; a message that waits for its predecessor for too long becomes a dead letter. Never removed
//! are streams, events, timers, the pairs' numbers (a late copy is still known as one), dead letters, documents,
//! people, or a message that was not sent.

use std::time::Duration;

use guohe_clock::Timestamp;
use guohe_flow::{
    expire_parked,
    ports::{Maintenance, Store, StoreError},
};
use serde::Serialize;

/// The shortest retention there is, in days: what a restored system needs to publish again what was lost.
pub const SHORTEST_DAYS: u32 = 30;

/// The longest one, in days; about a hundred years.
pub const LONGEST_DAYS: u32 = 36_500;

/// How long what is kept for repair is kept, and how it is removed.
#[derive(Debug, Clone)]
pub struct Retention {
    days: u32,
    /// Rows looked at in one round; a round is one short transaction.
    pub rows: u32,
    /// Real time between two rounds.
    pub pause: Duration,
    /// Real time between two sweeps.
    pub every: Duration,
}

/// A retention that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a retention of {0} days: write {SHORTEST_DAYS} to {LONGEST_DAYS}; what is younger is needed to repair a system \
     after a restore"
)]
pub struct InvalidRetention(u32);

/// What a sweep removed from one service's store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Messages that were sent.
    pub messages: u64,
    /// Records of messages that were handled.
    pub handled: u64,
    /// Answers to requests.
    pub answers: u64,
    /// Parked messages that became dead letters.
    pub given_up: u64,
}

impl Retention {
    /// A retention of some days; refused below [`SHORTEST_DAYS`].
    pub fn of_days(days: u32) -> Result<Self, InvalidRetention> {
        if !(SHORTEST_DAYS..=LONGEST_DAYS).contains(&days) {
            return Err(InvalidRetention(days));
        }
        let (pause, every) = (Duration::from_millis(200), Duration::from_secs(3_600));
        Ok(Self { days, rows: 500, pause, every })
    }

    /// What is kept since before this instant has been kept long enough.
    fn limit(&self, now: Timestamp) -> Timestamp {
        now - chrono::Duration::days(i64::from(self.days))
    }

    /// Removes everything that has been kept long enough, round by round.
    pub async fn sweep(
        &self,
        store: &dyn Store,
        maintenance: &dyn Maintenance,
        now: Timestamp,
    ) -> Result<Swept, StoreError> {
        let before = self.limit(now);
        let mut swept = Swept::default();
        let mut position = 0;
        loop {
            let round = maintenance.prune_outbox(position, before, self.rows).await?;
            let Some(last) = round.last else { break };
            swept.messages += round.removed;
            position = last;
            tokio::time::sleep(self.pause).await;
        }
        loop {
            let handled = maintenance.prune_inbox(before, self.rows).await?;
            let answers = maintenance.prune_answers(before, self.rows).await?;
            let given_up = expire_parked(store, maintenance, now, self.rows).await?;
            if handled + answers + given_up == 0 {
                break;
            }
            swept.handled += handled;
            swept.answers += answers;
            swept.given_up += given_up;
            tokio::time::sleep(self.pause).await;
        }
        Ok(swept)
    }
}

#[cfg(test)]
mod tests {
    use guohe_flow::{
        StreamKey,
        ports::{CommitPlan, OutboxRecord, PairKey, ParkedMessage},
    };
    use guohe_store::{Opened, SqliteStore, VaultKey};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    async fn put(opened: &Opened, plan: CommitPlan) {
        let mut transaction = opened.store.begin().await.expect("begun");
        transaction.write(&plan).await.expect("written");
        transaction.commit().await.expect("committed");
    }

    fn stream() -> StreamKey {
        StreamKey::new("hunan", "application", "a-1")
    }

    #[test]
    fn less_than_thirty_days_is_no_retention() {
        assert_eq!(Retention::of_days(29).expect_err("too short"), InvalidRetention(29));
        assert!(Retention::of_days(30).is_ok());
        assert!(Retention::of_days(36_501).is_err());
    }

    #[tokio::test]
    async fn a_sweep_removes_what_was_sent_long_ago_and_keeps_what_was_not() {
        let store = SqliteStore::in_memory().await.expect("opened");
        let opened = Opened::of_sqlite(store, VaultKey::new([0; 32]));
        let message = |number: u32, recorded_at| OutboxRecord {
            position: 0,
            message_id: format!("m{number}"),
            event_type: "intake.application.submitted".to_owned(),
            stream: stream(),
            body: vec![],
            recorded_at,
        };
        let (old, young) = (at("2026-01-01T00:00:00Z"), at("2026-03-01T00:00:00Z"));
        let outbox = vec![message(1, old), message(2, old), message(3, young)];
        put(&opened, CommitPlan { outbox, ..CommitPlan::default() }).await;
        opened.store.mark_sent(&["m1".to_owned()], old).await.expect("marked");
        opened.store.mark_sent(&["m3".to_owned()], young).await.expect("marked");
        let retention =
            Retention { rows: 1, pause: Duration::ZERO, ..Retention::of_days(30).expect("a retention") };
        let now = at("2026-03-15T00:00:00Z");
        let swept = retention.sweep(opened.store.as_ref(), opened.maintenance.as_ref(), now).await;
        assert_eq!(swept.expect("swept"), Swept { messages: 1, ..Swept::default() });
        let ids = ["m1", "m2", "m3"].map(str::to_owned);
        let left = opened.maintenance.kept(&ids).await.expect("read");
        assert_eq!(left.iter().map(|kept| kept.message_id.as_str()).collect::<Vec<_>>(), ["m2", "m3"]);
    }

    #[tokio::test]
    async fn a_message_parked_for_more_than_thirty_days_becomes_a_dead_letter_and_its_pair_stays() {
        let store = SqliteStore::in_memory().await.expect("opened");
        let opened = Opened::of_sqlite(store, VaultKey::new([0; 32]));
        let pair = PairKey { service: "registry".to_owned(), stream: stream() };
        let parked = |sequence, parked_at| ParkedMessage {
            pair: pair.clone(),
            sequence,
            body: vec![],
            parked_at,
            attempts: 0,
            retry_at: None,
            error: String::new(),
        };
        let parked = vec![
            parked(2, at("2026-01-01T00:00:00Z")),
            parked(4, at("2026-01-01T00:00:00Z")),
            parked(5, at("2026-02-20T00:00:00Z")),
        ];
        put(&opened, CommitPlan { pairs: vec![(pair.clone(), 0, 2)], parked, ..CommitPlan::default() }).await;
        let retention = Retention { pause: Duration::ZERO, ..Retention::of_days(90).expect("a retention") };
        let now = at("2026-03-15T00:00:00Z");
        let swept = retention.sweep(opened.store.as_ref(), opened.maintenance.as_ref(), now).await;
        assert_eq!(swept.expect("swept"), Swept { given_up: 1, ..Swept::default() });
        let letters = opened.store.dead_letters("", 9).await.expect("read");
        assert_eq!(letters.len(), 1, "the second was handled before, the fifth is young");
        assert_eq!(letters[0].code, "PARKED_TOO_LONG");
        assert!(letters[0].reason.contains("number 4") && letters[0].reason.contains("for number 3"));
        assert_eq!(opened.maintenance.pairs(None, 9).await.expect("read"), vec![(pair, 2)]);
        assert_eq!(opened.store.counts().await.expect("counted").parked, 1);
    }
}
