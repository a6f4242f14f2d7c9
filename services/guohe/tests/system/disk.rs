//! The embedded form on a full disk: what cannot be kept is refused, what was acknowledged stays, and everything
//! goes on once there is room.

use guohe::system::{ClockChoice, System};
use guohe_clock::SimulatedClock;
use guohe_flow::{ExecuteError, verify_audit};
use guohe_testkit::disk::SmallDisk;

use crate::toy::{add, count, day, on_files, request_to_add};

/// Room for the files of two services and some hundred commands.
const DISK_MEBIBYTES: u32 = 16;

/// More commands than the space that the files hold in reserve could take.
const MOST_COMMANDS: u32 = 2_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_loses_nothing_and_is_forgotten_once_there_is_room() {
    let disk = match SmallDisk::mount(DISK_MEBIBYTES) {
        Ok(disk) => disk,
        Err(error) => {
            eprintln!("no disk of a fixed size can be mounted here ({error}): nothing is tested");
            return;
        }
    };
    let clock = SimulatedClock::starting_at(day("2026-03-09"));
    let options = || on_files(disk.folder(), ClockChoice::Simulated(clock.clone()));
    let system = System::start(options()).await.expect("starts");
    let intake = system.engine("intake").expect("runs here").clone();
    add(&intake, "c-1", 0, 30, false).await;
    system.settle().await.expect("quiet");

    disk.fill().expect("filled");
    let mut acknowledged = 1;
    let refused = loop {
        match intake.execute(request_to_add("c-1", acknowledged, 30, false)).await {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
        assert!(acknowledged < MOST_COMMANDS, "the disk is full, and everything is still taken");
    };
    assert!(matches!(refused, ExecuteError::Unavailable(_)), "{refused}");
    assert_eq!(count(&system, "intake", "c-1").await.added, u64::from(acknowledged), "nothing half done");

    disk.free().expect("freed");
    // The same request, as its sender would ask again.
    add(&intake, "c-1", acknowledged, 30, false).await;
    let whole = u64::from(acknowledged) + 1;
    system.settle().await.expect("quiet");
    assert_eq!(count(&system, "intake", "c-1").await.added, whole);
    assert_eq!(count(&system, "registry", "all").await.added, whole, "every message came, once");
    for engine in system.engines() {
        let report = verify_audit(engine.node().definition(), engine.store().as_ref()).await.expect("read");
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }
    system.stop().await;

    let again = System::start(options()).await.expect("starts again");
    assert_eq!(count(&again, "intake", "c-1").await.added, whole, "it was on the disk");
    again.stop().await;
}
