//! Parked messages: ready in turn, and not before they are to be tried again.

use guohe_flow::ports::{CommitPlan, ParkedMessage};

use crate::bench::Bench;
use crate::samples::{at, early, failed, pair};

on_every_engine! {
    a_parked_message_reads_back_as_it_was_written,
    a_message_is_ready_when_its_predecessor_is_handled,
    the_first_of_a_pair_that_has_handled_nothing_is_ready,
    a_message_whose_number_has_passed_is_ready_to_be_dropped,
    a_message_that_failed_waits_for_its_instant,
    the_next_retry_is_the_earliest_of_those_in_turn,
    parking_again_replaces,
    what_is_unparked_and_parked_in_one_plan_stays_parked,
    ready_messages_come_in_order_of_parking,
}

fn park(parked: Vec<ParkedMessage>) -> CommitPlan {
    CommitPlan { parked, ..CommitPlan::default() }
}

async fn ready(bench: &Bench, second: i64) -> Vec<ParkedMessage> {
    bench.store().ready_parked(at(second), 10).await.expect("read")
}

async fn a_parked_message_reads_back_as_it_was_written(bench: Bench) {
    bench.put(park(vec![early(&pair("a"), 1), failed(&pair("b"), 1, 3)])).await;
    let mut found = ready(&bench, 3).await;
    found.sort_by(|one, other| one.pair.cmp(&other.pair));
    assert_eq!(found, vec![early(&pair("a"), 1), failed(&pair("b"), 1, 3)]);
}

async fn a_message_is_ready_when_its_predecessor_is_handled(bench: Bench) {
    let pairs = vec![(pair("a"), 0, 1)];
    bench.put(CommitPlan { pairs, ..park(vec![early(&pair("a"), 3), early(&pair("a"), 4)]) }).await;
    assert_eq!(ready(&bench, 99).await, vec![]);
    bench.put(CommitPlan { pairs: vec![(pair("a"), 1, 2)], ..CommitPlan::default() }).await;
    assert_eq!(ready(&bench, 99).await, vec![early(&pair("a"), 3)]);
    let plan = CommitPlan {
        pairs: vec![(pair("a"), 2, 3)],
        unparked: vec![(pair("a"), 3)],
        ..CommitPlan::default()
    };
    bench.put(plan).await;
    assert_eq!(ready(&bench, 99).await, vec![early(&pair("a"), 4)]);
}

async fn the_first_of_a_pair_that_has_handled_nothing_is_ready(bench: Bench) {
    bench.put(park(vec![early(&pair("a"), 1), early(&pair("a"), 2)])).await;
    assert_eq!(ready(&bench, 0).await, vec![early(&pair("a"), 1)]);
}

/// One replica parks a copy while another handles the pair's first messages: the pair's row is not there yet, so
/// neither keeps the other out, and the copy is parked when its number has passed.
async fn a_message_whose_number_has_passed_is_ready_to_be_dropped(bench: Bench) {
    bench.put(CommitPlan { pairs: vec![(pair("a"), 0, 3)], ..CommitPlan::default() }).await;
    bench.put(park(vec![early(&pair("a"), 2), early(&pair("a"), 5)])).await;
    assert_eq!(ready(&bench, 99).await, vec![early(&pair("a"), 2)]);
}

async fn a_message_that_failed_waits_for_its_instant(bench: Bench) {
    bench.put(park(vec![failed(&pair("a"), 1, 30)])).await;
    assert_eq!(ready(&bench, 29).await, vec![]);
    assert_eq!(ready(&bench, 30).await.len(), 1);
}

async fn the_next_retry_is_the_earliest_of_those_in_turn(bench: Bench) {
    assert_eq!(bench.store().next_retry().await.expect("read"), None);
    let parked = vec![
        failed(&pair("a"), 1, 30),
        failed(&pair("b"), 1, 20),
        // Not in turn, and one that waits for nothing but its turn.
        failed(&pair("c"), 2, 10),
        early(&pair("d"), 1),
    ];
    bench.put(park(parked)).await;
    assert_eq!(bench.store().next_retry().await.expect("read"), Some(at(20)));
}

async fn parking_again_replaces(bench: Bench) {
    bench.put(park(vec![early(&pair("a"), 1)])).await;
    let again = ParkedMessage { body: b"other".to_vec(), ..failed(&pair("a"), 1, 4) };
    bench.put(park(vec![early(&pair("a"), 1), again.clone()])).await;
    assert_eq!(ready(&bench, 4).await, vec![again]);
    assert_eq!(bench.store().counts().await.expect("counted").parked, 1);
}

async fn what_is_unparked_and_parked_in_one_plan_stays_parked(bench: Bench) {
    bench.put(park(vec![early(&pair("a"), 1), early(&pair("b"), 1)])).await;
    let again = failed(&pair("a"), 1, 4);
    let unparked = vec![(pair("a"), 1), (pair("b"), 1), (pair("c"), 7)];
    bench.put(CommitPlan { unparked, ..park(vec![again.clone()]) }).await;
    assert_eq!(ready(&bench, 9).await, vec![again]);
}

async fn ready_messages_come_in_order_of_parking(bench: Bench) {
    let parked = |id: &str, second| ParkedMessage { parked_at: at(second), ..early(&pair(id), 1) };
    bench.put(park(vec![parked("a", 3), parked("b", 1), parked("c", 2)])).await;
    let page = bench.store().ready_parked(at(9), 2).await.expect("read");
    assert_eq!(page, vec![parked("b", 1), parked("c", 2)]);
}
