//! `guohe audit` and `guohe dead-letters`, on a running system and on its files.

use std::{fs, path::Path};

use serde_json::Value;

use crate::process::{Serving, failure, run};

/// A folder whose services have each adopted a pack.
fn folder_with_data() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let departments = "departments=[{id='hunan',policies=['hunan-2026']}]";
    let serving = Serving::start(folder.path(), &["--set", departments]);
    assert_eq!(serving.terminate(), Some(0));
    folder
}

/// Puts other bytes of the same length in their place, behind the database's back.
fn tamper(file: &Path, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(file).expect("reads");
    let places: Vec<usize> =
        (0..=bytes.len() - from.len()).filter(|place| bytes[*place..].starts_with(from.as_bytes())).collect();
    assert!(!places.is_empty(), "{from} is not there");
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
    }
    fs::write(file, bytes).expect("written");
}

#[test]
fn a_changed_event_is_found_by_its_stream() {
    let folder = folder_with_data();
    let data = folder.path().to_str().expect("text");
    let sound = run(&["audit", "verify", "--data", data]);
    assert_eq!(sound.status.code(), Some(0));
    let words = String::from_utf8(sound.stdout).expect("text");
    assert!(words.contains("registry") && words.ends_with("Every chain is whole.\n"), "{words}");

    tamper(&folder.path().join("registry.db"), "\"id\":\"configuration\"", "\"id\":\"someone-hones\"");
    let found = run(&["audit", "verify", "--data", data, "--json"]);
    assert_eq!(found.status.code(), Some(1));
    let verdicts: Value = serde_json::from_slice(&found.stdout).expect("JSON");
    for verdict in verdicts.as_array().expect("a list") {
        let findings = verdict["findings"].as_array().expect("a list");
        if verdict["service"] == "registry" {
            let changed = "hunan/regime/adopted: event 1 was changed: its hash does not fit its bytes";
            assert!(findings.contains(&Value::from(changed)), "{verdict}");
        } else {
            assert!(findings.is_empty(), "{verdict}");
        }
    }
}

#[test]
fn dead_letters_are_listed_from_files_and_replayed_only_where_the_system_runs() {
    let folder = folder_with_data();
    let data = folder.path().to_str().expect("text");
    let listed = run(&["dead-letters", "list", "--data", data]);
    assert_eq!(String::from_utf8(listed.stdout).expect("text"), "There are no dead letters.\n");
    let listed = run(&["dead-letters", "list", "--data", data, "--json"]);
    assert_eq!(String::from_utf8(listed.stdout).expect("text"), "[]\n");
    let (status, words) = failure(&["dead-letters", "show", "nobody", "--data", data]);
    assert_eq!(status, Some(2));
    assert_eq!(
        words,
        "guohe: there is no dead letter \"nobody\"; `guohe dead-letters list` shows those there are\n"
    );
    let (status, words) = failure(&["dead-letters", "replay", "nobody", "--data", data]);
    assert_eq!(status, Some(2));
    assert_eq!(
        words,
        "guohe: a replay is carried out by the running service: start `guohe serve`, and repeat this without --data\n"
    );
}

#[test]
fn a_folder_without_data_is_not_made_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let (status, words) = failure(&["audit", "verify", "--data", data]);
    assert_eq!(status, Some(2));
    assert_eq!(words, format!("guohe: {data} holds no data of guohe\n"));
    assert_eq!(fs::read_dir(folder.path()).expect("reads").count(), 0);
}

#[test]
fn a_system_that_does_not_run_is_answered_with_where_else_to_look() {
    let (status, words) = failure(&["dead-letters", "list", "--address", "127.0.0.1:1"]);
    assert_eq!(status, Some(2));
    let expected = "guohe: nothing answers at 127.0.0.1:1; is `guohe serve` running there? name another place with \
                    --address, or with --data DIR the files of a system that is not running";
    assert!(words.starts_with(expected), "{words}");
}
