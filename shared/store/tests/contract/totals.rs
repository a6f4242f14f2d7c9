//! Counts and the latest instant.

use guohe_flow::ports::{
    Backlog, CommitPlan, FlowCounts, InboxRecord, RequestKey, StoredAnswer, TimerRecord,
};
use serde_json::json;

use crate::bench::Bench;
use crate::samples::{at, dead, early, key, message, new, next, pair, streams, timer};

on_every_engine! {
    an_empty_store_counts_nothing,
    counts_are_sums_over_streams_and_pairs,
    the_latest_instant_is_that_of_any_record,
}

mod depths {
    use super::the_backlog_names_depths_and_the_oldest_of_each;

    on_every_database! { the_backlog_names_depths_and_the_oldest_of_each }
}

async fn an_empty_store_counts_nothing(bench: Bench) {
    assert_eq!(bench.store().counts().await.expect("counted"), FlowCounts::default());
    assert_eq!(bench.store().latest_instant().await.expect("read"), None);
}

async fn counts_are_sums_over_streams_and_pairs(bench: Bench) {
    let mut silent = new(&key("c"));
    silent.record.sent.clear();
    let plan = CommitPlan {
        streams: vec![new(&key("a")), new(&key("b")), silent],
        pairs: vec![(pair("a"), 0, 3), (pair("b"), 0, 4)],
        parked: vec![early(&pair("a"), 9), early(&pair("b"), 9), early(&pair("b"), 8)],
        dead: vec![dead("d1", 1)],
        outbox: vec![message(&key("a"), "m1"), message(&key("a"), "m2")],
        ..CommitPlan::default()
    };
    bench.put(plan).await;
    bench.put(streams(vec![next(&key("b"), 2)])).await;
    let expected = FlowCounts {
        sent: [("notification".to_owned(), 6), ("registry".to_owned(), 3)].into(),
        handled: 7,
        parked: 3,
        dead: 1,
        unsent: 2,
    };
    assert_eq!(bench.store().counts().await.expect("counted"), expected);
}

async fn the_backlog_names_depths_and_the_oldest_of_each(bench: Bench) {
    assert_eq!(bench.store().backlog(at(100)).await.expect("read"), Backlog::default());
    let dated = |name: &str, due: i64, provisional: bool| TimerRecord {
        receipt: json!({"basis": "statutory", "provisional": provisional}),
        ..timer(&key("a"), name, due)
    };
    let plan = CommitPlan {
        parked: vec![early(&pair("a"), 9), early(&pair("b"), 7)],
        dead: vec![dead("d1", 1)],
        outbox: vec![message(&key("a"), "m1"), message(&key("a"), "m2")],
        timers_set: vec![
            dated("due", 10, false),
            dated("later", 200, true),
            dated("last", 300, true),
            timer(&key("b"), "plain", 100),
        ],
        ..CommitPlan::default()
    };
    bench.put(plan).await;
    bench.store().mark_sent(&["m1".to_owned()], at(2)).await.expect("marked");
    let expected = Backlog {
        unsent: 1,
        oldest_unsent: Some(at(1)),
        parked: 2,
        oldest_parked: Some(at(7)),
        dead: 1,
        due: 2,
        next_due: Some(at(10)),
        provisional: 2,
        next_provisional: Some(at(200)),
    };
    assert_eq!(bench.store().backlog(at(100)).await.expect("read"), expected);
    assert_eq!(bench.store().pending_timers().await.expect("counted"), Some(4));
    assert!(bench.store().connections().expect("some").open > 0);
}

async fn the_latest_instant_is_that_of_any_record(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(1)));
    let inbox = vec![InboxRecord {
        pair: pair("a"),
        sequence: 1,
        message_id: "m".to_owned(),
        event_type: String::new(),
        handled_at: at(10),
        outcome: "applied".to_owned(),
    }];
    bench.put(CommitPlan { inbox, ..CommitPlan::default() }).await;
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(10)));
    let request = RequestKey { department: "hunan".to_owned(), id: "r".to_owned() };
    let answer = StoredAnswer { fingerprint: String::new(), answer: json!(1), recorded_at: at(20) };
    bench.put(CommitPlan { answers: vec![(request, answer)], ..CommitPlan::default() }).await;
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(20)));
    bench.put(CommitPlan { dead: vec![dead("d", 30)], ..CommitPlan::default() }).await;
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(30)));
    bench.put(CommitPlan { parked: vec![early(&pair("a"), 40)], ..CommitPlan::default() }).await;
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(40)));
}
