//! The binary, and packs to try it on.

#[allow(dead_code)]
#[path = "../cli/process.rs"]
mod cli;

use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) use cli::{failure, guohe, run};
use serde_json::Value;

/// What it wrote on standard output, with its status.
pub(crate) fn told(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

/// One JSON document it wrote, with its status.
pub(crate) fn json(arguments: &[&str]) -> (Option<i32>, Value) {
    let (status, text) = told(&[arguments, &["--json"]].concat());
    (status, serde_json::from_str(&text).expect("one JSON document"))
}

/// The repository's `policies/`.
pub(crate) fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").canonicalize().expect("there")
}

/// A sample application.
pub(crate) fn sample(name: &str) -> String {
    policies().join("samples").join(name).to_str().expect("text").to_owned()
}

/// A changed copy of a pack: every occurrence of a text in a file replaced.
pub(crate) fn draft(to: &Path, pack: &str, changes: &[(&str, &str, &str)]) -> String {
    let folder = to.join("draft");
    fs::create_dir_all(&folder).expect("made");
    for entry in fs::read_dir(policies().join(pack)).expect("reads") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_str().expect("text").to_owned();
        let mut text = fs::read_to_string(&path).expect("reads");
        for (file, from, into) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(from), "{file} does not hold {from}");
            text = text.replace(from, into);
        }
        fs::write(folder.join(name), text).expect("written");
    }
    folder.to_str().expect("text").to_owned()
}
