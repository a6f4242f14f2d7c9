//! `guohe restore`: makes a data folder from a backup, proven before anybody can start on it.
//!
//! # Theory of operation
//! The folder is made under another name: files are copied and compared with the manifest byte by byte, opened and
//! compared with what they held, and the services are compared with each other. Messages that a consumer lacks are
//! marked to be published again; the next start takes them up. Only then does the folder get its name. A crash
//! before leaves no folder of that name; the next restore removes what was begun.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use guohe_store::{FileContents, VaultKey};
use serde::Serialize;

use super::{
    BackupError, failed,
    manifest::{Manifest, ServiceCopy},
    publish, refuse_filled, staging,
};
use crate::{
    cli::RestoreArgs,
    lang::Lang,
    operate::{
        OperateError,
        folder::Folder,
        progress,
        reconcile::{Reconciled, Write as Republish, reconcile},
        show::{beijing, print_json},
    },
    system::{KEY_FILE, KEY_FINGERPRINT_FILE},
};

/// What was restored, as it is shown.
#[derive(Debug, Serialize)]
struct Restored<'a> {
    folder: &'a Path,
    taken_at: guohe_clock::Timestamp,
    has_vault_key: bool,
    comparison: &'a Reconciled,
}

/// Makes a data folder from a backup.
pub(in crate::operate) async fn restore(args: &RestoreArgs, lang: Lang) -> Result<(), OperateError> {
    let manifest = Manifest::read(&args.from)?;
    refuse_filled(&args.data)?;
    let key = key(args, &manifest)?;
    let staged = staging(&args.data, ".unfinished")?;
    let bar = progress::bar(2 * manifest.services.len() as u64, args.json, lang.pick("恢复", "restoring"));
    for copy in &manifest.services {
        bar.set_message(copy.service.clone());
        bring(copy, &args.from, &staged)?;
        bar.inc(1);
        check(copy, &manifest, &staged).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let comparison = compare(&staged).await?;
    write_key(&staged, key.as_deref(), &manifest)?;
    publish(&staged, &args.data)?;
    let (folder, has_vault_key) = (args.data.as_path(), key.is_some());
    if args.json {
        let taken_at = manifest.taken_at;
        print_json(&Restored { folder, taken_at, has_vault_key, comparison: &comparison });
    } else {
        print(&manifest, &comparison, folder, has_vault_key, lang);
    }
    Ok(())
}

/// The key's text, proven to be the one that the backup needs.
fn key(args: &RestoreArgs, manifest: &Manifest) -> Result<Option<String>, BackupError> {
    let Some(path) = &args.vault_key else { return Ok(None) };
    let text = fs::read_to_string(path).map_err(failed(path, "read"))?;
    let other = || BackupError::OtherKey { file: path.clone() };
    let key = VaultKey::from_hex(&text).map_err(|_| other())?;
    match &manifest.vault_key_fingerprint {
        Some(fingerprint) if *fingerprint != key.fingerprint() => Err(other()),
        _ => Ok(Some(text)),
    }
}

/// Copies a file to the disk, and reads it back there: what was proven is what will be used.
fn bring(copy: &ServiceCopy, from: &Path, to: &Path) -> Result<(), BackupError> {
    let (source, target) = (from.join(&copy.file), to.join(&copy.file));
    match fs::copy(&source, &target) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::Changed { file: source, what: "it is missing".to_owned() });
        }
        Err(error) => return Err(failed(&source, "copied")(error)),
    }
    File::open(&target).and_then(|file| file.sync_all()).map_err(failed(&target, "brought to the disk"))?;
    copy.check_bytes(to)
}

/// Opens a file and compares what it holds with what it held.
async fn check(copy: &ServiceCopy, manifest: &Manifest, folder: &Path) -> Result<(), BackupError> {
    let path = folder.join(&copy.file);
    if let Some(version) = copy.contents.newer_than_this_program() {
        let (service, program) = (copy.service.clone(), manifest.program.clone());
        return Err(BackupError::LaterTables { service, version, program });
    }
    let contents = FileContents::of(&path).await?;
    if contents == copy.contents {
        return Ok(());
    }
    Err(BackupError::Changed { file: path, what: "it holds other rows or other heads of streams".to_owned() })
}

/// Compares the services with each other; a cut of one instant has no findings.
async fn compare(folder: &Path) -> Result<Reconciled, OperateError> {
    let opened = Folder::open(folder, None).await?;
    let comparison = reconcile(&opened.sides(), Republish::Lacking).await?;
    opened.close().await;
    match comparison.findings.first() {
        None => Ok(comparison),
        Some(first) => {
            let findings = comparison.findings.len();
            Err(BackupError::Torn { findings, first: first.to_string() }.into())
        }
    }
}

/// The key, or the fingerprint of the one that is wanted: without it the folder refuses to start, for with a new
/// key its people could never be read.
fn write_key(folder: &Path, key: Option<&str>, manifest: &Manifest) -> Result<(), BackupError> {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        let write = || {
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(failed(&path, "written"))
    };
    if let Some(fingerprint) = &manifest.vault_key_fingerprint {
        write(KEY_FINGERPRINT_FILE, &format!("{fingerprint}\n"))?;
    }
    key.map_or(Ok(()), |text| write(KEY_FILE, text))
}

fn print(manifest: &Manifest, comparison: &Reconciled, folder: &Path, has_vault_key: bool, lang: Lang) {
    comparison.print(lang);
    let at = beijing(manifest.taken_at);
    match lang {
        Lang::Zh => println!("已恢复到 {}，数据截至 {at}（北京时间）。", folder.display()),
        Lang::En => println!("Restored to {}: the data as of {at} (Beijing).", folder.display()),
    }
    if manifest.vault_key_fingerprint.is_some() && !has_vault_key {
        println!(
            "{}",
            lang.pick(
                "启动前请将备份时的 vault.key 放入该目录；没有它，系统不会启动。",
                "Before a start put the vault.key of that time into it; without it the system does not start.",
            )
        );
    }
}
