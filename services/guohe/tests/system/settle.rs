//! Quiet, and the way through time by jumping from one due instant to the next.

use guohe_clock::Clock;

use crate::toy::{CounterState, add, count, day, in_memory};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settled_means_that_every_message_has_had_its_effect() {
    let (system, _) = in_memory().await;
    let intake = system.engine("intake").expect("runs here").clone();
    for round in 0..200 {
        add(&intake, "c-1", round, 30, false).await;
        system.settle().await.expect("quiet");
        assert_eq!(count(&system, "registry", "all").await.added, u64::from(round) + 1);
    }
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn years_pass_from_due_instant_to_due_instant() {
    let (system, clock) = in_memory().await;
    let intake = system.engine("intake").expect("runs here").clone();
    for (number, days) in [(0, 5), (1, 40), (2, 1_000)] {
        add(&intake, "c-1", number, days, false).await;
    }
    system.settle().await.expect("quiet");
    let mut stops = Vec::new();
    while let Some(due) = system.next_due().await.expect("reads") {
        assert!(due > clock.now(), "quiet, and yet something is due");
        clock.advance_to(due);
        system.settle().await.expect("quiet");
        stops.push(due);
    }
    assert_eq!(stops, [day("2026-03-10"), day("2026-03-14"), day("2026-04-18"), day("2028-12-03")]);
    let all = CounterState { added: 3, echoed: 3 };
    assert_eq!(count(&system, "intake", "c-1").await, all);
    assert_eq!(count(&system, "registry", "all").await, all);
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_message_does_not_keep_the_system_from_settling() {
    let (system, _) = in_memory().await;
    add(system.engine("intake").expect("runs here"), "c-1", 0, 30, true).await;
    system.settle().await.expect("quiet");
    let dead = system.engine("registry").expect("runs here").store().dead_letters("", 10).await;
    assert_eq!(dead.expect("reads").len(), 1);
    system.stop().await;
}
