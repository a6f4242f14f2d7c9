//! The house's rules, held by the build: which crate may stand on which, and who may name what.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Lines a source file may have at most.
const LONGEST_FILE_LINES: usize = 600;

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("the workspace has metadata")
}

fn root() -> PathBuf {
    metadata().workspace_root.into_std_path_buf()
}

/// Our crates each of our crates may stand on in what it ships (test-only dependencies are free).
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let service = vec!["guohe-api", "guohe-clock", "guohe-flow", "guohe-policy"];
    let mut allowed = BTreeMap::from([
        ("guohe-clock", vec![]),
        ("guohe-policy", vec!["guohe-clock"]),
        ("guohe-flow", vec!["guohe-clock", "guohe-policy"]),
        ("guohe-store", vec!["guohe-clock", "guohe-flow"]),
        ("guohe-bus", vec!["guohe-clock", "guohe-flow"]),
        ("guohe-bench", vec!["guohe-bus", "guohe-clock", "guohe-flow", "guohe-store"]),
        ("guohe-api", vec!["guohe-clock", "guohe-flow", "guohe-policy"]),
        ("guohe-runtime", vec!["guohe-api", "guohe-clock", "guohe-flow", "guohe-policy"]),
        ("guohe-testkit", vec!["guohe-clock", "guohe-flow", "guohe-policy"]),
        ("xtask", vec![]),
    ]);
    for name in ["intake", "recommendation", "assignment", "evaluation", "registry", "notification"] {
        let crate_name: &'static str = Box::leak(format!("guohe-{name}").into_boxed_str());
        allowed.insert(crate_name, service.clone());
    }
    allowed
}

#[test]
fn dependencies_point_one_way() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for package in metadata().packages {
        // The binary and the tests stand on everything; nothing stands on them.
        let Some(may) = allowed.get(package.name.as_str()) else { continue };
        for dependency in package.dependencies {
            let ours = dependency.path.is_some() && dependency.kind == DependencyKind::Normal;
            if ours && !may.contains(&dependency.name.as_str()) {
                wrong.push(format!("{} must not stand on {}", package.name, dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_outer_technique_has_one_home() {
    let homes = [
        ("sqlx", BTreeSet::from(["guohe-store", "guohe-testkit"])),
        ("lapin", BTreeSet::from(["guohe-bus", "guohe-testkit"])),
        ("axum", BTreeSet::from(["guohe-runtime"])),
    ];
    for package in metadata().packages {
        for dependency in &package.dependencies {
            for (technique, home) in &homes {
                let stranger = dependency.name == *technique
                    && dependency.kind == DependencyKind::Normal
                    && !home.contains(package.name.as_str());
                assert!(!stranger, "{} must not depend on {technique}", package.name);
            }
        }
    }
}

#[test]
fn services_name_no_store_no_broker_and_no_clock() {
    let forbidden = ["sqlx", "lapin", "Utc::now", "SystemTime", "Instant::now", "SystemClock"];
    for path in sources(&root().join("services")) {
        if path.starts_with(root().join("services/guohe")) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("reads");
        for word in forbidden {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn the_binary_names_no_driver_either() {
    for path in sources(&root().join("services/guohe")) {
        let text = fs::read_to_string(&path).expect("reads");
        for word in ["sqlx::", "lapin::", "Utc::now", "SystemTime::now", "Instant::now"] {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn every_module_says_what_it_is_and_no_file_is_too_long() {
    let mut wrong = Vec::new();
    for folder in ["shared", "services", "tests", "xtask"] {
        for path in sources(&root().join(folder)) {
            let text = fs::read_to_string(&path).expect("reads");
            if !text.trim_start().starts_with("//!") {
                wrong.push(format!("{} does not open with //!", path.display()));
            }
            let lines = text.lines().count();
            if lines > LONGEST_FILE_LINES {
                wrong.push(format!("{} has {lines} lines", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn domain_modules_are_pure() {
    let forbidden = ["async fn", ".await;", ".await?", ".await.", "tokio::", "tonic::", "std::fs", "rand::"];
    for path in sources(&root().join("services")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let domain = ["state.rs", "command.rs", "event.rs", "decide.rs"].contains(&name.as_str())
            || path.parent().is_some_and(|folder| folder.ends_with("decide"));
        if !domain || path.starts_with(root().join("services/guohe")) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("reads");
        for word in forbidden {
            assert!(!text.contains(word), "{} is domain and names {word}", path.display());
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
