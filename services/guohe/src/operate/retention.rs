//! `guohe retention run`: one sweep, now, of what has been kept long enough.

use guohe_clock::{Clock, SystemClock, Timestamp};
use guohe_runtime::config::Settings;
use guohe_store::{StoreUrl, VaultKey};
use serde::Serialize;

use super::{
    OperateError,
    folder::{Folder, settings_url},
    progress,
    show::{print_json, table},
};
use crate::{
    cli::RetentionArgs,
    lang::Lang,
    system::{OpenedService, Retention, SERVICES, StoreChoice, Swept, open_service},
};

/// What was removed from one service's store, as it is shown.
#[derive(Debug, Serialize)]
struct Line {
    service: &'static str,
    #[serde(flatten)]
    swept: Swept,
}

/// Sweeps every service.
pub(super) async fn run(args: &RetentionArgs, settings: &Settings, lang: Lang) -> Result<(), OperateError> {
    let days = args.days.unwrap_or(settings.retention.days);
    let retention = Retention::of_days(days)?;
    let url = match &args.data {
        Some(folder) => StoreUrl::Sqlite(folder.clone()),
        None => settings_url(settings)?,
    };
    let lines = match url {
        StoreUrl::Sqlite(folder) => {
            let opened = Folder::open(&folder, None).await?;
            let lines = sweep(opened.opened(), &retention, args.json, lang).await?;
            opened.close().await;
            lines
        }
        StoreUrl::Postgres(_) => {
            let choice = StoreChoice::At(url);
            // Nothing here opens the vault, so it needs no key.
            let opening =
                SERVICES.iter().map(|service| open_service(service, &choice, VaultKey::new([0; 32])));
            let opened = futures::future::try_join_all(opening).await?;
            let lines = sweep(&opened, &retention, args.json, lang).await?;
            futures::future::join_all(opened.iter().map(|opened| opened.opened.store.close())).await;
            lines
        }
    };
    if args.json {
        print_json(&lines)
    } else {
        print(&lines, days, lang)
    }
    Ok(())
}

async fn sweep(
    opened: &[OpenedService],
    retention: &Retention,
    quiet: bool,
    lang: Lang,
) -> Result<Vec<Line>, OperateError> {
    let now = now(opened).await?;
    let bar = progress::bar(opened.len() as u64, quiet, lang.pick("清理", "sweeping"));
    let mut lines = Vec::with_capacity(opened.len());
    for OpenedService { service, opened } in opened {
        bar.set_message(service.name);
        let swept = retention.sweep(opened.store.as_ref(), opened.maintenance.as_ref(), now).await;
        let unread = |source| OperateError::Store { service: service.name.to_owned(), source };
        lines.push(Line { service: service.name, swept: swept.map_err(unread)? });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(lines)
}

/// The machine's time, or the data's latest instant if that is later: data of a simulated time grow old in it.
async fn now(opened: &[OpenedService]) -> Result<Timestamp, OperateError> {
    let mut now = SystemClock.now();
    for OpenedService { service, opened } in opened {
        let unread = |source| OperateError::Store { service: service.name.to_owned(), source };
        now = now.max(opened.store.latest_instant().await.map_err(unread)?.unwrap_or(now));
    }
    Ok(now)
}

fn print(lines: &[Line], days: u32, lang: Lang) {
    let header = lang.pick(
        ["服务", "已发消息", "已处理记录", "请求应答", "转为死信"],
        ["service", "sent messages", "handled records", "answers", "made dead letters"],
    );
    let mut table = table(header);
    for Line { service, swept } in lines {
        let Swept { messages, handled, answers, given_up } = swept;
        let counts = [messages, handled, answers, given_up].map(|count| count.to_string());
        table.add_row([(*service).to_owned()].into_iter().chain(counts));
    }
    println!("{table}");
    match lang {
        Lang::Zh => println!("已清理保存超过 {days} 天的内容。"),
        Lang::En => println!("What had been kept for more than {days} days is removed."),
    }
}
