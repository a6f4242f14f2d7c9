//! Timers: set, replaced, removed; found when due, earliest first.

use guohe_flow::ports::{Claim, CommitPlan, TimerKey, TimerRecord};
use serde_json::json;

use crate::bench::{Bench, is_conflict};
use crate::samples::{at, key, timer};

on_every_engine! {
    due_timers_come_earliest_first,
    a_timer_is_due_at_its_very_microsecond,
    timers_due_together_come_in_key_order_page_by_page,
    a_timer_of_the_same_name_is_replaced,
    the_later_of_two_settings_in_one_plan_stands,
    removing_takes_one_and_only_the_named_one,
    clearing_takes_all_timers_of_one_stream,
    what_is_cleared_or_removed_and_set_in_one_plan_stands,
    a_claim_reads_again_only_timers_that_still_stand,
    a_fired_timer_must_stand_as_it_was_read,
    a_fired_timer_may_be_set_anew_or_go_with_all_the_others,
    pages_go_on_after_the_last_timer_of_the_one_before,
    timers_that_rest_on_a_calendar_year_come_by_key_page_by_page,
}

fn set(timers: Vec<TimerRecord>) -> CommitPlan {
    CommitPlan { timers_set: timers, ..CommitPlan::default() }
}

fn names(timers: &[TimerRecord]) -> Vec<String> {
    timers.iter().map(|timer| format!("{} {}", timer.key.stream.id, timer.key.name)).collect()
}

async fn due_timers_come_earliest_first(bench: Bench) {
    assert_eq!(bench.store().next_due().await.expect("read"), None);
    let timers =
        vec![timer(&key("a"), "late", 30), timer(&key("b"), "soon", 10), timer(&key("a"), "mid", 20)];
    bench.put(set(timers.clone())).await;
    assert_eq!(bench.store().next_due().await.expect("read"), Some(at(10)));
    let due = bench.store().due_timers(at(25), 10).await.expect("read");
    assert_eq!(due, vec![timers[1].clone(), timers[2].clone()]);
    let of_a = bench.store().timers_of(&key("a")).await.expect("read");
    assert_eq!(of_a, vec![timers[2].clone(), timers[0].clone()]);
}

async fn a_timer_is_due_at_its_very_microsecond(bench: Bench) {
    bench.put(set(vec![timer(&key("a"), "close", 5)])).await;
    let before = at(5) - chrono::Duration::microseconds(1);
    assert_eq!(bench.store().due_timers(before, 10).await.expect("read"), vec![]);
    assert_eq!(bench.store().due_timers(at(5), 10).await.expect("read").len(), 1);
}

async fn timers_due_together_come_in_key_order_page_by_page(bench: Bench) {
    let ids = ["c", "a", "b"];
    bench
        .put(set(ids.iter().flat_map(|id| [timer(&key(id), "z", 1), timer(&key(id), "y", 1)]).collect()))
        .await;
    let page = bench.store().due_timers(at(1), 4).await.expect("read");
    assert_eq!(names(&page), ["a y", "a z", "b y", "b z"]);
}

async fn a_timer_of_the_same_name_is_replaced(bench: Bench) {
    bench.put(set(vec![timer(&key("a"), "close", 5)])).await;
    let later = TimerRecord {
        due: at(50),
        command: json!({"type": "close"}),
        command_version: 3,
        receipt: json!(null),
        set_version: 9,
        ..timer(&key("a"), "close", 5)
    };
    bench.put(set(vec![later.clone()])).await;
    assert_eq!(bench.store().timers_of(&key("a")).await.expect("read"), vec![later]);
    assert_eq!(bench.store().due_timers(at(49), 10).await.expect("read"), vec![]);
}

async fn the_later_of_two_settings_in_one_plan_stands(bench: Bench) {
    let later = TimerRecord { set_version: 2, ..timer(&key("a"), "close", 7) };
    bench.put(set(vec![timer(&key("a"), "close", 5), later.clone()])).await;
    assert_eq!(bench.store().timers_of(&key("a")).await.expect("read"), vec![later]);
}

async fn removing_takes_one_and_only_the_named_one(bench: Bench) {
    bench.put(set(vec![timer(&key("a"), "x", 1), timer(&key("a"), "y", 2), timer(&key("b"), "x", 3)])).await;
    let timers_removed = vec![timer(&key("a"), "x", 1).key, timer(&key("c"), "absent", 1).key];
    bench.put(CommitPlan { timers_removed, ..CommitPlan::default() }).await;
    let left = bench.store().due_timers(at(9), 10).await.expect("read");
    assert_eq!(names(&left), ["a y", "b x"]);
}

async fn clearing_takes_all_timers_of_one_stream(bench: Bench) {
    bench.put(set(vec![timer(&key("a"), "x", 1), timer(&key("a"), "y", 2), timer(&key("ab"), "x", 3)])).await;
    bench.put(CommitPlan { timers_cleared: vec![key("a"), key("none")], ..CommitPlan::default() }).await;
    assert_eq!(names(&bench.store().due_timers(at(9), 10).await.expect("read")), ["ab x"]);
}

async fn what_is_cleared_or_removed_and_set_in_one_plan_stands(bench: Bench) {
    bench.put(set(vec![timer(&key("a"), "x", 1), timer(&key("a"), "y", 2), timer(&key("b"), "x", 3)])).await;
    let plan = CommitPlan {
        timers_cleared: vec![key("a")],
        timers_removed: vec![timer(&key("b"), "x", 3).key],
        timers_set: vec![timer(&key("a"), "x", 11), timer(&key("b"), "x", 12)],
        ..CommitPlan::default()
    };
    bench.put(plan).await;
    assert_eq!(names(&bench.store().due_timers(at(99), 10).await.expect("read")), ["a x", "b x"]);
    assert_eq!(bench.store().next_due().await.expect("read"), Some(at(11)));
}

async fn a_claim_reads_again_only_timers_that_still_stand(bench: Bench) {
    let standing = timer(&key("a"), "x", 1);
    bench.put(set(vec![standing.clone()])).await;
    let gone = TimerKey { stream: key("a"), name: "gone".to_owned() };
    let claim = Claim { timers: vec![gone, standing.key.clone()], ..Claim::default() };
    let claimed = bench.claim(claim).await;
    assert_eq!(claimed.timers, [(standing.key.clone(), standing)].into());
}

fn fired(timer: &TimerRecord) -> CommitPlan {
    let (timers_fired, timers_removed) = (vec![timer.into()], vec![timer.key.clone()]);
    CommitPlan { timers_fired, timers_removed, ..CommitPlan::default() }
}

async fn a_fired_timer_must_stand_as_it_was_read(bench: Bench) {
    let standing = timer(&key("a"), "x", 1);
    bench.put(set(vec![standing.clone()])).await;
    let moved = TimerRecord { due: at(2), ..standing.clone() };
    let set_anew = TimerRecord { set_version: standing.set_version + 1, ..standing.clone() };
    for stale in [moved, set_anew, timer(&key("b"), "x", 1)] {
        assert!(is_conflict(&bench.commit(fired(&stale)).await));
    }
    bench.put(fired(&standing)).await;
    assert!(is_conflict(&bench.commit(fired(&standing)).await));
    assert_eq!(bench.store().next_due().await.expect("read"), None);
}

async fn a_fired_timer_may_be_set_anew_or_go_with_all_the_others(bench: Bench) {
    let (one, other) = (timer(&key("a"), "x", 1), timer(&key("a"), "y", 2));
    bench.put(set(vec![one.clone(), other.clone()])).await;
    let again = TimerRecord { set_version: 9, ..timer(&key("a"), "x", 5) };
    bench.put(CommitPlan { timers_set: vec![again.clone()], timers_removed: vec![], ..fired(&one) }).await;
    assert!(is_conflict(&bench.commit(CommitPlan { timers_set: vec![again.clone()], ..fired(&one) }).await));
    assert_eq!(bench.store().timers_of(&key("a")).await.expect("read"), [other.clone(), again.clone()]);
    let all_go =
        |timer| CommitPlan { timers_cleared: vec![key("a")], timers_removed: vec![], ..fired(timer) };
    assert!(is_conflict(&bench.commit(all_go(&one)).await));
    bench.put(all_go(&again)).await;
    assert_eq!(bench.store().next_due().await.expect("read"), None);
}

async fn pages_go_on_after_the_last_timer_of_the_one_before(bench: Bench) {
    let timers = [("a", "y", 1), ("b", "x", 1), ("a", "x", 1), ("a", "z", 2)];
    bench.put(set(timers.map(|(id, name, due)| timer(&key(id), name, due)).to_vec())).await;
    let first = bench.store().due_timers(at(9), 2).await.expect("read");
    let second = bench.store().due_timers_after(at(9), first.last(), 9).await.expect("read");
    assert_eq!([names(&first), names(&second)].concat(), ["a x", "a y", "b x", "a z"]);
    assert_eq!(bench.store().due_timers_after(at(1), second.last(), 9).await.expect("read"), []);
}

async fn timers_that_rest_on_a_calendar_year_come_by_key_page_by_page(bench: Bench) {
    let dated = |id: &str, name: &str, versions: &[&str]| TimerRecord {
        receipt: json!({"basis": "statutory", "calendar_versions": versions}),
        ..timer(&key(id), name, 9)
    };
    let mut elsewhere = dated("a", "x", &["2027@weekends-only"]);
    elsewhere.key.stream.department = "zhejiang".to_owned();
    let timers = vec![
        dated("b", "x", &["2026@sc-2025-11-04", "2027@weekends-only"]),
        dated("a", "y", &["2027@invented"]),
        dated("a", "z", &["2026@sc-2025-11-04"]),
        dated("c", "x", &["2027@weekends-only"]),
        timer(&key("a"), "set", 1),
        elsewhere,
    ];
    bench.put(set(timers)).await;
    let department = key("a").department;
    let mut transaction = bench.store().begin().await.expect("begun");
    let first = transaction.timers_resting_on(&department, 2027, None, 2).await.expect("read");
    assert_eq!(names(&first), ["a y", "b x"]);
    let after = first.last().map(|timer| timer.key.clone());
    let second = transaction.timers_resting_on(&department, 2027, after.as_ref(), 2).await.expect("read");
    assert_eq!(names(&second), ["c x"]);
    let other_year = transaction.timers_resting_on(&department, 2026, None, 9).await.expect("read");
    assert_eq!(names(&other_year), ["a z", "b x"]);
}
