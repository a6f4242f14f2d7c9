//! Maintenance: comparing stores, publishing again, and pruning in rounds that never touch what must stay.

use guohe_flow::ports::{
    CommitPlan, InboxRecord, KeptMessage, OutboxRecord, OutboxRound, PairKey, RequestKey, StoredAnswer,
};
use serde_json::json;

use crate::bench::Bench;
use crate::samples::{at, early, key, message, new, pair, streams};

on_every_database! {
    pairs_are_paged_in_key_order_and_found_by_key,
    what_streams_sent_is_paged_in_key_order_and_found_by_key,
    a_kept_message_is_published_again_once_it_is_unsent,
    only_messages_sent_before_the_instant_leave_the_outbox,
    a_pruned_inbox_keeps_its_pairs,
    a_pruned_answer_is_forgotten,
    messages_parked_since_before_an_instant_are_found_oldest_first,
}

async fn pairs_are_paged_in_key_order_and_found_by_key(bench: Bench) {
    let other = PairKey { service: "assignment".to_owned(), ..pair("z") };
    let pairs = vec![(pair("b"), 0, 2), (other.clone(), 0, 1), (pair("a"), 0, 3)];
    bench.put(CommitPlan { pairs, ..CommitPlan::default() }).await;
    let maintenance = &bench.opened.maintenance;
    let first = maintenance.pairs(None, 2).await.expect("read");
    assert_eq!(first, vec![(other.clone(), 1), (pair("a"), 3)]);
    let rest = maintenance.pairs(Some(&pair("a")), 2).await.expect("read");
    assert_eq!(rest, vec![(pair("b"), 2)]);
    let found = maintenance.pairs_at(&[pair("a"), pair("none"), other.clone()]).await.expect("read");
    assert_eq!(found, [(pair("a"), 3), (other, 1)].into());
    assert!(maintenance.pairs_at(&[]).await.expect("read").is_empty());
}

async fn what_streams_sent_is_paged_in_key_order_and_found_by_key(bench: Bench) {
    bench.put(streams(vec![new(&key("b")), new(&key("a"))])).await;
    let maintenance = &bench.opened.maintenance;
    let first = maintenance.sent(None, 1).await.expect("read");
    assert_eq!(first[0].0, key("a"));
    assert_eq!(first[0].1["registry"], 1);
    assert_eq!(maintenance.sent(Some(&key("a")), 9).await.expect("read")[0].0, key("b"));
    let found = maintenance.sent_by(&[key("b"), key("none")]).await.expect("read");
    assert_eq!(found.len(), 1);
    assert_eq!(found[&key("b")]["notification"], 2);
}

async fn a_kept_message_is_published_again_once_it_is_unsent(bench: Bench) {
    let outbox = vec![message(&key("a"), "m1"), message(&key("a"), "m2")];
    bench.put(CommitPlan { outbox, ..CommitPlan::default() }).await;
    let both = ["m1".to_owned(), "m2".to_owned()];
    bench.store().mark_sent(&both, at(2)).await.expect("marked");
    assert_eq!(bench.store().unsent(0, 9).await.expect("read"), vec![]);
    let maintenance = &bench.opened.maintenance;
    let kept = |is_sent| KeptMessage {
        message_id: "m2".to_owned(),
        event_type: "registry.base.recognised".to_owned(),
        body: b"{\"id\":\"m2\"}".to_vec(),
        is_sent,
    };
    let asked = ["m2".to_owned(), "gone".to_owned()];
    assert_eq!(maintenance.kept(&asked).await.expect("read"), vec![kept(true)]);
    assert_eq!(maintenance.unsend(&asked).await.expect("unsent"), 1);
    assert_eq!(maintenance.unsend(&asked).await.expect("unsent already"), 0);
    assert_eq!(maintenance.kept(&asked).await.expect("read"), vec![kept(false)]);
    let unsent = bench.store().unsent(0, 9).await.expect("read");
    assert_eq!(unsent.iter().map(|row| row.message_id.as_str()).collect::<Vec<_>>(), ["m2"]);
}

async fn only_messages_sent_before_the_instant_leave_the_outbox(bench: Bench) {
    let recorded = |id: &str, second| OutboxRecord { recorded_at: at(second), ..message(&key("a"), id) };
    let outbox = vec![recorded("m1", 1), recorded("m2", 2), recorded("m3", 3), recorded("m4", 50)];
    bench.put(CommitPlan { outbox, ..CommitPlan::default() }).await;
    bench.store().mark_sent(&["m1".to_owned()], at(5)).await.expect("marked");
    bench.store().mark_sent(&["m3".to_owned()], at(40)).await.expect("marked");
    bench.store().mark_sent(&["m4".to_owned()], at(50)).await.expect("marked");
    let maintenance = &bench.opened.maintenance;

    let first = maintenance.prune_outbox(0, at(20), 2).await.expect("pruned");
    assert_eq!(first.removed, 1, "m2 was never sent");
    let second = maintenance.prune_outbox(first.last.expect("more"), at(20), 2).await.expect("pruned");
    assert_eq!(second.removed, 0, "m3 was sent too late, m4 is too young");
    let third = maintenance.prune_outbox(second.last.expect("more"), at(20), 2).await.expect("pruned");
    assert_eq!(third, OutboxRound { removed: 0, last: None });
    let ids = ["m1", "m2", "m3", "m4"].map(str::to_owned);
    let left = maintenance.kept(&ids).await.expect("read");
    assert_eq!(left.iter().map(|kept| kept.message_id.as_str()).collect::<Vec<_>>(), ["m2", "m3", "m4"]);
    let young = maintenance.prune_outbox(0, at(0), 2).await.expect("pruned");
    assert_eq!(young, OutboxRound { removed: 0, last: None }, "everything is younger");
}

async fn a_pruned_inbox_keeps_its_pairs(bench: Bench) {
    let handled = |sequence: u64| InboxRecord {
        pair: pair("a"),
        sequence,
        message_id: format!("m{sequence}"),
        event_type: "registry.base.recognised".to_owned(),
        handled_at: at(i64::try_from(sequence).expect("small")),
        outcome: "applied".to_owned(),
    };
    let inbox = (1..=4).map(handled).collect();
    bench.put(CommitPlan { inbox, pairs: vec![(pair("a"), 0, 4)], ..CommitPlan::default() }).await;
    let maintenance = &bench.opened.maintenance;
    assert_eq!(maintenance.prune_inbox(at(4), 2).await.expect("pruned"), 2);
    assert_eq!(maintenance.prune_inbox(at(4), 2).await.expect("pruned"), 1);
    assert_eq!(maintenance.prune_inbox(at(4), 2).await.expect("pruned"), 0);
    assert_eq!(maintenance.pairs(None, 9).await.expect("read"), vec![(pair("a"), 4)]);
    assert_eq!(bench.store().counts().await.expect("counted").handled, 4);
}

async fn a_pruned_answer_is_forgotten(bench: Bench) {
    let answer = |id: &str, second| {
        let key = RequestKey { department: "hunan".to_owned(), id: id.to_owned() };
        let fingerprint = "f".to_owned();
        (key, StoredAnswer { fingerprint, answer: json!({"ok": true}), recorded_at: at(second) })
    };
    bench
        .put(CommitPlan { answers: vec![answer("old", 1), answer("young", 9)], ..CommitPlan::default() })
        .await;
    assert_eq!(bench.opened.maintenance.prune_answers(at(5), 10).await.expect("pruned"), 1);
    let claim = guohe_flow::ports::Claim {
        requests: vec![answer("old", 1).0, answer("young", 9).0],
        ..Default::default()
    };
    let claimed = bench.claim(claim).await;
    assert_eq!(claimed.answers.into_keys().map(|key| key.id).collect::<Vec<_>>(), ["young"]);
}

async fn messages_parked_since_before_an_instant_are_found_oldest_first(bench: Bench) {
    let parked = vec![early(&pair("a"), 7), early(&pair("b"), 3), early(&pair("c"), 9)];
    bench.put(CommitPlan { parked, ..CommitPlan::default() }).await;
    let found = bench.opened.maintenance.parked_since(at(9), 9).await.expect("read");
    assert_eq!(found, vec![early(&pair("b"), 3), early(&pair("a"), 7)]);
    assert_eq!(bench.opened.maintenance.parked_since(at(9), 1).await.expect("read").len(), 1);
}
