//! Two stores at different instants: what is repaired, and what is named.

use guohe_clock::Timestamp;
use guohe_flow::{
    Attributes,
    ports::{CommitPlan, OutboxRecord, Store, StreamRecord, StreamWrite},
};
use guohe_store::{Opened, SqliteStore, VaultKey};
use serde_json::json;

use super::*;

/// A producer's and a consumer's store.
struct Two {
    producer: Opened,
    consumer: Opened,
}

fn now() -> Timestamp {
    "2026-11-20T08:00:00Z".parse().expect("an instant")
}

fn stream() -> StreamKey {
    StreamKey::new("hunan", "application", "a-1")
}

async fn put(store: &dyn Store, plan: CommitPlan) {
    let mut transaction = store.begin().await.expect("begun");
    transaction.write(&plan).await.expect("written");
    transaction.commit().await.expect("committed");
}

impl Two {
    async fn empty() -> Self {
        let open = async || {
            Opened::of_sqlite(SqliteStore::in_memory().await.expect("opened"), VaultKey::new([0; 32]))
        };
        Self { producer: open().await, consumer: open().await }
    }

    /// The producer has sent so many messages, of which it keeps these, all marked as sent but the last.
    async fn sent(self, count: u64, kept: impl IntoIterator<Item = u64>) -> Self {
        let record = StreamRecord {
            key: stream(),
            version: 1,
            state_version: 1,
            state: json!({}),
            attributes: Attributes::new(),
            sent: [("registry".to_owned(), count), (ALL_MESSAGES.to_owned(), count)].into(),
            head_hash: "0".repeat(64),
            created_at: now(),
            updated_at: now(),
        };
        let message = |number: u64| OutboxRecord {
            position: 0,
            message_id: format!("{}/{number}", stream()),
            event_type: "intake.application.submitted".to_owned(),
            stream: stream(),
            body: message_body(number),
            recorded_at: now(),
        };
        let outbox: Vec<OutboxRecord> = kept.into_iter().map(message).collect();
        let ids: Vec<String> = outbox.iter().map(|row| row.message_id.clone()).collect();
        let streams = vec![StreamWrite { record, expected_version: 0 }];
        put(self.producer.store.as_ref(), CommitPlan { streams, outbox, ..CommitPlan::default() }).await;
        let last = format!("{}/{count}", stream());
        let marked: Vec<String> = ids.into_iter().filter(|id| *id != last).collect();
        self.producer.store.mark_sent(&marked, now()).await.expect("marked");
        self
    }

    /// The consumer has handled so many.
    async fn handled(self, count: u64) -> Self {
        let pair = PairKey { service: "intake".to_owned(), stream: stream() };
        put(
            self.consumer.store.as_ref(),
            CommitPlan { pairs: vec![(pair, 0, count)], ..CommitPlan::default() },
        )
        .await;
        self
    }

    async fn reconcile(&self, write: Write) -> Reconciled {
        let sides = [
            Side { service: "intake", maintenance: self.producer.maintenance.clone() },
            Side { service: "registry", maintenance: self.consumer.maintenance.clone() },
        ];
        reconcile(&sides, write).await.expect("read")
    }

    async fn unsent(&self) -> Vec<String> {
        let rows = self.producer.store.unsent(0, 99).await.expect("read");
        rows.into_iter().map(|row| row.message_id).collect()
    }
}

fn message_body(number: u64) -> Vec<u8> {
    let event = CloudEvent {
        specversion: "1.0".to_owned(),
        id: format!("{}/{number}", stream()),
        source: "/guohe/intake".to_owned(),
        event_type: "intake.application.submitted".to_owned(),
        subject: stream().to_string(),
        time: now(),
        datacontenttype: "application/json".to_owned(),
        sequences: CloudEvent::write_sequences(&[("registry".to_owned(), number)].into()),
        traceparent: None,
        data: json!({}),
    };
    serde_json::to_vec(&event).expect("JSON")
}

#[tokio::test]
async fn services_of_one_instant_lack_nothing() {
    let two = Two::empty().await.sent(3, 1..=3).await.handled(3).await;
    assert_eq!(two.reconcile(Write::Lacking).await, Reconciled::default());
}

#[tokio::test]
async fn what_a_consumer_lacks_is_published_again_and_nothing_else() {
    let two = Two::empty().await.sent(4, 1..=4).await.handled(1).await;
    let looked = two.reconcile(Write::Nothing).await;
    assert_eq!(two.unsent().await, ["hunan/application/a-1/4"], "only looking changes nothing");
    let done = two.reconcile(Write::Lacking).await;
    assert_eq!(done, looked);
    assert_eq!(done.between["intake → registry"], Between { lacking: 3, published_again: 2, waiting: 1 });
    assert!(done.is_whole());
    assert_eq!(two.unsent().await, [2, 3, 4].map(|number| format!("{}/{number}", stream())));
    let again = two.reconcile(Write::Lacking).await;
    assert_eq!(again.between["intake → registry"], Between { lacking: 3, published_again: 0, waiting: 3 });
}

#[tokio::test]
async fn a_message_that_is_no_longer_kept_is_named() {
    let two = Two::empty().await.sent(3, [1, 3]).await.handled(1).await;
    let done = two.reconcile(Write::Lacking).await;
    assert!(!done.is_whole());
    assert_eq!(
        done.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "MESSAGE_GONE: registry lacks message 2 of hunan/application/a-1, which intake no longer keeps; restore \
             registry to a later instant"
        ]
    );
    assert_eq!(done.between["intake → registry"], Between { lacking: 2, published_again: 0, waiting: 1 });
}

#[tokio::test]
async fn a_consumer_that_knows_more_than_its_producer_is_named() {
    let two = Two::empty().await.sent(2, 1..=2).await.handled(5).await;
    let done = two.reconcile(Write::Lacking).await;
    let expected = Finding::ConsumerAhead {
        producer: "intake".to_owned(),
        consumer: "registry".to_owned(),
        stream: stream().to_string(),
        handled: 5,
        sent: 2,
    };
    assert_eq!(done.findings, [expected]);
    let vanished = Two::empty().await.handled(1).await.reconcile(Write::Lacking).await;
    assert!(matches!(vanished.findings[..], [Finding::ConsumerAhead { handled: 1, sent: 0, .. }]));
}
