//! Makes `policies/` part of the program: a table of packs and official calendar years.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../policies").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut table = String::from("const PACKS: &[(&str, Files)] = &[\n");
    for folder in sorted(&root)?.into_iter().filter(|path| path.join("identity.yaml").is_file()) {
        writeln!(table, "({:?}, {}),", name(&folder), files(&folder)?)?;
    }
    writeln!(table, "];\nconst CALENDARS: Files = {};", files(&root.join("calendar"))?)?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("policies.rs"), table)?;
    Ok(())
}

/// The YAML files of a folder, as an expression.
fn files(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[");
    for file in sorted(folder)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")) {
        write!(list, "({:?}, include_str!({file:?})),", name(&file))?;
    }
    list.push(']');
    Ok(list)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
