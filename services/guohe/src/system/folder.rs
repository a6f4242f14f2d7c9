//! The data folder: one process at a time, and its keys: the vault's, and the one that audit roots are signed with.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use guohe_flow::{AuditKey, PublicKey};
use guohe_store::VaultKey;

use super::StartError;

/// Name of the lock file.
pub(crate) const LOCK_FILE: &str = "guohe.lock";

/// Name of the key file.
pub(crate) const KEY_FILE: &str = "vault.key";

/// Name of the file with the key that audit roots are signed with.
pub(crate) const AUDIT_KEY_FILE: &str = "audit.key";

/// Name of the file that says which key a restored folder wants.
pub(crate) const KEY_FINGERPRINT_FILE: &str = "vault.key.fingerprint";

/// The right to a data folder, for as long as this lives. The system releases it when the process ends, however
/// it ends; the file stays and means nothing by itself.
#[derive(Debug)]
pub struct FolderLock {
    file: File,
}

/// Given back outright: a program being started at this moment may hold a copy of the file for an instant longer.
impl Drop for FolderLock {
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the data folder's lock is given back by the end of the process only");
        }
    }
}

impl FolderLock {
    /// Takes a folder, making it where it is missing; refused while another process has it.
    pub fn take(folder: &Path) -> Result<Self, StartError> {
        fs::create_dir_all(folder).map_err(failed(folder, "made"))?;
        let path = folder.join(LOCK_FILE);
        let mut options = OpenOptions::new();
        let opened = options.read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(failed(&path, "opened"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                let read = file.read_to_string(&mut process);
                let process = if read.is_ok() { process.trim().to_owned() } else { "unknown".to_owned() };
                return Err(StartError::FolderInUse { folder: folder.to_owned(), process });
            }
            Err(TryLockError::Error(source)) => return Err(failed(&path, "locked")(source)),
        }
        write_process(&mut file).map_err(failed(&path, "written"))?;
        Ok(Self { file })
    }
}

fn write_process(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// The key kept in a data folder; drawn at random the first time, readable by its owner only. A restored folder
/// wants the key it had: with a new one its people could never be read.
pub fn vault_key_in(folder: &Path) -> Result<VaultKey, StartError> {
    let path = folder.join(KEY_FILE);
    let wanted = wanted_key(folder)?;
    if !path.try_exists().map_err(failed(&path, "looked for"))? {
        if wanted.is_some() {
            return Err(StartError::LostVaultKey { file: path });
        }
        make_key(folder, &path)?;
    }
    let text = fs::read_to_string(&path).map_err(failed(&path, "read"))?;
    let bad = |_| StartError::BadVaultKey { place: path.display().to_string() };
    let key = VaultKey::from_hex(&text).map_err(bad)?;
    match wanted {
        Some(fingerprint) if fingerprint != key.fingerprint() => {
            Err(StartError::OtherVaultKey { file: path })
        }
        _ => Ok(key),
    }
}

/// The key that a data folder's audit roots are signed with; drawn at random the first time, readable by its owner
/// only.
pub fn audit_key_in(folder: &Path) -> Result<AuditKey, StartError> {
    let path = folder.join(AUDIT_KEY_FILE);
    if !path.try_exists().map_err(failed(&path, "looked for"))? {
        make_key(folder, &path)?;
    }
    read_audit_key(&path)
}

/// The public key of a data folder; `None` where it has made none yet.
pub fn public_key_in(folder: &Path) -> Result<Option<PublicKey>, StartError> {
    let path = folder.join(AUDIT_KEY_FILE);
    if !path.try_exists().map_err(failed(&path, "looked for"))? {
        return Ok(None);
    }
    read_audit_key(&path).map(|key| Some(key.public()))
}

fn read_audit_key(path: &Path) -> Result<AuditKey, StartError> {
    let text = fs::read_to_string(path).map_err(failed(path, "read"))?;
    AuditKey::from_hex(&text).map_err(|_| StartError::BadAuditKey { place: path.display().to_string() })
}

/// Fingerprint of the key a restored folder wants.
fn wanted_key(folder: &Path) -> Result<Option<String>, StartError> {
    let path = folder.join(KEY_FINGERPRINT_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&path, "read")(error)),
    }
}

/// Written whole under another name first: a crash leaves a key or none, never half of one.
fn make_key(folder: &Path, path: &Path) -> Result<(), StartError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| StartError::Random(error.to_string()))?;
    let draft = path.with_extension("key.new");
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        writeln!(file, "{}", hex::encode(bytes))?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(failed(path, "written"))
}

fn failed(file: &Path, what: &'static str) -> impl FnOnce(io::Error) -> StartError {
    let file = file.to_owned();
    move |source| StartError::Folder { file, what, source }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_in_use_is_refused_by_the_name_of_the_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let held = FolderLock::take(folder.path()).expect("the first takes it");
        let error = FolderLock::take(folder.path()).expect_err("the second does not");
        assert_eq!(
            error.to_string(),
            format!(
                "the data folder {} is in use by process {}; stop that one, or name another folder in store.url",
                folder.path().display(),
                std::process::id()
            )
        );
        drop(held);
        FolderLock::take(folder.path()).expect("free again");
    }

    #[test]
    fn the_vault_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = vault_key_in(folder.path()).expect("made");
        assert_eq!(vault_key_in(folder.path()).expect("read"), key);
        let mode = fs::metadata(folder.path().join(KEY_FILE)).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_audit_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(public_key_in(folder.path()).expect("none yet"), None);
        let key = audit_key_in(folder.path()).expect("made").public();
        assert_eq!(audit_key_in(folder.path()).expect("read").public(), key);
        assert_eq!(public_key_in(folder.path()).expect("read"), Some(key));
        let path = folder.path().join(AUDIT_KEY_FILE);
        let mode = fs::metadata(&path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(&path, "0707").expect("written");
        let error = audit_key_in(folder.path()).expect_err("too short").to_string();
        assert!(
            error.starts_with("the audit key in ") && error.ends_with("is not 32 bytes in hex (64 digits)")
        );
    }

    #[test]
    fn a_restored_folder_wants_the_key_it_had() {
        let folder = tempfile::tempdir().expect("a folder");
        let had = VaultKey::new([7; 32]);
        fs::write(folder.path().join(KEY_FINGERPRINT_FILE), format!("{}\n", had.fingerprint()))
            .expect("written");
        assert!(matches!(vault_key_in(folder.path()), Err(StartError::LostVaultKey { .. })));
        let path = folder.path().join(KEY_FILE);
        assert!(!path.exists(), "none is made");
        fs::write(&path, "08".repeat(32)).expect("written");
        assert!(matches!(vault_key_in(folder.path()), Err(StartError::OtherVaultKey { .. })));
        fs::write(&path, "07".repeat(32)).expect("written");
        assert_eq!(vault_key_in(folder.path()).expect("the one it had"), had);
    }

    #[test]
    fn a_damaged_key_file_is_named_and_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(KEY_FILE);
        fs::write(&path, "0707").expect("written");
        let error = vault_key_in(folder.path()).expect_err("too short");
        assert_eq!(
            error.to_string(),
            format!("the vault key in {} is not 32 bytes in hex (64 digits)", path.display())
        );
        assert_eq!(fs::read_to_string(&path).expect("still there"), "0707");
    }
}
