//! `guohe bus republish`: has every kept message that a consumer lacks published again.
//!
//! For after a restore, or a broker that lost its queues. On a data folder the system must not run; on PostgreSQL it
//! may: messages on their way are published twice at worst, and dropped the second time.

use guohe_runtime::config::Settings;
use guohe_store::{StoreUrl, VaultKey};
use serde::Serialize;

use super::{
    OperateError,
    folder::{Folder, settings_url},
    reconcile::{Reconciled, Side, Write, reconcile},
    show::print_json,
};
use crate::{
    cli::RepublishArgs,
    lang::Lang,
    system::{SERVICES, StoreChoice, open_service},
};

/// What was done, as it is shown.
#[derive(Debug, Serialize)]
struct Republished<'a> {
    dry_run: bool,
    #[serde(flatten)]
    comparison: &'a Reconciled,
}

/// Compares and publishes again; true where nothing is left that cannot be repaired.
pub(super) async fn republish(
    args: &RepublishArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<bool, OperateError> {
    let write = if args.dry_run { Write::Nothing } else { Write::Lacking };
    let url = match &args.data {
        Some(folder) => StoreUrl::Sqlite(folder.clone()),
        None => settings_url(settings)?,
    };
    let comparison = match url {
        StoreUrl::Sqlite(folder) => {
            let opened = Folder::open(&folder, None).await?;
            let comparison = reconcile(&opened.sides(), write).await?;
            opened.close().await;
            comparison
        }
        StoreUrl::Postgres(_) => on_postgres(url, write).await?,
    };
    if args.json {
        print_json(&Republished { dry_run: args.dry_run, comparison: &comparison });
    } else {
        if args.dry_run {
            println!("{}", lang.pick("（仅检查，未改动）", "(only looking; nothing is changed)"));
        }
        comparison.print(lang);
    }
    Ok(comparison.is_whole())
}

async fn on_postgres(url: StoreUrl, write: Write) -> Result<Reconciled, OperateError> {
    let choice = StoreChoice::At(url);
    // Nothing here opens the vault, so it needs no key.
    let opening = SERVICES.iter().map(|service| open_service(service, &choice, VaultKey::new([0; 32])));
    let opened = futures::future::try_join_all(opening).await?;
    let side = |opened: &crate::system::OpenedService| Side {
        service: opened.service.name,
        maintenance: opened.opened.maintenance.clone(),
    };
    let sides: Vec<Side> = opened.iter().map(side).collect();
    let comparison = reconcile(&sides, write).await?;
    futures::future::join_all(opened.iter().map(|opened| opened.opened.store.close())).await;
    Ok(comparison)
}
