//! `guohe backup` and `guohe restore`: one consistent cut of a data folder, and a folder made from it.
//!
//! Owns the form of a backup (a folder: one file a service, and a manifest with their checksums and contents), how
//! it is taken and how it is proven before it is used. The vault's key is never part of it: whoever finds a backup
//! finds no personal data. It never changes the folder it reads, and never writes over anything.

mod manifest;
mod restore;
mod take;

use std::{
    io,
    path::{Path, PathBuf},
};

use guohe_store::CopyError;

use crate::system::{KEY_FILE, KEY_FINGERPRINT_FILE, LOCK_FILE};

pub(super) use restore::restore;
pub(super) use take::backup;

/// Name of the manifest in a backup.
const MANIFEST: &str = "manifest.json";

/// Why a backup could not be taken or used. Nothing was changed, whichever it is.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The place to write to has something in it.
    #[error("{} is not empty; name a folder that does not exist yet (nothing was changed)", folder.display())]
    NotEmpty {
        /// Which folder.
        folder: PathBuf,
    },
    /// A PostgreSQL address where a folder is needed.
    #[error(
        "a backup is taken of a data folder (--data DIR); on PostgreSQL use its own means, see \
         docs/operations/backup.md"
    )]
    NoFolder,
    /// No manifest: no backup, or one that was not finished.
    #[error(
        "{} holds no finished backup: there is no {MANIFEST} (a backup that was interrupted has none; take another)",
        folder.display()
    )]
    NoManifest {
        /// Which folder.
        folder: PathBuf,
    },
    /// A manifest that does not read.
    #[error("{} does not read; take another backup", file.display())]
    BadManifest {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A manifest of a later form.
    #[error(
        "the backup has form {found}, this program reads form {known}; restore it with guohe {program} or later"
    )]
    LaterForm {
        /// The backup's.
        found: u32,
        /// Ours.
        known: u32,
        /// Who wrote it.
        program: String,
    },
    /// Tables that a newer program has changed.
    #[error(
        "the tables of {service} in the backup are at migration {version}, which this program does not know; restore \
         with guohe {program} or later"
    )]
    LaterTables {
        /// Which service.
        service: String,
        /// The migration.
        version: i64,
        /// Who wrote the backup.
        program: String,
    },
    /// A file of the backup is not what the manifest says.
    #[error("{} is not as it was when the backup was taken: {what}; use another backup", file.display())]
    Changed {
        /// Which file.
        file: PathBuf,
        /// What differs.
        what: String,
    },
    /// A key that is not the one the backup's people were sealed with.
    #[error("the key in {} is not the one this backup's personal data were sealed with", file.display())]
    OtherKey {
        /// Which file.
        file: PathBuf,
    },
    /// The copies do not fit together.
    #[error(
        "the services of this backup do not fit together ({findings} findings, the first: {first}); it was not taken \
         by `guohe backup`, or files of several backups were mixed"
    )]
    Torn {
        /// How many.
        findings: usize,
        /// The first of them.
        first: String,
    },
    /// A file cannot be used.
    #[error("{} cannot be {what}", file.display())]
    Io {
        /// Which file.
        file: PathBuf,
        /// What was tried.
        what: &'static str,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// A database file cannot be copied or read.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

/// For `map_err`: a file that cannot be used.
fn failed(file: &Path, what: &'static str) -> impl FnOnce(io::Error) -> BackupError {
    let file = file.to_owned();
    move |source| BackupError::Io { file, what, source }
}

/// Refuses a folder with anything in it.
fn refuse_filled(folder: &Path) -> Result<(), BackupError> {
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(BackupError::NotEmpty { folder: folder.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(folder, "read")(error)),
    }
}

/// A folder beside another, named after it: what is made there is renamed when it is whole, so that a crash leaves
/// nothing that looks finished. What a crash left there before is removed.
fn staging(beside: &Path, ending: &str) -> Result<PathBuf, BackupError> {
    let absolute = std::path::absolute(beside).map_err(failed(beside, "found"))?;
    let mut name = absolute.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    let folder = absolute.with_file_name(name);
    if folder.exists() {
        remove_staged(&folder)?;
    }
    std::fs::create_dir_all(&folder).map_err(failed(&folder, "made"))?;
    Ok(folder)
}

/// Removes what a crash left, and only that: a folder that holds anything else is somebody's.
fn remove_staged(folder: &Path) -> Result<(), BackupError> {
    let entries = std::fs::read_dir(folder).map_err(failed(folder, "read"))?;
    let names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let ours = |name: &String| {
        [".db", ".db-wal", ".db-shm", ".db-journal"].iter().any(|ending| name.ends_with(ending))
            || [MANIFEST, KEY_FILE, KEY_FINGERPRINT_FILE, LOCK_FILE].contains(&name.as_str())
    };
    if !names.iter().all(ours) {
        return Err(BackupError::NotEmpty { folder: folder.to_owned() });
    }
    std::fs::remove_dir_all(folder).map_err(failed(folder, "removed"))
}

/// Gives a finished folder its name; an empty folder of that name makes room.
fn publish(staged: &Path, name: &Path) -> Result<(), BackupError> {
    if name.exists() {
        std::fs::remove_dir(name).map_err(failed(name, "replaced"))?;
    }
    std::fs::rename(staged, name).map_err(failed(name, "made"))?;
    let parent = std::path::absolute(name).ok().and_then(|name| name.parent().map(Path::to_owned));
    let Some(parent) = parent else { return Ok(()) };
    std::fs::File::open(&parent).and_then(|folder| folder.sync_all()).map_err(failed(&parent, "synchronised"))
}
