//! Events: appended, read in order, byte for byte, and never changed.

use guohe_flow::ports::CommitPlan;

use crate::bench::{Bench, Place, SERVICE, is_conflict, is_rejected};
use crate::samples::{event, key, new};

on_every_engine! {
    events_come_back_in_order_and_byte_for_byte,
    a_transaction_sees_the_events_it_appends,
    a_sequence_number_is_taken_once,
    an_event_before_the_first_is_rejected,
}

fn appended(sequences: impl IntoIterator<Item = u64>) -> CommitPlan {
    let events = sequences.into_iter().map(|n| event(&key("a"), n)).collect();
    CommitPlan { events, ..CommitPlan::default() }
}

async fn events_come_back_in_order_and_byte_for_byte(bench: Bench) {
    bench.put(appended(1..=4)).await;
    bench.put(CommitPlan { events: vec![event(&key("b"), 1), event(&key("a"), 5)], ..appended([]) }).await;
    let all = bench.store().events(&key("a"), 0, 10).await.expect("read");
    assert_eq!(all, (1..=5).map(|n| event(&key("a"), n).event).collect::<Vec<_>>());
    let page = bench.store().events(&key("a"), 2, 2).await.expect("read");
    assert_eq!(page.iter().map(|event| event.sequence).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(bench.store().events(&key("a"), u64::MAX, 10).await.expect("read"), vec![]);
}

async fn a_transaction_sees_the_events_it_appends(bench: Bench) {
    let mut transaction = bench.store().begin().await.expect("begun");
    transaction.write(&appended(1..=3)).await.expect("written");
    let events = transaction.events(&key("a"), 1, 10).await.expect("read");
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [2, 3]);
}

async fn a_sequence_number_is_taken_once(bench: Bench) {
    bench.put(appended([1])).await;
    assert!(is_conflict(&bench.commit(appended([1])).await));
}

async fn an_event_before_the_first_is_rejected(bench: Bench) {
    assert!(is_rejected(&bench.commit(appended([0])).await));
}

#[tokio::test]
async fn nobody_changes_or_removes_an_event_on_postgres() {
    let bench = Bench::postgres().await;
    bench.put(CommitPlan { streams: vec![new(&key("a"))], ..appended(1..=2) }).await;
    let Place::Postgres(database) = &bench.place else { unreachable!("a bench on PostgreSQL") };
    for change in ["update events set hash = ''", "delete from events", "truncate events"] {
        let refused = database.run(&format!("set search_path to {SERVICE}; {change}")).expect_err(change);
        assert!(refused.to_string().contains("events are append-only"), "{change}: {refused}");
    }
    assert_eq!(bench.store().events(&key("a"), 0, 10).await.expect("read").len(), 2);
}

#[tokio::test]
async fn nobody_changes_or_removes_an_event_on_sqlite() {
    let bench = Bench::sqlite().await;
    bench.put(CommitPlan { streams: vec![new(&key("a"))], ..appended(1..=2) }).await;
    let Place::Sqlite(folder) = &bench.place else { unreachable!("a bench on SQLite") };
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("intake.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opened");
    for change in ["update events set hash = ''", "delete from events"] {
        let refused = sqlx::query(change).execute(&pool).await.expect_err(change);
        assert!(refused.to_string().contains("events are append-only"), "{change}: {refused}");
    }
    assert_eq!(bench.store().events(&key("a"), 0, 10).await.expect("read").len(), 2);
}
