//! Every folder of `policies/` that holds a pack loads without an error and bears its folder's name.

use std::fs;
use std::path::{Path, PathBuf};

use guohe_policy::{Pack, PackStatus};

/// A file's name and text.
type File = (String, String);

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The packs of the repository: folder name and files.
fn folders() -> Vec<(String, Vec<File>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(policies()).expect("the folder of packs") {
        let folder = entry.expect("an entry").path();
        if !folder.join("identity.yaml").is_file() {
            continue;
        }
        let files = fs::read_dir(&folder).expect("a pack's folder").map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        });
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        found.push((name, files.collect()));
    }
    found.sort();
    found
}

fn load(name: &str, files: &[File]) -> Pack {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files).unwrap_or_else(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{name}:\n{}", lines.join("\n"))
    })
}

#[test]
fn every_pack_loads_and_bears_its_folders_name() {
    let folders = folders();
    for (name, files) in &folders {
        assert_eq!(load(name, files).identity.id, *name);
    }
    assert!(folders.len() >= 2, "the packs are in {}", policies().display());
}

#[test]
fn a_pack_decides_only_what_is_in_force_in_its_time() {
    for (name, files) in folders() {
        let pack = load(&name, &files);
        let decides = matches!(pack.identity.status, PackStatus::InForce | PackStatus::Sample);
        assert_eq!(pack.decides(), decides, "{name}");
        assert!(!pack.identity.unknown.is_empty() || pack.identity.status == PackStatus::Sample, "{name}");
    }
}
