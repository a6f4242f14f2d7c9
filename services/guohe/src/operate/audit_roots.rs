//! `guohe audit root` and `guohe audit key`.

use std::path::Path;

use guohe_flow::{AuditKey, PublicKey, RootStatement};
use guohe_runtime::config::Settings;
use serde::Serialize;

use super::{
    Desk, OperateError,
    folder::{present, settings_folder},
    show::{beijing, print_json, table},
};
use crate::{
    cli::{AuditKeyArgs, PlaceArgs},
    lang::Lang,
    serve::audit_key,
    system::{audit_key_in, public_key_in},
};

/// A root as it was taken, or the one that reaches as far already.
#[derive(Debug, Serialize)]
pub(super) struct RootTaken {
    /// What it says.
    pub(super) root: RootStatement,
    /// SHA-256 of the statement, hex.
    pub(super) hash: String,
    /// False where it was there already.
    pub(super) is_new: bool,
}

/// Takes a root over each chosen service's streams.
pub(super) async fn take(place: &PlaceArgs, settings: &Settings, lang: Lang) -> Result<(), OperateError> {
    let key = signing_key(place, settings)?;
    let mut desk = Desk::open(place, settings).await?;
    let mut taken = Vec::new();
    for service in desk.services() {
        taken.push(desk.take_root(&service, key.as_ref()).await?);
    }
    desk.close().await;
    if place.json {
        print_json(&taken)
    } else {
        print(&taken, lang)
    }
    Ok(())
}

/// The key for files: the setting's, or the folder's own, made where it has none. A running system uses its own.
fn signing_key(place: &PlaceArgs, settings: &Settings) -> Result<Option<AuditKey>, OperateError> {
    let Some(folder) = &place.data else { return Ok(None) };
    present(folder, place.service.as_deref())?;
    match audit_key(settings)? {
        Some(key) => Ok(Some(key)),
        None => Ok(Some(audit_key_in(folder)?)),
    }
}

/// The public key that settings or a data folder know; never makes one.
pub(super) fn known_key(data: Option<&Path>, settings: &Settings) -> Result<Option<PublicKey>, OperateError> {
    if let Some(key) = audit_key(settings)? {
        return Ok(Some(key.public()));
    }
    let folder = match data {
        Some(folder) => Some(folder.to_owned()),
        None => settings_folder(settings)?,
    };
    Ok(folder.map(|folder| public_key_in(&folder)).transpose()?.flatten())
}

/// The public key as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    public_key: PublicKey,
}

/// Shows the public key.
pub(super) fn key(args: &AuditKeyArgs, settings: &Settings, lang: Lang) -> Result<(), OperateError> {
    let public_key = known_key(args.data.as_deref(), settings)?.ok_or(OperateError::NoAuditKey)?;
    if args.json {
        print_json(&Shown { public_key });
        return Ok(());
    }
    println!("{public_key}");
    let words = lang.pick(
        "核对签名根用的公钥（Ed25519）。请另行留存，勿与数据库同处；归档连同此公钥交给外部核对者。",
        "The public key that audit roots are checked with (Ed25519). Note it apart from the database, and give it with \
         an archive to whoever checks that.",
    );
    eprintln!("{words}");
    Ok(())
}

fn print(taken: &[RootTaken], lang: Lang) {
    let header = lang.pick(
        ["服务", "编号", "截至（北京时间）", "事件流", "事件", "SHA-256", ""],
        ["service", "number", "as of (Beijing)", "streams", "events", "SHA-256", ""],
    );
    let mut table = table(header);
    for RootTaken { root, hash, is_new } in taken {
        let already = lang.pick("已有", "there already");
        table.add_row([
            root.service.clone(),
            root.number.to_string(),
            beijing(root.as_of),
            root.streams.to_string(),
            root.events.to_string(),
            hash.clone(),
            if *is_new { String::new() } else { already.to_owned() },
        ]);
    }
    println!("{table}");
}
