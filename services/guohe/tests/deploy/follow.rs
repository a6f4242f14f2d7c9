//! One case through the processes of `docker-compose.yml`, and what operators see of it: a trace from the call to the
//! last service, a timer's link to the step that set it, every metric that alerts and dashboards name.

use std::{collections::BTreeSet, time::Duration};

use guohe_api::{
    common::v1 as common,
    intake::v1::{self as proto, intake_service_client::IntakeServiceClient},
    value_struct,
};
use guohe_testkit::{
    decide::{hunan, institution},
    wait::{until, until_some},
};
use serde_json::{Value, json};
use tonic::{Request, transport::Channel};

use crate::{
    collector::{Collected, Collector},
    rules::{alert_metrics, dashboard_metrics, scraped},
    town::{Town, get},
};

/// Longest wait for something to happen between processes.
const LIMIT: Duration = Duration::from_secs(40);

/// The traces of two callers.
const EXTENDING: &str = "0af7651916cd43dd8448eb211c80319c";
const LODGING: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// Within the season, in a year with an official calendar.
const TIME: [(&str, &str); 2] =
    [("GUOHE__CLOCK__SOURCE", "simulated"), ("GUOHE__CLOCK__START", "2026-05-08T02:00:00Z")];

/// Exports and looks at once instead of every few seconds.
const PROMPT: [(&str, &str); 2] =
    [("OTEL_BSP_SCHEDULE_DELAY", "100"), ("GUOHE__TELEMETRY__SAMPLE_SECONDS", "1")];

struct Host {
    client: IntakeServiceClient<Channel>,
    asked: u32,
}

impl Host {
    async fn at(town: &Town) -> Self {
        let endpoint = Channel::from_shared(town.container("intake").address(7100)).expect("an address");
        let client = IntakeServiceClient::new(endpoint.connect().await.expect("connects"));
        Self { client, asked: 0 }
    }

    fn context(&mut self, role: common::Role) -> Option<common::CommandContext> {
        self.asked += 1;
        let unit = if role == common::Role::Host { institution() } else { String::new() };
        Some(common::CommandContext {
            department: "hunan".into(),
            request_id: format!("q-{}", self.asked),
            actor: Some(common::Actor { id: "u-1".into(), role: role as i32, unit }),
        })
    }

    /// True once the pack has reached intake over the bus.
    async fn knows_the_pack(&self) -> bool {
        let request = proto::CheckEligibilityRequest {
            department: "hunan".into(),
            category: "featured".into(),
            form: Some(value_struct(&form())),
            call: String::new(),
        };
        self.client.clone().check_eligibility(request).await.is_ok()
    }

    /// Announces a call whose first day is today: it is open from the start.
    async fn announce(&mut self) {
        let request = proto::CreateCallRequest {
            context: self.context(common::Role::Official),
            call: "c-2026".into(),
            title: Some(common::Text { zh: "二〇二六年度申报".into(), en: "Call of 2026".into() }),
            opens_on: "2026-05-08".into(),
            closes_on: "2026-05-29".into(),
            ..Default::default()
        };
        self.client.create_call(request).await.expect("announced");
    }

    /// Extends the call, which sets a timer that is due at once: it tells the call's applications.
    async fn extend(&mut self) {
        let request = proto::ExtendCallRequest {
            context: self.context(common::Role::Official),
            call: "c-2026".into(),
            closes_on: "2026-06-05".into(),
            accepted_until: String::new(),
            reason: "many asked".into(),
        };
        self.client.extend_call(within(EXTENDING, request)).await.expect("extended");
    }

    async fn lodge(&mut self) {
        let request = proto::CreateApplicationRequest {
            context: self.context(common::Role::Host),
            application: "a-1".into(),
            call: "c-2026".into(),
            institution: institution(),
            category: "featured".into(),
            unit: "csu".into(),
        };
        self.client.create_application(request).await.expect("begun");
        let context = self.context(common::Role::Host);
        let form = Some(value_struct(&form()));
        let request = proto::SaveFormRequest { context, application: "a-1".into(), form };
        self.client.save_form(request).await.expect("saved");
        let context = self.context(common::Role::Host);
        let request = proto::SubmitApplicationRequest {
            context,
            application: "a-1".into(),
            form_sha256: String::new(),
        };
        self.client.submit_application(within(LODGING, request)).await.expect("lodged");
    }

    async fn status(&self) -> proto::ApplicationStatus {
        let request = proto::GetApplicationRequest { department: "hunan".into(), application: "a-1".into() };
        let answer = self.client.clone().get_application(request).await.expect("found").into_inner();
        answer.application.expect("an application").status()
    }
}

fn form() -> Value {
    let attachments: Vec<Value> = hunan()
        .required_documents("featured", "university")
        .iter()
        .map(|document| json!({"kind": document.kind, "sha256": "a".repeat(64), "pages": 3}))
        .collect();
    json!({
        "org": {"name": "中南大学", "credit_code": institution(), "kind": "university", "province": "湖南",
                "is_legal_person": true, "credit_records": []},
        "base": {"field": "隧道工程", "leader_id": "p-1", "countries": ["法国"]},
        "events": [{"title": "国际隧道大会", "major_international": true, "on": "2024-09-01"}],
        "attachments": attachments,
    })
}

/// A request within a caller's trace.
fn within<T>(trace: &str, request: T) -> Request<T> {
    let mut request = Request::new(request);
    let parent = format!("00-{trace}-00f067aa0ba902b7-01").parse().expect("a header");
    request.metadata_mut().insert("traceparent", parent);
    request
}

fn of_trace<'a>(spans: &'a [Collected], trace: &str) -> Vec<&'a Collected> {
    spans.iter().filter(|collected| hex::encode(&collected.span.trace_id) == trace).collect()
}

/// The step of a service within a trace, once it is there.
async fn step(collector: &Collector, trace: &str, service: &str, kind: &str) -> Collected {
    let found = until_some(LIMIT, async || {
        let spans = collector.spans();
        let of_trace = of_trace(&spans, trace).into_iter().cloned();
        of_trace.into_iter().find(|span| {
            span.span.name == "step" && span.attribute("service") == service && span.attribute("kind") == kind
        })
    });
    found.await.unwrap_or_else(|| panic!("no step of {service} on {kind:?} in {:#?}", collector.spans()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_followed_through_the_processes_of_the_compose_file() {
    let (collector, address) = Collector::start();
    let more: Vec<(&str, &str)> = TIME.into_iter().chain(PROMPT).collect();
    let town = Town::start(address, &more).await;
    let mut host = Host::at(&town).await;
    assert!(until(LIMIT, async || host.knows_the_pack().await).await, "the pack is adopted everywhere");
    host.announce().await;
    host.lodge().await;
    let presented =
        until(LIMIT, async || host.status().await == proto::ApplicationStatus::Recommending).await;
    assert!(presented, "the registry answers for the institution");

    one_trace_goes_through_all_services(&collector).await;
    host.extend().await;
    a_fired_timer_links_to_the_step_that_set_it(&collector).await;
    every_metric_that_is_named_is_there(&town).await;
    town.stop();
}

async fn one_trace_goes_through_all_services(collector: &Collector) {
    let lodged = step(collector, LODGING, "intake", "").await;
    let asked = step(collector, LODGING, "registry", "intake.application.submitted").await;
    let answered = step(collector, LODGING, "intake", "registry.standing.answered").await;
    let presented = step(collector, LODGING, "recommendation", "intake.application.presented").await;
    let spans = collector.spans();
    let call = of_trace(&spans, LODGING).into_iter().find(|span| span.span.name == "call").expect("a call");
    assert_eq!(
        hex::encode(&call.span.parent_span_id),
        "00f067aa0ba902b7",
        "the caller's own span is the root"
    );
    for (child, parent) in [(&lodged, call), (&asked, &lodged), (&answered, &asked), (&presented, &answered)]
    {
        assert_eq!(child.span.parent_span_id, parent.span.span_id, "{child:?} follows {parent:?}");
    }
    let processes: BTreeSet<&str> = spans.iter().map(|span| span.process.as_str()).collect();
    assert!(processes.is_superset(&["guohe-intake", "guohe-registry", "guohe-recommendation"].into()));
    assert_eq!(asked.process, "guohe-registry");
}

/// A timer begins a trace of its own, which may be years later: what set it is linked, not its parent.
async fn a_fired_timer_links_to_the_step_that_set_it(collector: &Collector) {
    let setting = step(collector, EXTENDING, "intake", "").await;
    let fired = until_some(LIMIT, async || {
        let spans = collector.spans();
        spans.into_iter().find(|span| span.attribute("timer") == "spread_extension")
    });
    let fired = fired.await.unwrap_or_else(|| panic!("no timer fired in {:#?}", collector.spans()));
    assert_eq!(fired.attribute("cause"), "timer");
    assert_ne!(fired.span.trace_id, setting.span.trace_id, "a trace of its own");
    let links: Vec<_> = fired.span.links.iter().map(|link| (&link.trace_id, &link.span_id)).collect();
    assert_eq!(links, [(&setting.span.trace_id, &setting.span.span_id)], "{fired:#?}");
}

async fn every_metric_that_is_named_is_there(town: &Town) {
    let folder = tempfile::tempdir().expect("a folder");
    let embedded = guohe::serve::start(&guohe::cli::ServeArgs::default(), &embedded(folder.path())).await;
    let embedded = embedded.expect("starts");
    let own = embedded.health_address().expect("open").to_string();
    let named: BTreeSet<String> = alert_metrics().into_iter().chain(dashboard_metrics()).collect();
    let missing = until_some(LIMIT, async || {
        let mut shown = get(&own, "/metrics").await;
        for target in scraped() {
            shown.push_str(&town.get(&target, "/metrics").await);
        }
        let missing: Vec<&String> =
            named.iter().filter(|name| !shown.lines().any(|line| line.starts_with(name.as_str()))).collect();
        if missing.is_empty() { Some(()) } else { None }
    });
    assert!(missing.await.is_some(), "not every one of {named:?} is shown");
    embedded.stop().await;
}

/// An embedded system beside them: the data folder's disk is watched there only.
fn embedded(folder: &std::path::Path) -> guohe_runtime::config::Settings {
    let store = format!("store.url=sqlite:{}", folder.display());
    let flags = [&store, "listen.grpc=127.0.0.1:0", "listen.health=127.0.0.1:0"];
    let sources = guohe_runtime::config::Sources::new().flags(flags).expect("settings");
    sources.load().expect("they hold")
}
