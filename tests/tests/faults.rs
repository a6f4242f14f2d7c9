//! Short campaigns of real faults; `cargo xtask campaign` runs long ones.

use guohe_tests::faults::{Campaign, Counts, Report, run};

/// Steps of the demo that are played under faults: the call, and what hosts and units do about it.
const STEPS: usize = 24;

/// Steps that are played while replicas come and go.
const STEPS_OF_GROWTH: usize = 16;

async fn campaign(counts: Option<Counts>, steps: usize) -> Report {
    let program = env!("CARGO_BIN_EXE_guohe-under-test").into();
    let campaign = Campaign { program, seed: 3, counts, steps: Some(steps) };
    run(&campaign, &|line| eprintln!("{line}")).await.expect("it comes to its end")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_of_each_service_survive_a_handful_of_each_fault() {
    let counts = Counts {
        kills: 4,
        broker_restarts: 1,
        database_restarts: 2,
        pauses: 2,
        cuts: 2,
        silences: 1,
        full_disks: 1,
    };
    let report = campaign(Some(counts), STEPS).await;
    assert!(report.is_clean(), "{}", report.words());
    assert!(report.unanswered > 0, "the faults were felt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_come_and_go_under_load_and_nothing_is_lost() {
    let report = campaign(None, STEPS_OF_GROWTH).await;
    assert!(report.is_clean(), "{}", report.words());
    assert_eq!(report.struck.len(), 4);
}
