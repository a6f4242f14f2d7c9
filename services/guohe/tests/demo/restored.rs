//! A demo that was backed up while it ran, lost, and restored comes to the same end.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc::{Receiver, channel},
};

use serde_json::Value;

use crate::{
    process::{guohe, run},
    reference::{self, SEED},
};

/// Steps begun before the backup is taken, and before everything is lost.
const STEPS_BEFORE_BACKUP: usize = 60;
const STEPS_BEFORE_LOSS: usize = 80;

/// A demo that tells each step it begins.
struct Demo {
    child: Child,
    steps: Receiver<()>,
}

impl Demo {
    fn start(folder: &str) -> Self {
        let mut command = guohe(&["demo", "--seed", &SEED.to_string(), "--keep", folder]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
        let told = BufReader::new(child.stderr.take().expect("piped"));
        let (tell, steps) = channel();
        std::thread::spawn(move || told.lines().map_while(Result::ok).all(|_| tell.send(()).is_ok()));
        Self { child, steps }
    }

    fn wait_for(&self, steps: usize) {
        for _ in 0..steps {
            self.steps.recv().expect("it runs on");
        }
    }
}

#[test]
fn a_demo_backed_up_while_it_ran_and_restored_comes_to_the_same_end() {
    let site = tempfile::tempdir().expect("a folder");
    let path = |name: &str| site.path().join(name).to_str().expect("text").to_owned();
    let (lost, backup, restored) = (path("lost"), path("backup"), path("restored"));
    let mut demo = Demo::start(&lost);
    demo.wait_for(STEPS_BEFORE_BACKUP);
    // The script's own place belongs to no service: an earlier one is as good, for what was done is answered again.
    std::fs::copy(Path::new(&lost).join("demo.json"), path("demo.json")).expect("copied");
    let taken = run(&["backup", "--data", &lost, "--out", &backup, "--json"]);
    assert_eq!(taken.status.code(), Some(0), "{}", String::from_utf8_lossy(&taken.stderr));
    demo.wait_for(STEPS_BEFORE_LOSS - STEPS_BEFORE_BACKUP);
    demo.child.kill().expect("killed");
    demo.child.wait().expect("ended");
    let key = path("vault.key");
    std::fs::copy(Path::new(&lost).join("vault.key"), &key).expect("kept apart");
    std::fs::remove_dir_all(&lost).expect("lost");

    let told = run(&["restore", "--from", &backup, "--data", &restored, "--vault-key", &key, "--json"]);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(told["comparison"]["findings"], serde_json::json!([]), "one instant fits together");
    std::fs::copy(path("demo.json"), Path::new(&restored).join("demo.json")).expect("copied");
    let output = run(&["demo", "--seed", &SEED.to_string(), "--keep", &restored, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let story: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(story["register_sha256"], reference::digest());
    assert_eq!(story["figures"]["audit_findings"], serde_json::json!([]));
}
