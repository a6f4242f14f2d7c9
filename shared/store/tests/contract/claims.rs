//! Claims: everything a batch needs, under its locks.

use futures::poll;
use guohe_flow::ports::{Claim, CommitPlan};

use crate::bench::Bench;
use crate::samples::{key, new, next, pair, record, streams};

on_every_engine! {
    a_claim_gives_what_is_there_and_nothing_for_what_is_not,
    an_empty_claim_gives_nothing,
    a_claim_of_many_streams_gives_each,
    versions_leave_out_absent_streams,
}

async fn a_claim_gives_what_is_there_and_nothing_for_what_is_not(bench: Bench) {
    let pairs = vec![(pair("a"), 0, 3)];
    bench.put(CommitPlan { pairs, ..streams(vec![new(&key("a")), new(&key("c"))]) }).await;
    let claim = Claim {
        streams: vec![key("a"), key("b"), key("c")],
        pairs: vec![pair("a"), pair("b")],
        ..Claim::default()
    };
    let claimed = bench.claim(claim).await;
    let expected = [(key("a"), record(&key("a"), 1)), (key("c"), record(&key("c"), 1))];
    assert_eq!(claimed.streams, expected.into());
    assert_eq!(claimed.pairs, [(pair("a"), 3)].into());
    assert!(claimed.busy_streams.is_empty() && claimed.busy_pairs.is_empty());
}

async fn an_empty_claim_gives_nothing(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    let claimed = bench.claim(Claim::default()).await;
    assert!(claimed.streams.is_empty() && claimed.timers.is_empty() && claimed.answers.is_empty());
}

async fn a_claim_of_many_streams_gives_each(bench: Bench) {
    let keys: Vec<_> = (0..500).map(|n| key(&format!("{n:03}"))).collect();
    bench.put(streams(keys.iter().step_by(2).map(new).collect())).await;
    let claimed = bench.claim(Claim { streams: keys.clone(), ..Claim::default() }).await;
    assert_eq!(claimed.streams.len(), 250);
    assert!(keys.iter().step_by(2).all(|key| claimed.streams.contains_key(key)));
}

async fn versions_leave_out_absent_streams(bench: Bench) {
    bench.put(streams(vec![new(&key("a")), new(&key("b"))])).await;
    bench.put(streams(vec![next(&key("b"), 2)])).await;
    let mut transaction = bench.store().begin().await.expect("begun");
    let versions = transaction.versions(&[key("a"), key("b"), key("c")]).await.expect("read");
    assert_eq!(versions, [(key("a"), 1), (key("b"), 2)].into());
    assert!(transaction.versions(&[]).await.expect("read").is_empty());
}

/// SQLite has one writer: the second transaction waits, then sees what the first has written.
async fn the_second_writer_waits_for_the_first(bench: Bench) {
    bench.put(streams(vec![new(&key("a"))])).await;
    let mut first = bench.store().begin().await.expect("begun");
    first.claim(&Claim { streams: vec![key("a")], ..Claim::default() }).await.expect("claimed");
    let mut second = bench.store().begin();
    assert!(poll!(&mut second).is_pending());
    first.write(&streams(vec![next(&key("a"), 2)])).await.expect("written");
    assert!(poll!(&mut second).is_pending());
    first.commit().await.expect("committed");
    let mut second = second.await.expect("begun");
    let claimed =
        second.claim(&Claim { streams: vec![key("a")], ..Claim::default() }).await.expect("claimed");
    assert_eq!(claimed.streams, [(key("a"), record(&key("a"), 2))].into());
}

#[tokio::test]
async fn the_second_writer_waits_for_the_first_on_sqlite() {
    the_second_writer_waits_for_the_first(Bench::sqlite().await).await;
}

#[tokio::test]
async fn the_second_writer_waits_for_the_first_in_memory() {
    the_second_writer_waits_for_the_first(Bench::memory().await).await;
}

#[tokio::test]
async fn a_reader_does_not_wait_for_an_open_transaction_on_sqlite() {
    let bench = Bench::sqlite().await;
    bench.put(streams(vec![new(&key("a"))])).await;
    let mut transaction = bench.store().begin().await.expect("begun");
    transaction.write(&streams(vec![next(&key("a"), 2)])).await.expect("written");
    assert_eq!(bench.stream(&key("a")).await.version, 1);
    transaction.commit().await.expect("committed");
    assert_eq!(bench.stream(&key("a")).await.version, 2);
}
