//! Stream rows: what is written reads back, and a version that moved meanwhile is a conflict.

use guohe_clock::Timestamp;
use guohe_flow::ports::{CommitPlan, StreamRecord, StreamWrite};
use serde_json::json;

use crate::bench::{Bench, is_conflict, is_rejected};
use crate::samples::{at, event, key, new, next, record, streams, timer};

on_every_engine! {
    a_stream_never_written_is_absent,
    a_stream_reads_back_as_it_was_written,
    an_update_replaces_everything_but_the_beginning,
    an_empty_plan_writes_nothing,
    one_batch_takes_new_and_known_streams,
    creating_a_stream_that_is_there_is_a_conflict,
    an_update_from_a_version_that_has_passed_is_a_conflict,
    an_update_of_a_stream_that_is_not_there_is_a_conflict,
    a_conflict_leaves_nothing_of_its_batch,
    a_state_of_three_hundred_kibibytes_reads_back,
    instants_of_every_century_keep_their_microseconds,
    a_version_that_no_stream_can_have_is_rejected,
    a_thousand_streams_fit_in_one_batch,
}

async fn a_stream_never_written_is_absent(bench: Bench) {
    assert_eq!(bench.store().stream(&key("a")).await.expect("read"), None);
}

async fn a_stream_reads_back_as_it_was_written(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    assert_eq!(bench.stream(&key("a")).await, record(&key("a"), 1));
    assert_eq!(bench.store().stream(&key("b")).await.expect("read"), None);
}

async fn an_update_replaces_everything_but_the_beginning(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    let mut write = next(&key("a"), 2);
    write.record.created_at = at(99);
    bench.put(streams(vec![write])).await;
    assert_eq!(bench.stream(&key("a")).await, record(&key("a"), 2));
}

async fn an_empty_plan_writes_nothing(bench: Bench) {
    bench.put(CommitPlan::default()).await;
    assert_eq!(bench.store().all_streams(None, 10).await.expect("read"), vec![]);
}

async fn one_batch_takes_new_and_known_streams(bench: Bench) {
    bench.put(streams(vec![new(&key("a")), new(&key("c"))])).await;
    bench.put(streams(vec![next(&key("c"), 2), new(&key("b")), next(&key("a"), 2)])).await;
    for (id, version) in [("a", 2), ("b", 1), ("c", 2)] {
        assert_eq!(bench.stream(&key(id)).await, record(&key(id), version));
    }
}

async fn creating_a_stream_that_is_there_is_a_conflict(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    assert!(is_conflict(&bench.commit(streams(vec![new(&key("a"))])).await));
}

async fn an_update_from_a_version_that_has_passed_is_a_conflict(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    bench.put(streams(vec![next(&key("a"), 2)])).await;
    assert!(is_conflict(&bench.commit(streams(vec![next(&key("a"), 2)])).await));
    assert!(is_conflict(&bench.commit(streams(vec![next(&key("a"), 4)])).await));
    assert_eq!(bench.stream(&key("a")).await.version, 2);
}

async fn an_update_of_a_stream_that_is_not_there_is_a_conflict(bench: Bench) {
    assert!(is_conflict(&bench.commit(streams(vec![next(&key("a"), 2)])).await));
}

async fn a_conflict_leaves_nothing_of_its_batch(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    let plan = CommitPlan {
        streams: vec![new(&key("b")), next(&key("a"), 7)],
        events: vec![event(&key("b"), 1)],
        timers_set: vec![timer(&key("b"), "close", 1)],
        ..CommitPlan::default()
    };
    assert!(is_conflict(&bench.commit(plan).await));
    assert_eq!(bench.store().stream(&key("b")).await.expect("read"), None);
    assert_eq!(bench.store().events(&key("b"), 0, 10).await.expect("read"), vec![]);
    assert_eq!(bench.store().next_due().await.expect("read"), None);
}

async fn a_state_of_three_hundred_kibibytes_reads_back(bench: Bench) {
    let pieces: Vec<String> = (0..3000).map(|n| format!("{n:0>100}")).collect();
    let large = StreamRecord { state: json!({ "pieces": pieces }), ..record(&key("a"), 1) };
    assert!(large.state.to_string().len() > 300 * 1024);
    bench.put(streams(vec![StreamWrite { record: large.clone(), expected_version: 0 }])).await;
    assert_eq!(bench.stream(&key("a")).await, large);
    let larger = StreamRecord { version: 2, ..large };
    bench.put(streams(vec![StreamWrite { record: larger.clone(), expected_version: 1 }])).await;
    assert_eq!(bench.stream(&key("a")).await, larger);
}

async fn instants_of_every_century_keep_their_microseconds(bench: Bench) {
    let instants = ["1949-10-01T07:00:00.000001Z", "2026-11-20T23:59:59.999999Z", "2999-12-31T16:00:00.5Z"];
    for (n, text) in instants.into_iter().enumerate() {
        let instant: Timestamp = text.parse().expect("an instant");
        let key = key(&n.to_string());
        let record = StreamRecord { created_at: instant, updated_at: instant, ..record(&key, 1) };
        bench.put(streams(vec![StreamWrite { record: record.clone(), expected_version: 0 }])).await;
        assert_eq!(bench.stream(&key).await, record);
    }
}

async fn a_version_that_no_stream_can_have_is_rejected(bench: Bench) {
    for version in [0, u64::MAX] {
        let record = StreamRecord { version, ..record(&key("a"), 1) };
        let write = StreamWrite { record, expected_version: 0 };
        assert!(is_rejected(&bench.commit(streams(vec![write])).await), "{version}");
    }
}

async fn a_thousand_streams_fit_in_one_batch(bench: Bench) {
    let keys: Vec<_> = (0..1000).map(|n| key(&format!("{n:04}"))).collect();
    bench.put(streams(keys.iter().rev().map(new).collect())).await;
    let mut transaction = bench.store().begin().await.expect("begun");
    let versions = transaction.versions(&keys).await.expect("read");
    assert_eq!(versions.len(), 1000);
    assert!(versions.values().all(|version| *version == 1));
    drop(transaction);
    bench.put(streams(keys.iter().map(|key| next(key, 2)).collect())).await;
    assert_eq!(bench.stream(&keys[500]).await.version, 2);
}
