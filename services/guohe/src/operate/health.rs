//! `guohe health`: asks a running process whether it can do its work, for the health checks of containers, whose
//! images hold no other program that could ask.

use std::time::Duration;

use comfy_table::Row;
use guohe_runtime::config::Settings;
use serde::Serialize;
use tonic::{
    Code, Request,
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::{OperateError, show};
use crate::{cli::HealthArgs, lang::Lang};

/// Longest wait for the connection and for the answer: supervisors ask every few seconds.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Found<'a> {
    address: &'a str,
    service: &'a str,
    serving: bool,
}

/// Asks, says what it heard, and gives whether all is well.
pub(super) async fn ask(args: &HealthArgs, settings: &Settings, lang: Lang) -> Result<bool, OperateError> {
    let configured = || settings.listen.grpc.from_here().to_string();
    let address = args.address.clone().unwrap_or_else(configured);
    let authority = address.trim_start_matches("http://");
    let service = args.service.as_deref().unwrap_or_default();
    let serving = check(authority, service).await?;
    let found = Found { address: authority, service, serving };
    if args.json {
        show::print_json(&found);
    } else {
        print(&found, lang);
    }
    Ok(serving)
}

async fn check(authority: &str, service: &str) -> Result<bool, OperateError> {
    let endpoint = Endpoint::from_shared(format!("http://{authority}"));
    let endpoint = endpoint.map_err(|_| OperateError::Address(authority.to_owned()))?;
    let not_running = |source| OperateError::NotRunning { address: authority.to_owned(), source };
    let channel: Channel = endpoint.connect_timeout(PATIENCE).connect().await.map_err(not_running)?;
    let mut request = Request::new(HealthCheckRequest { service: service.to_owned() });
    request.set_timeout(PATIENCE);
    match HealthClient::new(channel).check(request).await {
        Ok(answer) => Ok(answer.into_inner().status() == ServingStatus::Serving),
        // Late is not well; a name that does not run there is a mistake of the asker's.
        Err(status) if matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled) => Ok(false),
        Err(status) => Err(OperateError::Refused(Box::new(status))),
    }
}

fn print(found: &Found<'_>, lang: Lang) {
    let header = lang.pick(["地址", "服务", "状态"], ["address", "service", "state"]);
    let mut table = show::table(header);
    let whole = lang.pick("全部", "all");
    let state = if found.serving {
        lang.pick("正常", "serving")
    } else {
        lang.pick("未就绪，原因见 /readyz", "not ready; /readyz says why")
    };
    let service = if found.service.is_empty() { whole } else { found.service };
    table.add_row(Row::from([found.address, service, state]));
    println!("{table}");
}
