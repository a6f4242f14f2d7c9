//! Bad input at the real port of a whole system: each gives a clear status with a stable code and the field's
//! path, and nothing changes.

mod town;

use guohe_api::{intake::v1 as intake, refusal_from, registry::v1 as registry, value_struct};
use guohe_flow::Refusal;
use serde_json::{Value, json};
use tonic::{Code, Status};
use town::{Town, good_form, host, official};

/// A status with its code, as a client reads it.
fn read(status: &Status, code: Code) -> Refusal {
    assert_eq!(status.code(), code, "{status:?}");
    refusal_from(status).unwrap_or_else(|| panic!("no details in {status:?}"))
}

fn paths(refusal: &Refusal) -> Vec<&str> {
    refusal.fields.iter().map(|(path, _)| path.as_str()).collect()
}

async fn save(town: &mut Town, request: &str, form: &Value) -> Result<(), Status> {
    let message = intake::SaveFormRequest {
        context: host(request),
        application: "a-1".into(),
        form: Some(value_struct(form)),
    };
    town.intake.save_form(message).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_date_is_named_by_its_path() {
    let mut town = Town::with_draft().await;
    let mut form = good_form();
    form["projects"][0]["from"] = json!("2025-02-30");
    let before = town.version("application", "a-1").await;
    let refusal =
        read(&save(&mut town, "bad-date", &form).await.expect_err("refused"), Code::InvalidArgument);
    assert_eq!(refusal.code, "FORM_INVALID");
    assert_eq!(paths(&refusal), ["form.projects[0].from"]);
    assert_eq!(town.version("application", "a-1").await, before);

    let message = intake::CreateCallRequest {
        context: official("bad-call"),
        call: "call-2".into(),
        title: Some(guohe_api::common::v1::Text { zh: "申报".into(), en: "Call".into() }),
        opens_on: "2026-06-31".into(),
        closes_on: "2026-07-30".into(),
        ..Default::default()
    };
    let refusal = read(&town.intake.create_call(message).await.expect_err("refused"), Code::InvalidArgument);
    assert_eq!((refusal.code.as_str(), paths(&refusal)), ("DATE", vec!["opens_on"]));
    assert_eq!(town.version("call", "call-2").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_category_is_refused_before_anything_begins() {
    let mut town = Town::with_draft().await;
    let message = intake::CreateApplicationRequest { category: "park".into(), ..town.application("a-2") };
    let status = town.intake.create_application(message).await.expect_err("refused");
    let refusal = read(&status, Code::InvalidArgument);
    assert_eq!((refusal.code.as_str(), paths(&refusal)), ("CATEGORY_UNKNOWN", vec!["category"]));
    assert_eq!(town.version("application", "a-2").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credit_code_with_a_wrong_check_character_is_refused() {
    let mut town = Town::with_draft().await;
    let mut form = good_form();
    let code = form["org"]["credit_code"].as_str().expect("a code").to_owned();
    let wrong = if code.ends_with('0') { "1" } else { "0" };
    form["org"]["credit_code"] = json!(format!("{}{wrong}", &code[..17]));
    let refusal =
        read(&save(&mut town, "bad-code", &form).await.expect_err("refused"), Code::InvalidArgument);
    assert_eq!(paths(&refusal), ["form.org.credit_code"]);
    assert!(refusal.fields[0].1.contains("check character"), "{:?}", refusal.fields);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_thirty_megabytes_is_refused_with_its_size_and_the_limit() {
    let mut town = Town::with_draft().await;
    let mut form = good_form();
    form["plan"] = json!({"goals": "大".repeat(10 * 1024 * 1024)});
    let refusal = read(&save(&mut town, "big", &form).await.expect_err("refused"), Code::ResourceExhausted);
    assert_eq!((refusal.code.as_str(), paths(&refusal)), ("FORM_TOO_LARGE", vec!["form"]));
    assert!(refusal.message.contains("1048576"), "{}", refusal.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_policy_and_an_unknown_case_are_not_found() {
    let mut town = Town::with_draft().await;
    let message = registry::GetRegimeRequest { department: "hunan".into(), policy: "hunan-1999".into() };
    let refusal = read(&town.regimes.get_regime(message).await.expect_err("refused"), Code::NotFound);
    assert!(refusal.message.contains("hunan-1999"), "{}", refusal.message);

    let message = intake::GetApplicationRequest { department: "hunan".into(), application: "a-99".into() };
    let refusal = read(&town.intake.get_application(message).await.expect_err("refused"), Code::NotFound);
    assert_eq!(refusal.code, "APPLICATION_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_in_the_wrong_state_names_the_command_and_the_state() {
    let mut town = Town::with_draft().await;
    let message = intake::AcceptApplicationRequest {
        context: official("too-early"),
        application: "a-1".into(),
        ..Default::default()
    };
    let status = town.intake.accept_application(message).await.expect_err("refused");
    let refusal = read(&status, Code::FailedPrecondition);
    assert_eq!(refusal.code, "WRONG_STATE");
    assert!(
        refusal.message.contains("AcceptApplication") && refusal.message.contains("DRAFT"),
        "{}",
        refusal.message
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_does_not_parse_names_file_line_and_column() {
    let mut town = Town::with_draft().await;
    let file = |name: &str, text: &str| registry::PackFile { name: name.into(), text: text.into() };
    let message = registry::AdoptPackRequest {
        context: official("bad-pack"),
        files: vec![file("identity.yaml", "identity:\n  id: broken\n  effective_from: 2026-02-30\n")],
        calendars: vec![],
    };
    let status = town.regimes.adopt_pack(message).await.expect_err("refused");
    let refusal = read(&status, Code::InvalidArgument);
    assert_eq!(refusal.code, "PACK_INVALID");
    assert!(paths(&refusal).iter().any(|path| path.starts_with("identity.yaml:3:")), "{:?}", refusal.fields);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_without_context_or_with_the_systems_role_is_refused() {
    let mut town = Town::with_draft().await;
    let without = intake::AcceptApplicationRequest { application: "a-1".into(), ..Default::default() };
    let status = town.intake.accept_application(without).await.expect_err("refused");
    assert_eq!(read(&status, Code::InvalidArgument).code, "CONTEXT_MISSING");

    let mut context = official("as-the-system").expect("a context");
    context.actor.as_mut().expect("an actor").role = guohe_api::common::v1::Role::System.into();
    let posing = intake::AcceptApplicationRequest {
        context: Some(context),
        application: "a-1".into(),
        ..Default::default()
    };
    let status = town.intake.accept_application(posing).await.expect_err("refused");
    let refusal = read(&status, Code::InvalidArgument);
    assert_eq!((refusal.code.as_str(), paths(&refusal)), ("ACTOR_ROLE", vec!["context.actor.role"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_used_twice_for_different_commands_is_refused() {
    let mut town = Town::with_draft().await;
    save(&mut town, "once", &good_form()).await.expect("saved");
    let mut other = good_form();
    other["base"]["field"] = json!("另一个领域");
    let refusal = read(&save(&mut town, "once", &other).await.expect_err("refused"), Code::InvalidArgument);
    assert_eq!(refusal.code, "REQUEST_ID_REUSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_no_cloud_event_becomes_a_dead_letter_and_changes_nothing() {
    let town = Town::with_draft().await;
    town.put_on_the_bus(b"hello, registry".to_vec()).await;
    let letters = town.dead_letters("registry").await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].code, "NOT_A_CLOUD_EVENT");
    assert_eq!(letters[0].body, b"hello, registry");
}
