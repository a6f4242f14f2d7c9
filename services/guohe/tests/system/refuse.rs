//! What a system refuses before anything moves.

use guohe::system::{ClockChoice, StartError, System};
use guohe_clock::SimulatedClock;

use crate::toy::{add, day, in_memory, on_files};

async fn left_behind_in_2031(folder: &std::path::Path) {
    let clock = SimulatedClock::starting_at(day("2031-05-09"));
    let system = System::start(on_files(folder, ClockChoice::Simulated(clock))).await.expect("starts");
    add(system.engine("intake").expect("runs here"), "c-1", 0, 30, false).await;
    system.settle().await.expect("quiet");
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_machines_clock_refuses_data_of_a_simulated_future() {
    let folder = tempfile::tempdir().expect("a folder");
    left_behind_in_2031(folder.path()).await;
    let refused = System::start(on_files(folder.path(), ClockChoice::System)).await;
    assert!(matches!(refused, Err(StartError::AheadOfClock { latest, .. }) if latest == day("2031-05-09")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_clock_goes_on_where_the_data_end() {
    let folder = tempfile::tempdir().expect("a folder");
    left_behind_in_2031(folder.path()).await;
    for choice in [
        ClockChoice::SimulatedFrom(None),
        ClockChoice::SimulatedFrom(Some(day("2026-03-09"))),
        ClockChoice::Simulated(SimulatedClock::starting_at(day("2026-03-09"))),
    ] {
        let system = System::start(on_files(folder.path(), choice)).await.expect("starts");
        assert_eq!(system.clock().now(), day("2031-05-09"));
        assert!(system.simulated_clock().is_some());
        system.stop().await;
    }
    let later = ClockChoice::SimulatedFrom(Some(day("2040-01-01")));
    let system = System::start(on_files(folder.path(), later)).await.expect("starts");
    assert_eq!(system.clock().now(), day("2040-01-01"));
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_belongs_to_one_running_system() {
    let folder = tempfile::tempdir().expect("a folder");
    let first =
        System::start(on_files(folder.path(), ClockChoice::SimulatedFrom(None))).await.expect("starts");
    let second = System::start(on_files(folder.path(), ClockChoice::SimulatedFrom(None))).await;
    let process = std::process::id().to_string();
    assert!(matches!(second, Err(StartError::FolderInUse { process: named, .. }) if named == process));
    first.stop().await;
    let third = System::start(on_files(folder.path(), ClockChoice::SimulatedFrom(None))).await;
    third.expect("free again").stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_already_taken_is_refused_by_the_name_of_its_setting() {
    let (first, _) = in_memory().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = on_files(folder.path(), ClockChoice::SimulatedFrom(None));
    options.listen = first.address().to_string().parse().expect("loopback");
    let error = System::start(options).await.err().expect("refused").to_string();
    assert_eq!(
        error,
        format!(
            "listen.grpc = {} cannot be listened on; is another process there? choose another port",
            first.address()
        )
    );
    first.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_does_not_exist_is_answered_with_those_that_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = on_files(folder.path(), ClockChoice::SimulatedFrom(None));
    options.targets = vec!["regsitry".to_owned()];
    let error = System::start(options).await.err().expect("refused").to_string();
    assert_eq!(error, "there is no service \"regsitry\"; the services are: intake, registry");
}
