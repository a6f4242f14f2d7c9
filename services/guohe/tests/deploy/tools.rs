//! The tools that read what is deployed: asked where they are installed, named where they are not.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

/// A file or folder of the repository.
pub(crate) fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path).canonicalize().expect(path)
}

/// A file's text.
pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(place(path)).expect(path)
}

/// Runs a tool to its success; its output. `None` where it is not installed.
pub(crate) fn run(tool: &str, arguments: &[&str]) -> Option<String> {
    let output = match Command::new(tool).args(arguments).output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("{tool} is not installed: not asked");
            return None;
        }
        Err(error) => panic!("{tool}: {error}"),
    };
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{tool} {arguments:?}: {words}");
    Some(String::from_utf8(output.stdout).expect("text"))
}
