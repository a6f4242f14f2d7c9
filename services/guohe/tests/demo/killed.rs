//! A demo killed at ten moments and continued each time comes to the same end.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
    sync::mpsc,
    time::Duration,
};

use serde_json::Value;

use crate::{
    process,
    reference::{self, SEED},
};

/// Kills.
const KILLS: u32 = 10;

/// Steps of the script that one life may last at most, so that the kills spread over it.
const STEPS_A_LIFE: u32 = 23;

#[test]
fn a_demo_killed_at_ten_moments_comes_to_the_same_end() {
    let folder = tempfile::tempdir().expect("a folder");
    for life in 0..KILLS {
        // The same moments in every run of the test: a step, and a while into it.
        let chance = 7_919 * (life + 1);
        let lines = 3 + chance % STEPS_A_LIFE;
        let into_the_step = Duration::from_millis(u64::from(chance % 61));
        assert!(dies_after(folder.path(), lines, into_the_step), "it was killed before its end");
    }
    let kept = folder.path().to_str().expect("text");
    let output = process::run(&["demo", "--seed", &SEED.to_string(), "--keep", kept, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let story: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(story["register_sha256"], reference::digest());
    assert_eq!(story["register"], reference::STORY["register"]);
    assert_eq!(story["figures"]["audit_findings"], serde_json::json!([]));
}

/// Runs on and kills it a while after it has begun so many steps; false where it came to its end before.
fn dies_after(folder: &Path, lines: u32, into_the_step: Duration) -> bool {
    let kept = folder.to_str().expect("text");
    let mut command = process::guohe(&["demo", "--seed", &SEED.to_string(), "--keep", kept]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
    let told = BufReader::new(child.stderr.take().expect("piped"));
    let (tell, steps) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in told.lines() {
            if line.is_err() || tell.send(()).is_err() {
                return;
            }
        }
    });
    let alive = (0..lines).all(|_| steps.recv().is_ok());
    // Waits for the next step, but no longer than the while.
    let _ = steps.recv_timeout(into_the_step);
    child.kill().expect("killed");
    child.wait().expect("ended");
    drop(steps);
    reader.join().expect("the reader ends");
    alive
}
