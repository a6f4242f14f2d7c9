//! `guohe audit verify`.

use guohe_flow::AuditReport;
use guohe_runtime::config::Settings;
use serde::Serialize;

use super::{
    Desk, OperateError,
    show::{print_json, table},
};
use crate::{cli::PlaceArgs, lang::Lang};

/// A service's report as it is shown.
#[derive(Debug, Serialize)]
struct Verdict {
    service: String,
    streams: u64,
    events: u64,
    findings: Vec<String>,
}

/// Checks the chosen services; true where nothing is wrong.
pub(super) async fn verify(place: &PlaceArgs, settings: &Settings, lang: Lang) -> Result<bool, OperateError> {
    let mut desk = Desk::open(place, settings).await?;
    let mut verdicts = Vec::new();
    for service in desk.services() {
        let AuditReport { streams, events, findings, .. } = desk.verify(&service).await?;
        verdicts.push(Verdict { service, streams, events, findings });
    }
    if place.json {
        print_json(&verdicts)
    } else {
        print(&verdicts, lang)
    }
    Ok(verdicts.iter().all(|verdict| verdict.findings.is_empty()))
}

fn print(verdicts: &[Verdict], lang: Lang) {
    let header = lang.pick(["服务", "事件流", "事件", "问题"], ["service", "streams", "events", "findings"]);
    let mut table = table(header);
    for verdict in verdicts {
        table.add_row([
            verdict.service.clone(),
            verdict.streams.to_string(),
            verdict.events.to_string(),
            verdict.findings.len().to_string(),
        ]);
    }
    println!("{table}");
    for verdict in verdicts {
        for finding in &verdict.findings {
            println!("{}: {finding}", verdict.service);
        }
    }
    let sound = verdicts.iter().all(|verdict| verdict.findings.is_empty());
    let words = if sound {
        lang.pick("全部事件链完整。", "Every chain is whole.")
    } else {
        lang.pick("发现问题，见上。", "Something is wrong; see above.")
    };
    println!("{words}");
}
