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
    assert_eq!(
        streams, 5,
        "each service's adopted pack, but the registry's: it waits for the next year's calendar"
    );
    assert_eq!(bytes(&site.path("data")), before, "nothing is removed");

    let verified = run(&["archive", "verify", &archive]);
    assert_eq!(verified.status.code(), Some(0));
    let words = String::from_utf8(verified.stdout).expect("text");
    assert!(words.starts_with("The archive is whole: 5 streams, "), "{words}");
    let (status, words) = failure(&export);
    assert_eq!(status, Some(2));
    assert!(words.contains("is there already"), "{words}");

    assert!(tamper(&site.path("archive/intake.jsonl"), b"hunan-2026", b"hunan-2027") > 0);
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

#[test]
fn an_archive_is_proven_by_the_signed_root_that_covers_it() {
    let site = Site::stopped();
    let (data, archive) = (site.text("data"), site.text("archive"));
    assert_eq!(run(&["audit", "root", "--data", &data]).status.code(), Some(0));
    let export = ["archive", "export", "--data", &data, "--closed-before", "2999-01-01", "--out", &archive];
    assert_eq!(run(&export).status.code(), Some(0));
    let key = run(&["audit", "key", "--data", &data]);
    let key = String::from_utf8(key.stdout).expect("text").trim().to_owned();

    let verify = |more: &[&str]| {
        let output = run(&[["archive", "verify", &archive, "--json"].as_slice(), more].concat());
        let verdict: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), verdict)
    };
    let (status, verdict) = verify(&["--key", &key]);
    assert_eq!(status, Some(0), "{verdict}");
    assert_eq!((&verdict["covered"], &verdict["keys_compared"]), (&verdict["streams"], &Value::from(true)));
    let (status, verdict) = verify(&[]);
    assert_eq!((status, &verdict["root_keys"][0]), (Some(0), &Value::from(key.as_str())));
    let strange = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    let (status, verdict) = verify(&["--key", strange]);
    assert_eq!(status, Some(1));
    assert!(verdict["findings"][0].to_string().contains("none of those named with --key"), "{verdict}");

    // Made up whole: another history, every chain and checksum sound, and the signed root of the true one.
    let other = Site::stopped();
    let (data, forged) = (other.text("data"), other.text("archive"));
    let export = ["archive", "export", "--data", &data, "--closed-before", "2999-01-01", "--out", &forged];
    assert_eq!(run(&export).status.code(), Some(0));
    let (status, words) = failure(&["archive", "verify", &forged, "--key", &key]);
    assert_eq!((status, words.as_str()), (Some(1), ""), "no root covers it");
    let manifest = |folder: &Site| -> Value {
        let text = std::fs::read(folder.path("archive/manifest.json")).expect("reads");
        serde_json::from_slice(&text).expect("JSON")
    };
    let (sound, mut made_up) = (manifest(&site), manifest(&other));
    made_up["services"][0]["root"] = sound["services"][0]["root"].clone();
    std::fs::write(other.path("archive/manifest.json"), made_up.to_string()).expect("written");
    let output = run(&["archive", "verify", &forged, "--json", "--key", &key]);
    let verdict: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(1), "{verdict}");
    let young = "hunan/regime/adopted: it is younger than root 1, which does not cover it";
    assert!(verdict["findings"].as_array().expect("a list").contains(&Value::from(young)), "{verdict}");
}
