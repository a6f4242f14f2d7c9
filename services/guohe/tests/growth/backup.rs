//! The round trip: what a backup holds is what a restored system goes on with.

use serde_json::Value;

use crate::{
    folders::{Site, bytes, tamper},
    process::{Serving, failure, run},
};

fn json(arguments: &[&str]) -> Value {
    let output = run(arguments);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{words}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Streams and events of each service, as the audit counts them.
/// What an audit finds. Whether there are keys to compare roots with is the folder's own: one restored has none yet.
fn audited(data: &str) -> Value {
    let mut found = json(&["audit", "verify", "--data", data, "--json"]);
    for service in found.as_array_mut().expect("a list of services") {
        let roots = service["roots"].as_object_mut().expect("what was found on roots");
        assert!(roots.remove("keys_compared").is_some(), "{roots:?}");
    }
    found
}

#[test]
fn a_backup_of_a_running_system_is_restored_whole_and_served_again() {
    let site = Site::empty();
    let serving = site.serve();
    let (data, backup, key, restored) =
        (site.text("data"), site.text("backup"), site.text("kept.key"), site.text("restored"));
    let taken = json(&["backup", "--data", &data, "--out", &backup, "--vault-key-out", &key, "--json"]);
    assert_eq!(taken["manifest"]["services"].as_array().expect("a list").len(), 6);
    assert_eq!(serving.terminate(), Some(0));
    assert!(!bytes(&site.path("backup")).contains_key("vault.key"), "the key is kept apart");

    let told = json(&["restore", "--from", &backup, "--data", &restored, "--vault-key", &key, "--json"]);
    assert_eq!(told["comparison"]["findings"], serde_json::json!([]));
    assert_eq!(told["comparison"]["between"], serde_json::json!({}), "one instant lacks nothing");
    assert_eq!(audited(&restored), audited(&data));
    let serving = Serving::start(&site.path("restored"), &["--set", crate::folders::DEPARTMENTS]);
    assert_eq!(serving.terminate(), Some(0));
    assert_eq!(audited(&restored), audited(&data), "the pack is adopted already");
    let whole = json(&["bus", "republish", "--data", &restored, "--json"]);
    assert_eq!(whole["between"], serde_json::json!({}));
}

#[test]
fn a_backup_is_not_changed_by_being_restored() {
    let site = Site::stopped();
    let (data, backup) = (site.text("data"), site.text("backup"));
    json(&["backup", "--data", &data, "--out", &backup, "--json"]);
    let before = bytes(&site.path("backup"));
    json(&["restore", "--from", &backup, "--data", &site.text("one"), "--json"]);
    json(&["restore", "--from", &backup, "--data", &site.text("two"), "--json"]);
    assert_eq!(bytes(&site.path("backup")), before);
}

#[test]
fn a_restored_folder_waits_for_the_key_it_had() {
    let site = Site::stopped();
    let (data, backup, restored) = (site.text("data"), site.text("backup"), site.text("restored"));
    json(&["backup", "--data", &data, "--out", &backup, "--json"]);
    std::fs::write(site.path("other.key"), "0b".repeat(32)).expect("written");
    let (status, words) =
        failure(&["restore", "--from", &backup, "--data", &restored, "--vault-key", &site.text("other.key")]);
    assert_eq!(status, Some(2));
    assert!(words.contains("is not the one this backup's personal data were sealed with"), "{words}");
    assert!(!site.path("restored").exists());

    json(&["restore", "--from", &backup, "--data", &restored, "--json"]);
    let (status, words) = failure(&["serve", "--data", &restored, "--listen", "127.0.0.1:0"]);
    assert_eq!(status, Some(2));
    assert!(words.contains("vault.key is missing: this folder was restored from a backup"), "{words}");
    std::fs::copy(site.path("data/vault.key"), site.path("restored/vault.key")).expect("copied");
    assert_eq!(Serving::start(&site.path("restored"), &[]).terminate(), Some(0));
}

#[test]
fn a_restore_into_a_folder_with_anything_in_it_is_refused() {
    let site = Site::stopped();
    let (data, backup) = (site.text("data"), site.text("backup"));
    json(&["backup", "--data", &data, "--out", &backup, "--json"]);
    let before = bytes(&site.path("data"));
    let (status, words) = failure(&["restore", "--from", &backup, "--data", &data]);
    assert_eq!(status, Some(2));
    let expected = "is not empty; name a folder that does not exist yet (nothing was changed)\n";
    assert_eq!(words, format!("guohe: {data} {expected}"));
    let (status, words) = failure(&["backup", "--data", &data, "--out", &backup]);
    assert_eq!(status, Some(2));
    assert_eq!(words, format!("guohe: {backup} {expected}"));
    assert_eq!(bytes(&site.path("data")), before);
}

#[test]
fn a_backup_that_is_not_what_it_was_is_refused_by_its_file() {
    let site = Site::stopped();
    let (data, backup, restored) = (site.text("data"), site.text("backup"), site.text("restored"));
    json(&["backup", "--data", &data, "--out", &backup, "--json"]);
    assert!(tamper(&site.path("backup/registry.db"), b"\"hunan\"", b"\"henan\"") > 0);
    let (status, words) = failure(&["restore", "--from", &backup, "--data", &restored]);
    assert_eq!(status, Some(2));
    assert!(words.contains("registry.db is not as it was when the backup was taken"), "{words}");
    assert!(!site.path("restored").exists());

    std::fs::remove_file(site.path("backup/registry.db")).expect("removed");
    let (_, words) = failure(&["restore", "--from", &backup, "--data", &restored]);
    assert!(
        words.contains("registry.db is not as it was when the backup was taken: it is missing"),
        "{words}"
    );
    std::fs::remove_file(site.path("backup/manifest.json")).expect("removed");
    let (_, words) = failure(&["restore", "--from", &backup, "--data", &restored]);
    assert!(words.contains("holds no finished backup"), "{words}");
    assert!(!site.path("restored").exists());
}
