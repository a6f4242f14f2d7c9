//! Data folders to work on, and looking at them from outside.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::process::Serving;

/// The department that every service adopts a pack for.
pub(crate) const DEPARTMENTS: &str = "departments=[{id='hunan',policies=['hunan-2026']}]";

/// A folder for a test, with data in `data`: every service has adopted a pack.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    /// A folder whose system has stopped.
    pub(crate) fn stopped() -> Self {
        let site = Self::empty();
        assert_eq!(site.serve().terminate(), Some(0));
        site
    }

    /// A folder without data.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    /// Serves the data.
    pub(crate) fn serve(&self) -> Serving {
        Serving::start(&self.path("data"), &["--set", DEPARTMENTS])
    }

    /// A path in the test's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("text").to_owned()
    }
}

/// Every file's bytes.
pub(crate) fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("reads").map(|entry| entry.expect("an entry"));
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    // A lock says who looked last, and SQLite's index of its log is made anew by whoever looks.
    let lasting = |name: &String| name != "guohe.lock" && !name.ends_with("-shm") && !name.ends_with("-wal");
    entries
        .map(|entry| (name(&entry), entry.path()))
        .filter(|(name, _)| lasting(name))
        .map(|(name, path)| (name, fs::read(path).expect("reads")))
        .collect()
}

/// Puts other bytes of the same length in their place, wherever they are; how often that was.
pub(crate) fn tamper(file: &Path, from: &[u8], to: &[u8]) -> usize {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(file).expect("reads");
    let mut places = 0;
    for place in 0..=bytes.len() - from.len() {
        if bytes[place..].starts_with(from) {
            bytes[place..place + to.len()].copy_from_slice(to);
            places += 1;
        }
    }
    fs::write(file, bytes).expect("written");
    places
}
