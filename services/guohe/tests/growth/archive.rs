//! An archive is proven from its own files, and what was changed in it is found.

use serde_json::Value;

use crate::{
    folders::{Site, bytes, tamper},
    process::{failure, run},
};

#[test]
fn an_archive_is_whole_until_something_in_it_is_changed() {
    let site = Site::stopped();
    let (data, archive) = (site.text("data"), site.text("archive"));
    let before = bytes(&site.path("data"));
    let export = ["archive", "export", "--data", &data, "--closed-before", "2999-01-01", "--out", &archive];
    let exported = run(&[export.as_slice(), &["--json"]].concat());
    assert_eq!(exported.status.code(), Some(0), "{}", String::from_utf8_lossy(&exported.stderr));
    let manifest: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    let streams: u64 = manifest["services"].as_array().expect("a list").iter().map(count).sum();
    assert_eq!(streams, 6, "each service's adopted pack");
    assert_eq!(bytes(&site.path("data")), before, "nothing is removed");

    let verified = run(&["archive", "verify", &archive]);
    assert_eq!(verified.status.code(), Some(0));
    let words = String::from_utf8(verified.stdout).expect("text");
    assert!(words.starts_with("The archive is whole: 6 streams, "), "{words}");
    let (status, words) = failure(&export);
    assert_eq!(status, Some(2));
    assert!(words.contains("is there already"), "{words}");

    assert!(tamper(&site.path("archive/registry.jsonl"), b"configuration", b"someone-hones") > 0);
    let found = run(&["archive", "verify", &archive, "--json"]);
    assert_eq!(found.status.code(), Some(1));
    let verdict: Value = serde_json::from_slice(&found.stdout).expect("JSON");
    let findings = verdict["findings"].as_array().expect("a list");
    assert!(
        findings.contains(&Value::from("hunan/regime/adopted: the last event is not the head")),
        "{verdict}"
    );
    assert!(findings.iter().any(|finding| finding.to_string().contains("SHA-256")), "{verdict}");
}

fn count(service: &Value) -> u64 {
    service["streams"].as_u64().expect("a number")
}

#[test]
fn streams_that_are_younger_stay_out() {
    let site = Site::stopped();
    let export = run(&[
        "archive",
        "export",
        "--data",
        &site.text("data"),
        "--closed-before",
        "2020-01-01",
        "--out",
        &site.text("archive"),
        "--json",
    ]);
    let manifest: Value = serde_json::from_slice(&export.stdout).expect("JSON");
    assert!(manifest["services"].as_array().expect("a list").iter().all(|service| count(service) == 0));
    assert_eq!(run(&["archive", "verify", &site.text("archive")]).status.code(), Some(0));
    let (status, words) = failure(&["archive", "verify", &site.text("data")]);
    assert_eq!(status, Some(2));
    assert!(words.contains("holds no finished archive"), "{words}");
}
