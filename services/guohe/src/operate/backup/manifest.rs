//! A backup's manifest: what it holds, so that it can be proven whole wherever it is.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use guohe_clock::Timestamp;
use guohe_store::FileContents;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BackupError, MANIFEST, failed};

/// The form written and read by this program.
const FORM: u32 = 1;

/// Bytes hashed at a time.
const PIECE: usize = 1 << 20;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Form of this file.
    pub(super) form: u32,
    /// Version of the program that wrote it.
    pub(super) program: String,
    /// When the cut was taken, by the machine's clock.
    pub(super) taken_at: Timestamp,
    /// Fingerprint of the key that personal data are sealed with; the key itself is kept elsewhere.
    pub(super) vault_key_fingerprint: Option<String>,
    /// The copies, in the services' order.
    pub(super) services: Vec<ServiceCopy>,
}

/// One service's copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ServiceCopy {
    /// Which service.
    pub(super) service: String,
    /// Name of the file, beside the manifest.
    pub(super) file: String,
    /// Its length.
    pub(super) bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub(super) sha256: String,
    /// What it holds.
    pub(super) contents: FileContents,
}

impl Manifest {
    /// A manifest of this form.
    pub(super) fn new(taken_at: Timestamp, fingerprint: Option<String>, services: Vec<ServiceCopy>) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { form: FORM, program, taken_at, vault_key_fingerprint: fingerprint, services }
    }

    /// Writes it to a folder, to the disk.
    pub(super) fn write(&self, folder: &Path) -> Result<(), BackupError> {
        let path = folder.join(MANIFEST);
        let text = serde_json::to_vec_pretty(self).expect("a manifest is plain JSON");
        let write = || {
            let mut file = File::create_new(&path)?;
            file.write_all(&text)?;
            file.sync_all()?;
            File::open(folder)?.sync_all()
        };
        write().map_err(failed(&path, "written"))
    }

    /// Reads a backup's manifest.
    pub(super) fn read(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join(MANIFEST);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::NoManifest { folder: folder.to_owned() });
            }
            Err(error) => return Err(failed(&path, "read")(error)),
        };
        let bad = |source| BackupError::BadManifest { file: path.clone(), source };
        let form: Form = serde_json::from_slice(&text).map_err(bad)?;
        if form.form > FORM {
            return Err(BackupError::LaterForm { found: form.form, known: FORM, program: form.program });
        }
        serde_json::from_slice(&text).map_err(bad)
    }
}

/// What every form of a manifest has.
#[derive(Deserialize)]
struct Form {
    form: u32,
    program: String,
}

impl ServiceCopy {
    /// Describes a file.
    pub(super) async fn describe(service: &str, folder: &Path) -> Result<Self, BackupError> {
        let file = format!("{service}.db");
        let path = folder.join(&file);
        let contents = FileContents::of(&path).await?;
        let (bytes, sha256) = digest(&path)?;
        Ok(Self { service: service.to_owned(), file, bytes, sha256, contents })
    }

    /// Refuses a file whose bytes are not those described.
    pub(super) fn check_bytes(&self, folder: &Path) -> Result<(), BackupError> {
        let path = folder.join(&self.file);
        let (bytes, sha256) = digest(&path)?;
        let what = if bytes != self.bytes {
            format!("it has {bytes} bytes, not {}", self.bytes)
        } else if sha256 != self.sha256 {
            "its SHA-256 is another".to_owned()
        } else {
            return Ok(());
        };
        Err(BackupError::Changed { file: path, what })
    }

    /// Rows of a table.
    pub(super) fn rows(&self, table: &str) -> u64 {
        self.contents.rows.get(table).copied().unwrap_or_default()
    }
}

/// Length and SHA-256 of a file.
fn digest(path: &Path) -> Result<(u64, String), BackupError> {
    let read = || {
        let (mut file, mut digest, mut bytes) = (File::open(path)?, Sha256::new(), 0);
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece)? {
                0 => return Ok((bytes, hex::encode(digest.finalize()))),
                read => {
                    digest.update(&piece[..read]);
                    bytes += read as u64;
                }
            }
        }
    };
    read().map_err(failed(path, "read"))
}
