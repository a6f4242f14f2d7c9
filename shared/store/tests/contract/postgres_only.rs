//! What only a server with many writers can show: row locks, and its own end.

use std::time::Duration;

use futures::poll;
use guohe_flow::ports::{Claim, CommitPlan, StoreError, Transaction};
use guohe_store::PostgresStore;
use guohe_testkit::postgres::Server;

use crate::bench::{Bench, KEY, is_conflict};
use crate::samples::{key, new, next, pair, record, streams};

fn claim_of(ids: &[&str]) -> Claim {
    Claim { streams: ids.iter().map(|id| key(id)).collect(), ..Claim::default() }
}

async fn begin(bench: &Bench) -> Box<dyn Transaction> {
    bench.store().begin().await.expect("begun")
}

#[tokio::test]
async fn streams_held_by_another_replica_are_busy_and_the_others_are_claimed() {
    let bench = Bench::postgres().await;
    let replica = bench.another(KEY).await.expect("another replica");
    bench.put(streams(["a", "b", "c"].map(|id| new(&key(id))).into())).await;
    let mut first = begin(&bench).await;
    first.claim(&claim_of(&["a", "b"])).await.expect("claimed");
    let mut second = replica.store.begin().await.expect("begun");
    let claimed = second.claim(&claim_of(&["b", "c", "d"])).await.expect("claimed");
    assert_eq!(claimed.busy_streams, [key("b")].into());
    assert_eq!(claimed.streams, [(key("c"), record(&key("c"), 1))].into());
}

#[tokio::test]
async fn pairs_held_by_another_replica_are_busy() {
    let bench = Bench::postgres().await;
    let pairs = vec![(pair("a"), 0, 1), (pair("b"), 0, 2)];
    bench.put(CommitPlan { pairs, ..CommitPlan::default() }).await;
    let mut first = begin(&bench).await;
    first.claim(&Claim { pairs: vec![pair("a")], ..Claim::default() }).await.expect("claimed");
    let mut second = begin(&bench).await;
    let claim = Claim { pairs: vec![pair("a"), pair("b"), pair("c")], ..Claim::default() };
    let claimed = second.claim(&claim).await.expect("claimed");
    assert_eq!(claimed.busy_pairs, [pair("a")].into());
    assert_eq!(claimed.pairs, [(pair("b"), 2)].into());
}

#[tokio::test]
async fn a_stream_is_free_with_its_new_version_once_its_holder_commits() {
    let bench = Bench::postgres().await;
    bench.put(streams(vec![new(&key("a"))])).await;
    let mut first = begin(&bench).await;
    first.claim(&claim_of(&["a"])).await.expect("claimed");
    first.write(&streams(vec![next(&key("a"), 2)])).await.expect("written");
    let mut second = begin(&bench).await;
    assert_eq!(second.claim(&claim_of(&["a"])).await.expect("claimed").busy_streams, [key("a")].into());
    first.commit().await.expect("committed");
    let claimed = second.claim(&claim_of(&["a"])).await.expect("claimed");
    assert_eq!(claimed.streams, [(key("a"), record(&key("a"), 2))].into());
}

#[tokio::test]
async fn a_stream_is_free_once_its_holder_is_dropped() {
    let bench = Bench::postgres().await;
    bench.put(streams(vec![new(&key("a"))])).await;
    let mut first = begin(&bench).await;
    first.claim(&claim_of(&["a"])).await.expect("claimed");
    drop(first);
    // The roll-back travels on its own connection; a look that waits for the lock shows when it has arrived.
    let mut second = begin(&bench).await;
    second.write(&streams(vec![next(&key("a"), 2)])).await.expect("written");
    second.commit().await.expect("committed");
    assert_eq!(bench.stream(&key("a")).await.version, 2);
}

#[tokio::test]
async fn of_two_replicas_that_create_one_stream_the_second_meets_a_conflict() {
    let bench = Bench::postgres().await;
    let (mut first, mut second) = (begin(&bench).await, begin(&bench).await);
    for transaction in [&mut first, &mut second] {
        let claimed = transaction.claim(&claim_of(&["a"])).await.expect("claimed");
        assert!(claimed.streams.is_empty() && claimed.busy_streams.is_empty());
    }
    first.write(&streams(vec![new(&key("a"))])).await.expect("written");
    let plan = streams(vec![new(&key("a"))]);
    let mut waiting = second.write(&plan);
    assert!(poll!(&mut waiting).is_pending());
    first.commit().await.expect("committed");
    assert!(is_conflict(&waiting.await));
}

#[tokio::test]
async fn of_two_replicas_that_create_one_stream_the_second_may_go_on_if_the_first_gives_up() {
    let bench = Bench::postgres().await;
    let (mut first, mut second) = (begin(&bench).await, begin(&bench).await);
    first.write(&streams(vec![new(&key("a"))])).await.expect("written");
    let plan = streams(vec![new(&key("a"))]);
    let mut waiting = second.write(&plan);
    assert!(poll!(&mut waiting).is_pending());
    drop(first);
    waiting.await.expect("written");
    second.commit().await.expect("committed");
}

#[tokio::test]
async fn a_deadlock_is_a_conflict_for_one_of_the_two() {
    let bench = Bench::postgres().await;
    bench.put(streams(vec![new(&key("a")), new(&key("b"))])).await;
    let (mut first, mut second) = (begin(&bench).await, begin(&bench).await);
    first.write(&streams(vec![next(&key("a"), 2)])).await.expect("written");
    second.write(&streams(vec![next(&key("b"), 2)])).await.expect("written");
    let (to_b, to_a) = (streams(vec![next(&key("b"), 2)]), streams(vec![next(&key("a"), 2)]));
    let crossing = async {
        let first = async {
            let written = first.write(&to_b).await;
            drop(first);
            written
        };
        let second = async {
            let written = second.write(&to_a).await;
            drop(second);
            written
        };
        futures::join!(first, second)
    };
    let (one, other) = crossing.await;
    assert!(is_conflict(&one) != is_conflict(&other), "{one:?}, {other:?}");
}

#[tokio::test]
async fn text_that_postgres_cannot_hold_is_rejected() {
    let bench = Bench::postgres().await;
    let mut write = new(&key("a"));
    write.record.state = serde_json::json!({"zero": "\u{0}"});
    let result = bench.commit(streams(vec![write])).await;
    assert!(matches!(result, Err(StoreError::Rejected(_))), "{result:?}");
}

#[tokio::test]
async fn a_store_comes_back_by_itself_after_the_server_did() {
    let server = Server::start_new().expect("a server");
    let database = server.database().expect("a database");
    let store = PostgresStore::connect(database.url(), "intake").await.expect("connected");
    let store: &dyn guohe_flow::ports::Store = &store;
    let mut transaction = store.begin().await.expect("begun");
    transaction.write(&streams(vec![new(&key("kept"))])).await.expect("written");
    transaction.commit().await.expect("committed");
    let mut lost = store.begin().await.expect("begun");
    lost.write(&streams(vec![new(&key("lost"))])).await.expect("written");
    server.crash().expect("crashed");
    let committed = lost.commit().await;
    assert!(matches!(committed, Err(StoreError::Unavailable { .. })), "{committed:?}");
    let down = store.ping().await;
    assert!(matches!(down, Err(StoreError::Unavailable { .. })), "{down:?}");
    server.start().expect("started");
    let back =
        guohe_testkit::wait::until(Duration::from_secs(30), || async { store.ping().await.is_ok() }).await;
    assert!(back, "the store did not come back");
    assert!(store.stream(&key("kept")).await.expect("read").is_some());
    assert_eq!(store.stream(&key("lost")).await.expect("read"), None);
}
