//! The service as clients meet it: gRPC on a real engine, store and bus, on a clock that is moved by hand.

use std::{sync::Arc, time::Duration};

use guohe_api::{
    common::v1 as common,
    intake::v1::{self as proto, intake_service_client::IntakeServiceClient},
    refusal_from, value_struct,
};
use guohe_bus::{InProcessBus, InProcessConfig};
use guohe_clock::{Clock, SimulatedClock, end_of_day};
use guohe_flow::{Actor, Engine, Limits, Node, Regime, RegimeCommand, Request, Role};
use guohe_intake::application::{ApplicationCommand, ApplicationWorkflow, Standing};
use guohe_store::SqliteStore;
use guohe_testkit::{
    decide::{calendar, date, hunan, institution, morning},
    wait::until,
};
use serde_json::{Value, json};
use tonic::{Code, service::Routes};

const LIMIT: Duration = Duration::from_secs(20);

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

struct Desk {
    engine: Engine,
    clock: SimulatedClock,
    client: IntakeServiceClient<Routes>,
    asked: u32,
}

impl Desk {
    async fn open(now: &str) -> Self {
        let clock = SimulatedClock::starting_at(morning(now));
        let store = SqliteStore::in_memory().await.expect("a store");
        let documents = Arc::new(store.documents());
        let topology = guohe_api::topology();
        let bus = Arc::new(InProcessBus::new(InProcessConfig::default(), topology.clone()));
        let engine = Node::start(
            guohe_intake::definition(),
            Arc::new(store),
            bus,
            Arc::new(clock.clone()),
            Arc::new(topology),
            Limits { drain: Duration::from_millis(10), ..Limits::default() },
        )
        .await
        .expect("started");
        let mut builder = Routes::builder();
        guohe_intake::routes(engine.clone(), documents, &mut builder);
        let client = IntakeServiceClient::new(builder.routes()).max_decoding_message_size(16 * 1024 * 1024);
        let mut desk = Self { engine, clock, client, asked: 0 };
        desk.adopt().await;
        desk
    }

    async fn adopt(&mut self) {
        let command = RegimeCommand::Adopt {
            pack: hunan().to_json(),
            calendar: serde_json::to_string(&calendar()).expect("serialises"),
        };
        self.give::<Regime>(Regime::ID, command).await;
    }

    /// Gives a command as a message would.
    async fn give<W: guohe_flow::Workflow>(&mut self, id: &str, command: W::Command) {
        self.asked += 1;
        let request = Request {
            department: "hunan".into(),
            id: id.into(),
            request_id: format!("given-{}", self.asked),
            actor: Actor { id: "o-1".into(), role: Role::Official, unit: String::new() },
            command,
        };
        self.engine.execute::<W>(request).await.expect("carried out");
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

    async fn call(&mut self) {
        let request = proto::CreateCallRequest {
            context: self.context(common::Role::Official),
            call: "c-2026".into(),
            title: Some(common::Text { zh: "二〇二六年度申报".into(), en: "Call of 2026".into() }),
            opens_on: "2026-05-06".into(),
            closes_on: "2026-05-29".into(),
            ..Default::default()
        };
        let call =
            self.client.create_call(request).await.expect("announced").into_inner().call.expect("a call");
        assert_eq!((call.status(), call.categories.len()), (proto::CallStatus::Announced, 3));
        self.clock.advance_to(morning("2026-05-08"));
        let client = self.client.clone();
        let open = until(LIMIT, || {
            let mut client = client.clone();
            async move {
                let request = proto::GetCallRequest { department: "hunan".into(), call: "c-2026".into() };
                let call = client.get_call(request).await.expect("a call").into_inner().call.expect("a call");
                call.status() == proto::CallStatus::Open
            }
        });
        assert!(open.await, "the call opens with its first day");
    }

    async fn draft(&mut self, id: &str) {
        let request = proto::CreateApplicationRequest {
            context: self.context(common::Role::Host),
            application: id.into(),
            call: "c-2026".into(),
            institution: institution(),
            category: "featured".into(),
            unit: "csu".into(),
        };
        self.client.create_application(request).await.expect("begun");
    }

    async fn save(&mut self, id: &str, form: &Value) -> Result<proto::SaveFormResponse, tonic::Status> {
        let context = self.context(common::Role::Host);
        let request =
            proto::SaveFormRequest { context, application: id.into(), form: Some(value_struct(form)) };
        self.client.save_form(request).await.map(tonic::Response::into_inner)
    }

    async fn application(&self, id: &str) -> proto::Application {
        let request = proto::GetApplicationRequest { department: "hunan".into(), application: id.into() };
        let answer = self.client.clone().get_application(request).await.expect("found").into_inner();
        answer.application.expect("an application")
    }

    async fn reaches(&self, id: &str, status: proto::ApplicationStatus) -> bool {
        until(LIMIT, || async move { self.application(id).await.status() == status }).await
    }
}

#[tokio::test]
async fn an_application_is_lodged_over_the_wire_and_lists_find_it() {
    let mut desk = Desk::open("2026-04-01").await;
    desk.call().await;
    desk.draft("a-1").await;
    let saved = desk.save("a-1", &form()).await.expect("stored");
    assert!(saved.missing_fields.is_empty());
    let context = desk.context(common::Role::Host);
    let request =
        proto::SubmitApplicationRequest { context, application: "a-1".into(), form_sha256: String::new() };
    let lodged = desk.client.submit_application(request.clone()).await.expect("lodged").into_inner();
    let lodged = lodged.application.expect("an application");
    assert_eq!(lodged.status(), proto::ApplicationStatus::Submitted);
    let report = lodged.report.as_ref().expect("a report");
    assert_eq!(report.overall(), proto::Outcome::Pass);
    assert!(report.conditions.iter().all(|condition| condition.rule.is_some()));
    let again = desk.client.submit_application(request).await.expect("the same request").into_inner();
    assert_eq!(again.application.map(|known| known.version), Some(lodged.version), "nothing happened twice");

    let standing = ApplicationCommand::StandingAnswered {
        revision: 1,
        standing: Standing::Eligible,
        banned_until: None,
        free_from: None,
        base: String::new(),
        rules: vec![],
        reason: String::new(),
    };
    desk.give::<ApplicationWorkflow>("a-1", standing).await;
    let request = proto::ListApplicationsRequest {
        department: "hunan".into(),
        status: proto::ApplicationStatus::Recommending as i32,
        unit: "csu".into(),
        call: "c-2026".into(),
        ..Default::default()
    };
    let listed = desk.client.list_applications(request.clone()).await.expect("listed").into_inner();
    assert_eq!(listed.applications.len(), 1);
    let other = proto::ListApplicationsRequest { unit: "hnu".into(), ..request };
    assert!(desk.client.list_applications(other).await.expect("listed").into_inner().applications.is_empty());

    let request = proto::GetApplicationFormRequest { department: "hunan".into(), application: "a-1".into() };
    let kept = desk.client.get_application_form(request).await.expect("kept").into_inner();
    assert_eq!(guohe_api::struct_value(&kept.form.expect("a form")), form());
}

#[tokio::test]
async fn a_form_of_thirty_megabytes_is_refused_by_name() {
    let mut desk = Desk::open("2026-04-01").await;
    desk.call().await;
    desk.draft("a-1").await;
    let status =
        desk.save("a-1", &json!({"plan": {"goals": "x".repeat(30 << 20)}})).await.expect_err("large");
    assert_eq!(status.code(), Code::ResourceExhausted);
    let refusal = refusal_from(&status).expect("a refusal of ours");
    assert_eq!((refusal.code.as_str(), refusal.fields[0].0.as_str()), ("FORM_TOO_LARGE", "form"));
    assert!(desk.application("a-1").await.form_sha256.is_empty());
}

#[tokio::test]
async fn every_mistake_of_a_form_reaches_the_client_with_its_path() {
    let mut desk = Desk::open("2026-04-01").await;
    desk.call().await;
    desk.draft("a-1").await;
    let wrong = json!({"org": {"credit_code": "91350100M000100Y44"}, "projects": [{"from": "2026-02-30"}]});
    let status = desk.save("a-1", &wrong).await.expect_err("two mistakes");
    let refusal = refusal_from(&status).expect("a refusal of ours");
    let mut paths: Vec<&str> = refusal.fields.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["form.org.credit_code", "form.projects[0].from"]);
    let nobody = desk.save("a-404", &form()).await.expect_err("unknown");
    assert_eq!(nobody.code(), Code::NotFound);
}

#[tokio::test]
async fn an_extension_travels_to_every_draft_and_the_rest_lapse_in_the_end() {
    let mut desk = Desk::open("2026-04-01").await;
    desk.call().await;
    for id in ["a-1", "a-2", "a-3"] {
        desk.draft(id).await;
    }
    let request = proto::ExtendCallRequest {
        context: desk.context(common::Role::Official),
        call: "c-2026".into(),
        closes_on: "2026-06-12".into(),
        accepted_until: String::new(),
        reason: "系统维护".into(),
    };
    let call = desk.client.extend_call(request).await.expect("extended").into_inner().call.expect("a call");
    assert_eq!((call.extensions, call.accepted_until.as_str()), (1, "2026-06-12"));
    for id in ["a-1", "a-2", "a-3"] {
        let told = until(LIMIT, || async { desk.application(id).await.submit_until == "2026-06-12" }).await;
        assert!(told, "{id} follows its call");
    }
    desk.clock.advance_to(end_of_day(date("2026-06-12")));
    for id in ["a-1", "a-2", "a-3"] {
        assert!(desk.reaches(id, proto::ApplicationStatus::Lapsed).await, "{id} lapses");
    }
    assert!(desk.clock.now() >= end_of_day(date("2026-06-12")));
}

#[tokio::test]
async fn a_form_is_tried_without_being_stored() {
    let mut desk = Desk::open("2026-05-08").await;
    let mut tried = form();
    tried["events"] = json!([]);
    tried["projects"] = json!([]);
    tried["attachments"] = json!([]);
    let request = proto::CheckEligibilityRequest {
        department: "hunan".into(),
        category: "featured".into(),
        form: Some(value_struct(&tried)),
        call: String::new(),
    };
    let answer = desk.client.check_eligibility(request).await.expect("tried").into_inner();
    assert!(answer.missing_documents.iter().any(|document| document.kind == "ethics_rules"));
    let report = answer.report.expect("a report");
    let soft = report.conditions.iter().find(|condition| condition.waivable).expect("a rule in principle");
    assert_eq!(soft.outcome(), proto::Outcome::NeedsRuling, "in principle: never a refusal");
}

#[tokio::test]
async fn an_explanation_is_given_of_a_form_and_of_an_application_and_stores_nothing() {
    let mut desk = Desk::open("2026-04-01").await;
    desk.call().await;
    let mut bad = form();
    bad["org"]["credit_records"] = json!([{"adverse": true, "on": "2024-02-29"}]);
    let asked = proto::ExplainApplicationRequest {
        department: "hunan".into(),
        category: "featured".into(),
        form: Some(value_struct(&bad)),
        call: "c-2026".into(),
        ..Default::default()
    };
    let explained = desk.client.explain_application(asked).await.expect("explained").into_inner();
    let explanation = explained.explanation.expect("an explanation");
    assert_eq!(explanation.overall(), proto::Outcome::Fail);
    assert_eq!(
        (explanation.reference.as_str(), explanation.earliest_on.as_str()),
        ("2026-05-29", "2027-03-01")
    );
    let failed = explanation.conditions.iter().find(|one| one.passes_from == "2027-03-01").expect("told");
    let result = failed.result.as_ref().expect("a result");
    assert_eq!(result.rule.as_ref().map(|rule| rule.rule.as_str()), Some("H26-C-1b"));

    desk.draft("a-1").await;
    desk.save("a-1", &form()).await.expect("stored");
    let before = desk.application("a-1").await.version;
    let asked = proto::ExplainApplicationRequest {
        department: "hunan".into(),
        application: "a-1".into(),
        ..Default::default()
    };
    let explained = desk.client.explain_application(asked).await.expect("explained").into_inner();
    let explanation = explained.explanation.expect("an explanation");
    assert_eq!(explanation.overall(), proto::Outcome::Pass);
    assert!(explanation.verdict.expect("words").en.starts_with("May be accepted"));
    assert_eq!(desk.application("a-1").await.version, before, "nothing is stored");

    let wrong = proto::ExplainApplicationRequest {
        department: "hunan".into(),
        category: "featured".into(),
        lodged_on: "in May".into(),
        ..Default::default()
    };
    let status = desk.client.explain_application(wrong).await.expect_err("no day");
    assert_eq!(refusal_from(&status).expect("a refusal of ours").code, "DATE_UNREADABLE");
}
