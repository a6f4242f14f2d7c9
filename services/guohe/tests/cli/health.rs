//! `guohe health`, as a container's health check runs it.

use crate::process::{Serving, failure, run};

#[test]
fn a_serving_process_is_told_from_one_that_does_not_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::start(folder.path(), &[]);
    let address = serving.address.clone();
    let asked = run(&["health", "--address", &address]);
    assert_eq!(asked.status.code(), Some(0));
    let table = String::from_utf8(asked.stdout).expect("text");
    assert!(table.contains(&address) && table.contains("serving"), "{table}");
    let asked = run(&["health", "--address", &address, "--service", "registry", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&asked.stdout).expect("JSON");
    assert_eq!(json["serving"], true);
    let (status, words) = failure(&["health", "--address", &address, "--service", "registri"]);
    assert_eq!(status, Some(2));
    assert!(words.starts_with("guohe: \"registri\" does not run here"), "{words}");
    assert_eq!(serving.terminate(), Some(0));
    let (status, words) = failure(&["health", "--address", &address]);
    assert_eq!(status, Some(2));
    assert!(
        words.starts_with(&format!("guohe: nothing answers at {address}; is `guohe serve` running")),
        "{words}"
    );
}
