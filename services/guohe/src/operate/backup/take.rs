//! `guohe backup`: takes one consistent cut of a data folder, whether it is served meanwhile or not.

use std::{fs, io, path::Path};

use guohe_clock::{Clock, SystemClock};
use guohe_store::{SqliteCut, VaultKey};
use serde::Serialize;

use super::{
    BackupError, failed,
    manifest::{Manifest, ServiceCopy},
    publish, refuse_filled, staging,
};
use crate::{
    cli::BackupArgs,
    lang::Lang,
    operate::{
        OperateError,
        folder::{present, settings_folder},
        progress,
        show::{beijing, print_json, table},
    },
    system::KEY_FILE,
};
use guohe_runtime::config::Settings;

/// What was backed up, as it is shown.
#[derive(Debug, Serialize)]
struct Taken<'a> {
    folder: &'a Path,
    manifest: &'a Manifest,
}

/// Takes a backup.
pub(in crate::operate) async fn backup(
    args: &BackupArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<(), OperateError> {
    let data = match &args.data {
        Some(folder) => folder.clone(),
        None => settings_folder(settings)?.ok_or(BackupError::NoFolder)?,
    };
    let services: Vec<&str> = present(&data, None)?.iter().map(|service| service.name).collect();
    refuse_filled(&args.out)?;
    let key = key_of(&data)?;
    let staged = staging(&args.out, ".unfinished")?;
    let manifest = copy(&data, &services, &staged, key.as_ref(), args.json, lang).await?;
    if let (Some(to), Some(key)) = (&args.vault_key_out, &key) {
        write_key(to, &key.text)?;
    }
    publish(&staged, &args.out)?;
    if args.json {
        print_json(&Taken { folder: &args.out, manifest: &manifest });
    } else {
        print(&manifest, args, lang);
    }
    Ok(())
}

async fn copy(
    data: &Path,
    services: &[&str],
    staged: &Path,
    key: Option<&Key>,
    quiet: bool,
    lang: Lang,
) -> Result<Manifest, BackupError> {
    let cut = SqliteCut::take(data, services, staged).await?;
    let taken_at = SystemClock.now();
    let bar = progress::bar(cut.tables() as u64, quiet, lang.pick("复制", "copying"));
    cut.copy(|service| {
        bar.set_message(service.to_owned());
        bar.inc(1);
    })
    .await?;
    bar.finish_and_clear();
    let mut copies = Vec::with_capacity(services.len());
    for service in services {
        copies.push(ServiceCopy::describe(service, staged).await?);
    }
    let manifest = Manifest::new(taken_at, key.map(|key| key.fingerprint.clone()), copies);
    // Last: a folder without a manifest is no backup.
    manifest.write(staged)?;
    Ok(manifest)
}

/// The folder's own key, where it keeps one.
struct Key {
    text: String,
    fingerprint: String,
}

fn key_of(data: &Path) -> Result<Option<Key>, BackupError> {
    let path = data.join(KEY_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let key = VaultKey::from_hex(&text).map_err(|_| BackupError::OtherKey { file: path })?;
            Ok(Some(Key { text, fingerprint: key.fingerprint() }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&path, "read")(error)),
    }
}

/// For its owner only, and never over another key.
fn write_key(to: &Path, text: &str) -> Result<(), BackupError> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let write = || {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(failed(to, "written"))
}

fn print(manifest: &Manifest, args: &BackupArgs, lang: Lang) {
    let header = lang.pick(
        ["服务", "事件流", "事件", "定时器", "文件", "字节"],
        ["service", "streams", "events", "timers", "documents", "bytes"],
    );
    let mut table = table(header);
    for copy in &manifest.services {
        let count = |name: &str| copy.rows(name).to_string();
        table.add_row([
            copy.service.clone(),
            count("streams"),
            count("events"),
            count("timers"),
            count("documents"),
            copy.bytes.to_string(),
        ]);
    }
    println!("{table}");
    let at = beijing(manifest.taken_at);
    println!("{} {} ({at})", lang.pick("备份已存入", "The backup is in"), args.out.display());
    let key = match (&args.vault_key_out, &manifest.vault_key_fingerprint) {
        (_, None) => return,
        (Some(to), _) => {
            let words = lang
                .pick("个人信息密钥已存入（请与备份分开保管）", "The vault's key, to be kept apart, is in");
            println!("{words} {}", to.display());
            return;
        }
        (None, Some(_)) => lang.pick(
            "个人信息密钥不在备份中：请另行保管数据目录中的 vault.key，恢复时用 --vault-key 指定。",
            "The vault's key is not in it: keep the data folder's vault.key somewhere else, for --vault-key.",
        ),
    };
    println!("{key}");
}
