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
    assert!(words.contains("registry") && words.contains("Every chain is whole."), "{words}");

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

fn json(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = run(&[arguments, &["--json"]].concat());
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{words}")))
}

/// The codes of what roots show, over all services.
fn codes(verdicts: &Value) -> Vec<&str> {
    let roots = verdicts.as_array().expect("a list").iter().map(|verdict| &verdict["roots"]);
    let findings = roots.flat_map(|roots| roots["findings"].as_array().expect("a list"));
    findings.map(|finding| finding["code"].as_str().expect("text")).collect()
}

#[test]
fn a_root_over_files_is_taken_once_checked_and_signed_with_the_folders_own_key() {
    let folder = folder_with_data();
    let data = folder.path().to_str().expect("text");
    let none = run(&["audit", "verify", "--data", data]);
    let words = String::from_utf8(none.stdout).expect("text");
    assert!(words.contains("There are no signed roots yet"), "{words}");

    let (status, taken) = json(&["audit", "root", "--data", data]);
    assert_eq!(status, Some(0));
    let taken = taken.as_array().expect("a list").clone();
    assert_eq!(taken.len(), 6);
    for root in &taken {
        assert_eq!((&root["is_new"], &root["root"]["number"]), (&Value::from(true), &Value::from(1)));
        assert_eq!(root["root"]["streams"], 1, "each service's adopted pack");
    }
    let (_, again) = json(&["audit", "root", "--data", data, "--service", "registry"]);
    assert_eq!(again[0]["is_new"], false, "nothing was recorded since");
    assert_eq!(again[0]["hash"], taken[4]["hash"], "{again}");

    let (_, key) = json(&["audit", "key", "--data", data]);
    let key = key["public_key"].as_str().expect("text").to_owned();
    assert_eq!(taken[0]["root"]["public_key"], key.as_str());
    let (status, verdicts) = json(&["audit", "verify", "--data", data, "--all-roots"]);
    assert_eq!((status, codes(&verdicts)), (Some(0), vec![]));
    assert_eq!(verdicts[0]["roots"]["computed"], 1);
    let (status, _) = json(&["audit", "verify", "--data", data, "--key", &key]);
    assert_eq!(status, Some(0));
    let strange = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    let (status, verdicts) = json(&["audit", "verify", "--data", data, "--key", strange]);
    assert_eq!((status, codes(&verdicts)), (Some(1), vec!["KEY_NOT_TRUSTED"; 6]));

    tamper(&folder.path().join("registry.db"), "\"streams\":1,", "\"streams\":7,");
    let (status, verdicts) = json(&["audit", "verify", "--data", data]);
    assert_eq!((status, codes(&verdicts)), (Some(1), vec!["SIGNATURE_FORGED"]));
    let (status, words) = failure(&["audit", "root", "--data", data, "--service", "registry"]);
    assert_eq!(status, Some(2));
    assert!(words.contains("the latest root, number 1, cannot be built on"), "{words}");
}

#[test]
fn a_running_system_takes_and_checks_roots_and_starts_after_those_taken_of_its_files() {
    let folder = folder_with_data();
    let data = folder.path().to_str().expect("text");
    assert_eq!(json(&["audit", "root", "--data", data]).0, Some(0));
    let serving = Serving::start(folder.path(), &[]);
    let (status, taken) = json(&["audit", "root", "--address", &serving.address]);
    assert_eq!(status, Some(0));
    // As of two minutes ago, which the root over the files covers.
    assert_eq!((&taken[0]["is_new"], &taken[0]["root"]["number"]), (&Value::from(false), &Value::from(1)));
    let (status, verdicts) = json(&["audit", "verify", "--address", &serving.address]);
    assert_eq!((status, codes(&verdicts)), (Some(0), vec![]));
    assert_eq!(verdicts[0]["roots"]["keys_compared"], true, "with the process's own");
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn keys_that_are_none_and_places_without_one_are_refused() {
    let folder = folder_with_data();
    let data = folder.path().to_str().expect("text");
    let (status, words) = failure(&["audit", "verify", "--data", data, "--key", "07"]);
    assert_eq!(status, Some(2));
    assert!(words.contains("a public key has 32 bytes in hex (64 digits)"), "{words}");
    let (status, words) = failure(&["audit", "root", "--data", data, "--set", "audit.signing_key=07"]);
    assert_eq!(status, Some(2));
    assert_eq!(
        words,
        "guohe: the audit key in the setting audit.signing_key is not 32 bytes in hex (64 digits)\n"
    );
    let empty = tempfile::tempdir().expect("a folder");
    let (status, words) = failure(&["audit", "key", "--data", empty.path().to_str().expect("text")]);
    assert_eq!(status, Some(2));
    assert!(
        words.starts_with("guohe: there is no audit key: set audit.signing_key to 64 hex digits"),
        "{words}"
    );
    let (status, _) = failure(&["audit", "root", "--data", empty.path().to_str().expect("text")]);
    assert_eq!(status, Some(2));
    assert_eq!(fs::read_dir(empty.path()).expect("reads").count(), 0, "nothing is made");
    let (status, words) = failure(&["audit", "root", "--set", "audit.root_hours=0"]);
    assert_eq!(status, Some(2));
    assert!(words.contains("audit.root_hours") && words.contains("0 is not between 1 and"), "{words}");
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
