//! The packs of the repository, read from their folders, for the tests of this folder.

use std::fs;
use std::path::{Path, PathBuf};

use guohe_policy::{Pack, PackError};

/// A file's name and text.
pub(crate) type File = (String, String);

/// The packs of published texts, in the order of `policies/README.md`.
pub(crate) const MEASURES: [&str; 5] =
    ["hunan-2026", "zhejiang-2026", "most-2011", "guangdong-2020-call", "guangdong-2026-draft"];

/// The folder of all packs.
pub(crate) fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// Names of all folders that hold a pack.
pub(crate) fn folders() -> Vec<String> {
    let entries =
        fs::read_dir(policies()).expect("the folder of packs").map(|entry| entry.expect("an entry").path());
    let packs = entries.filter(|path| path.join("identity.yaml").is_file());
    let mut names: Vec<String> =
        packs.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The files of a pack.
pub(crate) fn files(name: &str) -> Vec<File> {
    let entries = fs::read_dir(policies().join(name)).expect("a pack's folder").map(|file| {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("text"))
    });
    entries.collect()
}

/// Reads files as a pack.
pub(crate) fn parse(files: &[File]) -> Result<Pack, Vec<PackError>> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files)
}

/// A pack of the repository.
pub(crate) fn load(name: &str) -> Pack {
    parse(&files(name)).unwrap_or_else(|errors| panic!("{name}:\n{}", all(&errors)))
}

/// Every error on its own line.
pub(crate) fn all(errors: &[PackError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The packs of published texts.
pub(crate) fn measures() -> Vec<Pack> {
    MEASURES.iter().map(|name| load(name)).collect()
}

/// The lines of a list beside the packs; comments and empty lines left out.
pub(crate) fn lines(file: &str) -> Vec<String> {
    let text = fs::read_to_string(policies().join(file)).expect(file);
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(ToOwned::to_owned).collect()
}

/// A pack with a department's choices on switches, each written as it stands in YAML (`"true"`, `ruling`).
pub(crate) fn with_choices(name: &str, choices: &[(&str, &str)]) -> Pack {
    let mut files = files(name);
    let (_, text) = files.iter_mut().find(|(file, _)| file == "switches.yaml").expect("switches");
    for (switch, chosen) in choices {
        let at = text.find(&format!("- name: {switch}\n"));
        let at = at.unwrap_or_else(|| panic!("{name} has no switch {switch}"));
        let default = at + text[at..].find("    default: ").expect("a default");
        let end = default + text[default..].find('\n').expect("an end");
        text.insert_str(end, &format!("\n    chosen: {chosen}"));
    }
    parse(&files).unwrap_or_else(|errors| panic!("{name} with {choices:?}:\n{}", all(&errors)))
}
