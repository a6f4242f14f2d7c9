//! Messages to publish, and the pairs that count those handled.

use guohe_flow::ports::{Claim, CommitPlan, InboxRecord, PairKey};

use crate::bench::{Bench, is_conflict};
use crate::samples::{at, key, message, pair};

on_every_engine! {
    unsent_messages_come_in_order_of_insertion,
    a_message_marked_as_sent_is_not_offered_again,
    marking_unknown_or_no_messages_changes_nothing,
    a_message_id_is_taken_once,
    a_pair_moves_on_from_the_number_it_was_read_at,
    a_pair_that_moved_meanwhile_is_a_conflict,
    a_pair_begun_meanwhile_is_a_conflict,
    one_batch_begins_and_moves_pairs,
    a_message_handled_again_replaces_its_outcome,
}

fn outbox(ids: &[&str]) -> CommitPlan {
    CommitPlan { outbox: ids.iter().map(|id| message(&key("a"), id)).collect(), ..CommitPlan::default() }
}

fn moved(pairs: &[(&str, u64, u64)]) -> CommitPlan {
    let pairs = pairs.iter().map(|(id, read, last)| (pair(id), *read, *last)).collect();
    CommitPlan { pairs, ..CommitPlan::default() }
}

async fn unsent_ids(bench: &Bench, after: i64, limit: u32) -> Vec<String> {
    let unsent = bench.store().unsent(after, limit).await.expect("read");
    unsent.into_iter().map(|message| message.message_id).collect()
}

async fn last_of(bench: &Bench, pair: &PairKey) -> Option<u64> {
    let claim = Claim { pairs: vec![pair.clone()], ..Claim::default() };
    bench.claim(claim).await.pairs.get(pair).copied()
}

async fn unsent_messages_come_in_order_of_insertion(bench: Bench) {
    bench.put(outbox(&["m3", "m1"])).await;
    bench.put(outbox(&["m2"])).await;
    let unsent = bench.store().unsent(0, 10).await.expect("read");
    assert!(unsent.windows(2).all(|two| two[0].position < two[1].position));
    let read: Vec<_> = unsent.iter().map(|found| (found.message_id.as_str(), &found.body)).collect();
    let written = ["m3", "m1", "m2"].map(|id| message(&key("a"), id));
    assert_eq!(read, written.iter().map(|sent| (sent.message_id.as_str(), &sent.body)).collect::<Vec<_>>());
    assert_eq!((&unsent[0].event_type, &unsent[0].stream), (&written[0].event_type, &key("a")));
    assert_eq!(unsent[0].recorded_at, at(1));
    assert_eq!(unsent_ids(&bench, unsent[0].position, 1).await, ["m1"]);
}

async fn a_message_marked_as_sent_is_not_offered_again(bench: Bench) {
    bench.put(outbox(&["m1", "m2", "m3"])).await;
    let sent = ["m3".to_owned(), "m1".to_owned()];
    bench.store().mark_sent(&sent, at(5)).await.expect("marked");
    bench.store().mark_sent(&sent, at(6)).await.expect("marked again");
    assert_eq!(unsent_ids(&bench, 0, 10).await, ["m2"]);
    assert_eq!(bench.store().counts().await.expect("counted").unsent, 1);
}

async fn marking_unknown_or_no_messages_changes_nothing(bench: Bench) {
    bench.put(outbox(&["m1"])).await;
    bench.store().mark_sent(&[], at(5)).await.expect("marked");
    bench.store().mark_sent(&["other".to_owned()], at(5)).await.expect("marked");
    assert_eq!(unsent_ids(&bench, 0, 10).await, ["m1"]);
}

async fn a_message_id_is_taken_once(bench: Bench) {
    bench.put(outbox(&["m1"])).await;
    bench.store().mark_sent(&["m1".to_owned()], at(5)).await.expect("marked");
    // Sent messages are kept, so that a bus can be filled again: their ids stay taken.
    assert!(is_conflict(&bench.commit(outbox(&["m2", "m1"])).await));
    assert_eq!(unsent_ids(&bench, 0, 10).await, Vec::<String>::new());
}

async fn a_pair_moves_on_from_the_number_it_was_read_at(bench: Bench) {
    assert_eq!(last_of(&bench, &pair("a")).await, None);
    bench.put(moved(&[("a", 0, 1)])).await;
    assert_eq!(last_of(&bench, &pair("a")).await, Some(1));
    bench.put(moved(&[("a", 1, 5)])).await;
    assert_eq!(last_of(&bench, &pair("a")).await, Some(5));
    let other = PairKey { service: "intake".to_owned(), ..pair("a") };
    assert_eq!(last_of(&bench, &other).await, None);
}

async fn a_pair_that_moved_meanwhile_is_a_conflict(bench: Bench) {
    bench.put(moved(&[("a", 0, 3)])).await;
    assert!(is_conflict(&bench.commit(moved(&[("a", 2, 3)])).await));
    assert!(is_conflict(&bench.commit(moved(&[("b", 1, 2)])).await));
    assert_eq!(last_of(&bench, &pair("a")).await, Some(3));
}

async fn a_pair_begun_meanwhile_is_a_conflict(bench: Bench) {
    bench.put(moved(&[("a", 0, 1)])).await;
    assert!(is_conflict(&bench.commit(moved(&[("b", 0, 1), ("a", 0, 1)])).await));
    assert_eq!(last_of(&bench, &pair("b")).await, None);
}

async fn one_batch_begins_and_moves_pairs(bench: Bench) {
    bench.put(moved(&[("b", 0, 1)])).await;
    bench.put(moved(&[("c", 0, 2), ("b", 1, 2), ("a", 0, 4)])).await;
    for (id, last) in [("a", 4), ("b", 2), ("c", 2)] {
        assert_eq!(last_of(&bench, &pair(id)).await, Some(last), "{id}");
    }
}

async fn a_message_handled_again_replaces_its_outcome(bench: Bench) {
    let handled = |outcome: &str, second| InboxRecord {
        pair: pair("a"),
        sequence: 1,
        message_id: "m1".to_owned(),
        event_type: "registry.base.recognised".to_owned(),
        handled_at: at(second),
        outcome: outcome.to_owned(),
    };
    let inbox = |records| CommitPlan { inbox: records, ..CommitPlan::default() };
    bench.put(inbox(vec![handled("dead letter", 1)])).await;
    bench.put(inbox(vec![handled("dead letter", 2), handled("applied", 3)])).await;
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(3)));
}
