//! The end: in order, within its limit, and without losing anything.

use std::time::Duration;

use guohe::system::{ClockChoice, System};
use guohe_clock::stopwatch;
use guohe_flow::ExecuteError;

use crate::toy::{count, on_files, request_to_add};

/// Commands given while the system stops.
const COMMANDS: u32 = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_before_the_end_is_there_after_it_and_everything_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || System::start(on_files(folder.path(), ClockChoice::SimulatedFrom(None)));
    let system = start().await.expect("starts");
    let intake = system.engine("intake").expect("runs here").clone();
    let callers: Vec<_> = (0..COMMANDS)
        .map(|number| {
            let intake = intake.clone();
            tokio::spawn(async move { intake.execute(request_to_add("c-1", number, 30, false)).await })
        })
        .collect();
    // The end comes in the midst of it.
    while intake.node().in_hand() == 0 {
        tokio::task::yield_now().await;
    }
    system.stop().await;
    let mut answered = 0;
    for caller in callers {
        match caller.await.expect("runs") {
            Ok(_) => answered += 1,
            Err(ExecuteError::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }

    let system = start().await.expect("starts again");
    system.settle().await.expect("quiet");
    let kept = count(&system, "intake", "c-1").await.added;
    assert!(kept >= answered, "{answered} were answered, {kept} are there");
    assert_eq!(count(&system, "registry", "all").await.added, kept, "every message arrived");
    let intake = system.engine("intake").expect("runs here").clone();
    for number in 0..COMMANDS {
        intake.execute(request_to_add("c-1", number, 30, false)).await.expect("the same request id");
    }
    system.settle().await.expect("quiet");
    assert_eq!(count(&system, "intake", "c-1").await.added, u64::from(COMMANDS));
    assert_eq!(count(&system, "registry", "all").await.added, u64::from(COMMANDS));
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_system_stops_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = on_files(folder.path(), ClockChoice::SimulatedFrom(None));
    let limit = options.rpc.drain;
    let system = System::start(options).await.expect("starts");
    let watch = stopwatch();
    system.stop().await;
    assert!(watch.elapsed() < limit.min(Duration::from_secs(5)), "{:?}", watch.elapsed());
}
