//! Reads the live cases: of a data folder from a copy of it, of servers from where they are.
//!
//! Owns the copy and the reading. The copy shows one instant, whether the system runs or not, and is removed
//! afterwards; the folder itself is never opened for writing, and servers are only asked.

use std::path::Path;

use guohe_clock::{Timestamp, beijing_date};
use guohe_flow::{
    StreamKey, TimerReceipt,
    ports::{Store, StoreError, StreamRecord},
};
use guohe_intake::application::{ApplicationState, Status as ApplicationStatus};
use guohe_registry::{
    base::Base,
    matter::Matter,
    standing::{BanState, Institution},
};
use guohe_runtime::config::Settings;
use guohe_store::{SqliteCut, StoreUrl, VaultKey};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::live::{Data, Live, What};
use crate::{
    lang::Lang,
    operate::{OperateError, folder::settings_url, progress},
    policy::{PolicyCommandError, RehearseArgs, error::failed},
    system::{OpenedService, SERVICES, Service, StoreChoice, open_service},
};

/// Streams read at a time.
const PAGE: u32 = 200;

/// Reads everything that is open: from a copy of a folder, or from the servers of the settings.
pub(super) async fn read(
    args: &RehearseArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<Data, PolicyCommandError> {
    let url = match &args.data {
        Some(folder) => StoreUrl::Sqlite(folder.clone()),
        None => settings_url(settings)?,
    };
    match url {
        StoreUrl::Sqlite(folder) => of_folder(&folder, args, lang).await,
        url @ StoreUrl::Postgres(_) => {
            let services: Vec<_> = SERVICES.iter().collect();
            let mut data = opened(services, &StoreChoice::At(url), args, lang).await?;
            data.place = "store.url".to_owned();
            Ok(data)
        }
    }
}

async fn of_folder(folder: &Path, args: &RehearseArgs, lang: Lang) -> Result<Data, PolicyCommandError> {
    let present: Vec<_> =
        SERVICES.iter().filter(|service| folder.join(format!("{}.db", service.name)).is_file()).collect();
    if present.is_empty() {
        let what = "guohe".to_owned();
        return Err(OperateError::NoData { folder: folder.to_owned(), what }.into());
    }
    let copy = tempfile::tempdir().map_err(failed(&std::env::temp_dir(), "used for the copy"))?;
    let names: Vec<&str> = present.iter().map(|service| service.name).collect();
    let torn = |error: guohe_store::CopyError| PolicyCommandError::Unreadable {
        place: folder.display().to_string(),
        message: error.to_string(),
    };
    let cut = SqliteCut::take(folder, &names, copy.path()).await.map_err(torn)?;
    let bar = progress::bar(cut.tables() as u64, args.json, lang.pick("复制", "copying"));
    cut.copy(|service| {
        bar.set_message(service.to_owned());
        bar.inc(1);
    })
    .await
    .map_err(torn)?;
    bar.finish_and_clear();
    let choice = StoreChoice::At(StoreUrl::Sqlite(copy.path().to_owned()));
    let mut data = opened(present, &choice, args, lang).await?;
    data.place = folder.display().to_string();
    Ok(data)
}

async fn opened(
    services: Vec<&'static Service>,
    choice: &StoreChoice,
    args: &RehearseArgs,
    lang: Lang,
) -> Result<Data, PolicyCommandError> {
    // Nothing here opens the vault, so it needs no key.
    let opening = services.into_iter().map(|service| open_service(service, choice, VaultKey::new([0; 32])));
    let opened = futures::future::try_join_all(opening).await.map_err(OperateError::from)?;
    let data = gather(&opened, args, lang).await;
    futures::future::join_all(opened.iter().map(|opened| opened.opened.store.close())).await;
    data
}

async fn gather(
    opened: &[OpenedService],
    args: &RehearseArgs,
    lang: Lang,
) -> Result<Data, PolicyCommandError> {
    let mut data = Data::default();
    let mut latest: Option<Timestamp> = None;
    for service in opened {
        let unread = unread(service);
        latest = latest.max(service.opened.store.latest_instant().await.map_err(unread)?);
    }
    data.on = latest.map(beijing_date).unwrap_or_default();
    let bar = progress::bar(opened.len() as u64, args.json, lang.pick("读取", "reading"));
    for service in opened {
        bar.set_message(service.service.name);
        read_service(service, args, &mut data).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(data)
}

async fn read_service(
    service: &OpenedService,
    args: &RehearseArgs,
    data: &mut Data,
) -> Result<(), PolicyCommandError> {
    let store = service.opened.store.as_ref();
    let mut after: Option<StreamKey> = None;
    loop {
        let page = store.all_streams(after.as_ref(), PAGE).await.map_err(unread(service))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.key.clone());
        for record in page {
            let wanted = |department: &String| *department == record.key.department;
            if args.department.as_ref().is_none_or(wanted) {
                read_stream(service, record, data).await?;
            }
        }
    }
}

async fn read_stream(
    service: &OpenedService,
    record: StreamRecord,
    data: &mut Data,
) -> Result<(), PolicyCommandError> {
    match (service.service.name, record.key.kind.as_str()) {
        ("registry", "standing") => bans(&record, data)?,
        ("registry", "base") => base(&record, data)?,
        ("registry", "matter") => matter(&record, data)?,
        ("registry", "regime") => adopted(&record, data),
        ("intake", "application") => application(service, &record, data).await?,
        _ => {}
    }
    // The timer of a standing is its longest ban, which is read from the state with the others.
    if record.key.kind != "standing" {
        dates(service, &record, data).await?;
    }
    Ok(())
}

fn state<T: DeserializeOwned>(record: &StreamRecord) -> Result<T, PolicyCommandError> {
    serde_json::from_value(record.state.clone()).map_err(|error| PolicyCommandError::Unreadable {
        place: format!("{}/{}/{}", record.key.department, record.key.kind, record.key.id),
        message: error.to_string(),
    })
}

fn live(record: &StreamRecord, case: String, about: &str, what: What) -> Live {
    Live { department: record.key.department.clone(), case, about: about.to_owned(), what }
}

fn bans(record: &StreamRecord, data: &mut Data) -> Result<(), PolicyCommandError> {
    let institution: Institution = state(record)?;
    for ban in institution.bans.iter().filter(|ban| ban.state == BanState::Running) {
        let Some(banned_until) = ban.banned_until else { continue };
        let what = What::Ban {
            ground: ban.ground.rule.clone(),
            document_on: ban.document_on,
            banned_until,
            rule: ban.receipt.as_ref().map(|receipt| receipt.rule.rule.clone()),
        };
        data.cases.push(live(record, ban.source.clone(), &record.key.id, what));
    }
    Ok(())
}

fn base(record: &StreamRecord, data: &mut Data) -> Result<(), PolicyCommandError> {
    let base: Base = state(record)?;
    let (true, Some(recognised_on)) = (base.status.is_live(), base.recognised_on) else { return Ok(()) };
    let what = What::Base {
        policy: base.policy.clone(),
        category: base.category.clone(),
        recognised_on,
        report_year: base.next_report_year(None),
    };
    data.cases.push(live(record, format!("base/{}", record.key.id), &base.institution_name, what));
    Ok(())
}

fn matter(record: &StreamRecord, data: &mut Data) -> Result<(), PolicyCommandError> {
    let matter: Matter = state(record)?;
    if matter.status.is_open() {
        let what = What::Matter { ground: matter.ground.clone() };
        data.cases.push(live(record, format!("matter/{}", record.key.id), &matter.base, what));
    }
    Ok(())
}

/// Ids of the packs adopted, from the regime's state.
fn adopted(record: &StreamRecord, data: &mut Data) {
    let packs = record.state["packs"].as_array().cloned().unwrap_or_default();
    for pack in packs {
        let id = pack[0]["id"].as_str().or_else(|| pack["id"].as_str()).unwrap_or_default().to_owned();
        if !id.is_empty() && !data.adopted.contains(&id) {
            data.adopted.push(id);
        }
    }
}

async fn application(
    service: &OpenedService,
    record: &StreamRecord,
    data: &mut Data,
) -> Result<(), PolicyCommandError> {
    let application: ApplicationState = state(record)?;
    let lodged = application.stage.is_lodged_and_open();
    if !lodged && application.stage != ApplicationStatus::Draft {
        return Ok(());
    }
    let form = match &application.form {
        Some(form) => {
            let kept = service.opened.documents.get(&record.key.department, &form.sha256).await;
            let content = kept.map_err(unread(service))?;
            content.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()).map(Box::new)
        }
        None => None,
    };
    let pinned = application.policy_id();
    let what = What::Application {
        policy: if pinned.is_empty() { application.call.policy.clone() } else { pinned.to_owned() },
        lodged,
        category: application.category.clone(),
        reference: application.call.closes_on,
        form,
    };
    let about = application.institution_name().to_owned();
    data.cases.push(live(record, format!("application/{}", record.key.id), &about, what));
    Ok(())
}

/// The statutory dates that a stream's timers wait for.
async fn dates(
    service: &OpenedService,
    record: &StreamRecord,
    data: &mut Data,
) -> Result<(), PolicyCommandError> {
    let store: &dyn Store = service.opened.store.as_ref();
    for timer in store.timers_of(&record.key).await.map_err(unread(service))? {
        if let Ok(TimerReceipt::Statutory(receipt)) = serde_json::from_value(timer.receipt) {
            let case = format!("{}/{}", record.key.kind, record.key.id);
            data.cases.push(live(record, case, "", What::Date { receipt }));
        }
    }
    Ok(())
}

fn unread(service: &OpenedService) -> impl Fn(StoreError) -> PolicyCommandError {
    let service = service.service.name.to_owned();
    move |source| OperateError::Store { service: service.clone(), source }.into()
}
