//! The script's position on disk: which steps are done, where the clock stands, what the actors were told.
//!
//! Written whole under another name, flushed, then put in place, so that a kill at any moment leaves the old
//! position or the new one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::scenario::Position;

/// Name of the file in the data folder.
const FILE: &str = "demo.json";

/// Name under which it is written before it is put in place.
const DRAFT: &str = "demo.json.new";

/// What is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The seed of the script.
    pub seed: u64,
    /// How far it is.
    pub position: Position,
}

/// Why a position cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PositionError {
    /// The file cannot be read or written.
    #[error("{} cannot be {what}; check the rights there", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// What was tried.
        what: &'static str,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{} holds no position of the demo; name another folder", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What was wrong.
        #[source]
        source: serde_json::Error,
    },
    /// The folder holds data that no demo wrote.
    #[error("{} holds other data; the demo wants a folder of its own", folder.display())]
    Foreign {
        /// Which folder.
        folder: PathBuf,
    },
    /// The folder holds the demo of another seed.
    #[error(
        "the folder holds the demo of seed {kept}; continue it with --seed {kept}, or name another folder"
    )]
    OtherSeed {
        /// The seed kept there.
        kept: u64,
    },
}

/// The position kept in a folder. In an empty one the demo begins, and says so there before anything else does.
pub(super) fn open(folder: &Path, seed: u64) -> Result<Position, PositionError> {
    let file = folder.join(FILE);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return begin(folder, seed),
        Err(source) => return Err(PositionError::File { file, what: "read", source }),
    };
    let kept: Kept =
        serde_json::from_slice(&text).map_err(|source| PositionError::Unreadable { file, source })?;
    if kept.seed != seed {
        return Err(PositionError::OtherSeed { kept: kept.seed });
    }
    Ok(kept.position)
}

fn begin(folder: &Path, seed: u64) -> Result<Position, PositionError> {
    let failed = |what| move |source| PositionError::File { file: folder.to_owned(), what, source };
    fs::create_dir_all(folder).map_err(failed("made"))?;
    for entry in fs::read_dir(folder).map_err(failed("read"))? {
        // A draft alone is a demo that was killed before it began.
        if entry.map_err(failed("read"))?.file_name() != DRAFT {
            return Err(PositionError::Foreign { folder: folder.to_owned() });
        }
    }
    let position = Position::default();
    write(folder, seed, &position).map_err(failed("written"))?;
    Ok(position)
}

/// Keeps a position for good.
pub(super) fn write(folder: &Path, seed: u64, position: &Position) -> io::Result<()> {
    let text = serde_json::to_vec(&Kept { seed, position: position.clone() })?;
    let draft = folder.join(DRAFT);
    let mut file = File::create(&draft)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(FILE))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_as_it_was_kept_and_only_to_its_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(open(folder.path(), 1).expect("the beginning"), Position::default());
        let position = Position { steps: 7, commands: 90, ..Position::default() };
        write(folder.path(), 1, &position).expect("kept");
        assert_eq!(open(folder.path(), 1).expect("kept"), position);
        let error = open(folder.path(), 2).expect_err("another seed");
        assert!(error.to_string().contains("--seed 1"), "{error}");
    }

    #[test]
    fn other_data_and_damaged_positions_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("registry.db"), "").expect("written");
        let error = open(folder.path(), 1).expect_err("somebody's data");
        assert!(matches!(error, PositionError::Foreign { .. }), "{error}");
        fs::write(folder.path().join(FILE), "{").expect("written");
        assert!(matches!(open(folder.path(), 1), Err(PositionError::Unreadable { .. })));
    }
}
