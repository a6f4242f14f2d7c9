//! Keeps what a release stores: examples of every stored form, and the statements its program uses.
//!
//! Run once when a release is made; the folder is committed and never changed afterwards. Later programs are held
//! against it by `tests/tests/corpus.rs` and `shared/store/tests/contract/statements.rs`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use crate::steps::Steps;

/// Where the statements are, and the folder of the corpus they go to.
const STATEMENTS: [(&str, &str); 3] = [
    ("shared/store/src/queries", "both"),
    ("shared/store/src/postgres/queries", "postgres"),
    ("shared/store/src/sqlite/queries", "sqlite"),
];

/// Statements that name no table of ours.
const WITHOUT_TABLES: [&str; 5] = [
    "attach_copy.sql",
    "schema_of_file.sql",
    "schema_exists.sql",
    "outside_transaction.sql",
    "known_migrations.sql",
];

/// Keeps the corpus of the present version.
pub(crate) fn keep() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("tests/corpus").join(env!("CARGO_PKG_VERSION"));
    let mut steps = Steps::default();
    if folder.exists() {
        steps.run("corpus", || Err(format!("{} is there already, and is never changed", folder.display())));
        return steps.finish();
    }
    let to = folder.display().to_string();
    steps.cargo("examples", &["run", "--release", "-p", "guohe", "--example", "corpus", "--", &to]);
    steps.run("statements", || copy_statements(&root, &folder).map_err(|error| error.to_string()));
    steps.finish()
}

fn copy_statements(root: &Path, folder: &Path) -> io::Result<()> {
    for (from, to) in STATEMENTS {
        let to = folder.join("statements").join(to);
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(root.join(from))? {
            let path: PathBuf = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if path.is_file() && !WITHOUT_TABLES.contains(&name) {
                fs::copy(&path, to.join(name))?;
            }
        }
    }
    Ok(())
}
