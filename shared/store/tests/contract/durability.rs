//! What stays: after a dropped transaction nothing, after a commit everything, over closing and opening again.

use futures::FutureExt;
use guohe_flow::ports::{Claim, CommitPlan, StoreError};

use crate::bench::{Bench, KEY};
use crate::samples::{at, dead, early, event, key, message, new, next, pair, record, streams, timer};

on_every_engine! {
    a_dropped_transaction_leaves_nothing_and_blocks_nobody,
    a_transaction_after_an_error_can_be_dropped_and_the_next_one_works,
    an_abandoned_begin_leaves_no_transaction_behind,
    a_committed_batch_survives_reopening,
    a_closed_store_is_unavailable,
    a_store_answers_a_ping,
}

fn a_full_plan() -> CommitPlan {
    CommitPlan {
        streams: vec![new(&key("a"))],
        events: vec![event(&key("a"), 1)],
        timers_set: vec![timer(&key("a"), "close", 5)],
        outbox: vec![message(&key("a"), "m1")],
        pairs: vec![(pair("x"), 0, 1)],
        parked: vec![early(&pair("x"), 2)],
        dead: vec![dead("d", 1)],
        ..CommitPlan::default()
    }
}

async fn a_dropped_transaction_leaves_nothing_and_blocks_nobody(bench: Bench) {
    let mut transaction = bench.store().begin().await.expect("begun");
    transaction.claim(&Claim { streams: vec![key("a")], ..Claim::default() }).await.expect("claimed");
    transaction.write(&a_full_plan()).await.expect("written");
    drop(transaction);
    assert_eq!(bench.store().stream(&key("a")).await.expect("read"), None);
    assert_eq!(bench.store().events(&key("a"), 0, 1).await.expect("read"), vec![]);
    assert_eq!(bench.store().unsent(0, 10).await.expect("read"), vec![]);
    assert_eq!(bench.store().counts().await.expect("counted"), Default::default());
    bench.put(a_full_plan()).await;
    assert_eq!(bench.stream(&key("a")).await.version, 1);
}

async fn a_transaction_after_an_error_can_be_dropped_and_the_next_one_works(bench: Bench) {
    bench.put(a_full_plan()).await;
    for _ in 0..20 {
        let mut transaction = bench.store().begin().await.expect("begun");
        transaction.write(&a_full_plan()).await.expect_err("written twice");
    }
    bench.put(streams(vec![next(&key("a"), 2)])).await;
    assert_eq!(bench.stream(&key("a")).await.version, 2);
}

async fn an_abandoned_begin_leaves_no_transaction_behind(bench: Bench) {
    let letters: Vec<_> = (0..20).map(|n| dead(&format!("d{n}"), n)).collect();
    bench.put(CommitPlan { dead: letters.clone(), ..CommitPlan::default() }).await;
    for letter in letters {
        for polls in 0..8 {
            let mut begin = bench.store().begin();
            // How far it comes is left to chance; it is dropped wherever it is.
            for _ in 0..polls {
                if (&mut begin).now_or_never().is_some() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        // A statement on its own: inside a transaction left open it would never be committed.
        assert!(bench.store().discard_dead_letter(&letter.id).await.expect("discarded"));
    }
    let Some(other) = bench.another(KEY).await else { return };
    assert_eq!(other.store.dead_letters("", 99).await.expect("read"), vec![]);
}

async fn a_committed_batch_survives_reopening(bench: Bench) {
    bench.put(a_full_plan()).await;
    bench.store().mark_sent(&["m1".to_owned()], at(2)).await.expect("marked");
    bench.store().close().await;
    let Some(again) = bench.another(KEY).await else { return };
    let store = again.store.as_ref();
    assert_eq!(store.stream(&key("a")).await.expect("read"), Some(record(&key("a"), 1)));
    assert_eq!(store.events(&key("a"), 0, 9).await.expect("read"), vec![event(&key("a"), 1).event]);
    assert_eq!(store.due_timers(at(5), 9).await.expect("read"), vec![timer(&key("a"), "close", 5)]);
    assert_eq!(store.ready_parked(at(9), 9).await.expect("read"), vec![early(&pair("x"), 2)]);
    assert_eq!(store.dead_letters("", 9).await.expect("read"), vec![dead("d", 1)]);
    assert_eq!(store.unsent(0, 9).await.expect("read"), vec![]);
}

async fn a_closed_store_is_unavailable(bench: Bench) {
    bench.store().close().await;
    let begun = bench.store().begin().await.map(drop);
    assert!(matches!(begun, Err(StoreError::Unavailable { .. })), "{begun:?}");
    let read = bench.store().stream(&key("a")).await;
    assert!(matches!(read, Err(StoreError::Unavailable { .. })), "{read:?}");
}

async fn a_store_answers_a_ping(bench: Bench) {
    bench.store().ping().await.expect("an answer");
}
