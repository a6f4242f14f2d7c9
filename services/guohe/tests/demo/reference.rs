//! The run that others are compared with: seed 1, undisturbed, once for all tests.

use std::sync::LazyLock;

use serde_json::Value;

use crate::process;

/// The seed of every test here.
pub(crate) const SEED: u64 = 1;

/// The story of the undisturbed run.
pub(crate) static STORY: LazyLock<Value> = LazyLock::new(|| {
    let output = process::run(&["demo", "--seed", "1", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "every expectation holds: {told}");
    assert_eq!(told, "", "nothing but the document is written");
    serde_json::from_slice(&output.stdout).expect("one JSON document")
});

/// The digest of its register.
pub(crate) fn digest() -> &'static str {
    STORY["register_sha256"].as_str().expect("a digest")
}

#[test]
fn the_demo_reaches_its_end_and_every_expectation_holds() {
    let story = &*STORY;
    let checks = story["checks"].as_array().expect("checks");
    assert!(checks.len() > 60);
    let failed: Vec<&Value> = checks.iter().filter(|check| check["passed"] != true).collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(story["seed"], SEED);
    assert_eq!(story["figures"]["dead_letters"], 0);
    assert_eq!(story["figures"]["audit_findings"], serde_json::json!([]));
    assert_eq!(digest(), guohe::demo::register::digest(&story["register"]), "the digest is the register's");
    assert!(story["register"]["bases"].as_array().expect("bases").len() > 45);
}
