//! Backups and restores that are killed midway leave nothing that looks finished, and the next one succeeds.

use std::{path::Path, process::Stdio, time::Duration};

use guohe_testkit::wait;

use crate::{
    folders::Site,
    process::{guohe, run},
};

/// Longest wait for a process to begin.
const LIMIT: Duration = Duration::from_secs(30);

/// Starts a command, kills it as soon as it has made `begun` and `pieces` files are there; true where it was killed
/// before it had finished.
async fn killed_at(arguments: &[&str], begun: &Path, pieces: usize) -> bool {
    let mut child = guohe(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    let files = || std::fs::read_dir(begun).map_or(0, |entries| entries.flatten().count());
    let there = wait::until(LIMIT, || {
        let finished = child.try_wait().expect("asked").is_some();
        let there = finished || files() >= pieces;
        async move { there }
    });
    assert!(there.await, "it never began");
    child.kill().expect("killed");
    let status = child.wait().expect("ended");
    status.code() != Some(0)
}

#[tokio::test]
async fn a_killed_backup_is_no_backup_and_the_next_one_is() {
    let site = Site::stopped();
    let (data, backup) = (site.text("data"), site.text("backup"));
    let mut killed = 0;
    for pieces in [1, 3, 6] {
        let begun = site.path("backup.unfinished");
        if !killed_at(&["backup", "--data", &data, "--out", &backup], &begun, pieces).await {
            // It was faster than the kill: there is a whole backup, which makes room for the next.
            std::fs::remove_dir_all(site.path("backup")).expect("removed");
            continue;
        }
        killed += 1;
        let finished = site.path("backup").exists();
        let refused = run(&["restore", "--from", &backup, "--data", &site.text("restored")]);
        assert_eq!(refused.status.code(), Some(if finished { 0 } else { 2 }));
        let _ = std::fs::remove_dir_all(site.path("restored"));
        let _ = std::fs::remove_dir_all(site.path("backup"));
    }
    assert!(killed > 0, "not one was killed in time");
    assert_eq!(run(&["backup", "--data", &data, "--out", &backup]).status.code(), Some(0));
    assert!(!site.path("backup.unfinished").exists());

    for pieces in [1, 4] {
        let begun = site.path("restored.unfinished");
        let arguments = ["restore", "--from", &backup, "--data", &site.text("restored")];
        killed_at(&arguments, &begun, pieces).await;
        if site.path("restored").exists() {
            let verified = run(&["audit", "verify", "--data", &site.text("restored")]);
            assert_eq!(verified.status.code(), Some(0), "a folder of that name is whole");
            std::fs::remove_dir_all(site.path("restored")).expect("removed");
        }
    }
    let arguments = ["restore", "--from", &backup, "--data", &site.text("restored")];
    assert_eq!(run(&arguments).status.code(), Some(0));
    assert_eq!(run(&["audit", "verify", "--data", &site.text("restored")]).status.code(), Some(0));
}
