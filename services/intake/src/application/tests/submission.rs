//! Lodging: the instant of receipt, the form, the conditions, corrections.

use guohe_flow::RefusalKind;
use guohe_policy::Outcome;

use super::*;
use crate::testing::{notices, sent, tags};

fn lodged(form: &Value) -> Result<(Case, Decided), Refusal> {
    let mut case = draft();
    case.asks(Role::Host, &save(form)).expect("stored");
    let decision = case.asks(Role::Host, &submit(form))?;
    Ok((case, decision))
}

#[test]
fn lodging_records_the_instant_and_asks_the_registry_for_that_day() {
    let (case, decision) = lodged(&form()).expect("lodged");
    assert_eq!(case.state.received_at, Some(morning("2026-05-20")));
    assert_eq!(case.state.policy_id(), "hunan-2026");
    let asked = sent(&decision.messages, "intake.application.submitted").expect("asked");
    assert_eq!(asked["receivedAt"], "2026-05-20T02:00:00+00:00");
    assert_eq!(asked["policy"], "hunan-2026");
    assert_eq!(notices(&decision.messages), ["application_received"]);
    assert!(sent(&decision.messages, "intake.application.presented").is_none(), "not before the answer");
}

#[test]
fn the_last_second_of_the_last_day_is_in_time_and_the_next_is_not() {
    let mut case = draft();
    case.now = end_of_day(day("2026-05-29")) - std::time::Duration::from_secs(1);
    assert!(case.clone().asks(Role::Host, &submit(&form())).is_ok());
    case.now = end_of_day(day("2026-05-29"));
    assert_eq!(case.asks(Role::Host, &submit(&form())).expect_err("late").code, "CALL_CLOSED");
}

#[test]
fn a_form_that_passes_has_a_report_without_failures_or_open_conditions() {
    let (case, _) = lodged(&form()).expect("lodged");
    let report = case.state.report.expect("a report");
    assert_eq!(report.eligibility.overall, Outcome::Pass, "{:?} {:?}", report.failed(), report.open());
    assert_eq!(report.eligibility.reference, day("2026-05-29"));
}

#[test]
fn a_failing_condition_does_not_block_but_goes_along_to_the_unit() {
    let mut poor = form();
    poor["projects"] = serde_json::json!([]);
    poor["results"] = serde_json::json!([]);
    let (mut case, _) = lodged(&poor).expect("lodged");
    let failed = case.state.report.as_ref().expect("a report").failed();
    assert_eq!(failed.iter().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(), ["H26-JR-1b"]);
    let decision = case.hears(&standing(Standing::Eligible));
    let presented = sent(&decision.messages, "intake.application.presented").expect("presented");
    assert_eq!(presented["failed"][0]["rule"], "H26-JR-1b");
}

#[test]
fn missing_fields_are_named_together() {
    let mut form = form();
    form["base"].as_object_mut().expect("a group").remove("field");
    form["org"].as_object_mut().expect("a group").remove("kind");
    let refusal = lodged(&form).err().expect("incomplete");
    assert_eq!(refusal.code, "FORM_INCOMPLETE");
    let paths: Vec<&str> = refusal.fields.iter().map(|(path, _)| path.as_str()).collect();
    assert!(paths.contains(&"form.base.field") && paths.contains(&"form.org.kind"), "{paths:?}");
}

#[test]
fn missing_documents_are_named_with_their_articles() {
    let mut form = form();
    let attachments = form["attachments"].as_array_mut().expect("a list");
    attachments.retain(|attachment| attachment["kind"] != "ethics_rules");
    let refusal = lodged(&form).err().expect("a document is missing");
    assert_eq!(refusal.code, "DOCUMENTS_MISSING");
    assert!(refusal.fields[0].1.contains("ethics_rules"));
    assert_eq!(refusal.rules[0].rule, "H26-C-4a");
}

#[test]
fn a_field_that_cannot_stand_in_a_name_is_refused_with_the_naming_rule() {
    let mut form = form();
    form["base"]["field"] = "铁路（安全）".into();
    let refusal = lodged(&form).err().expect("brackets");
    assert_eq!((refusal.code.as_str(), refusal.fields[0].0.as_str()), ("FIELD_NAME", "form.base.field"));
    assert!(!refusal.rules.is_empty());
}

#[test]
fn another_institutions_code_in_the_form_is_refused() {
    let mut form = form();
    form["org"]["credit_code"] = "91350100M000100Y43".into();
    assert_eq!(lodged(&form).err().expect("another's").code, "INSTITUTION_MISMATCH");
}

#[test]
fn a_form_stored_meanwhile_is_not_lodged_unseen() {
    let mut case = draft();
    case.asks(Role::Host, &Command::SaveForm { form: stored(&form(), "f-2") }).expect("stored");
    let refusal = case.asks(Role::Host, &submit(&form())).expect_err("another form");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::WrongState, "FORM_CHANGED"));
}

#[test]
fn a_draft_without_a_form_cannot_be_lodged() {
    let mut case = Case::new("a-1", morning("2026-05-08"));
    case.asks(Role::Host, &create()).expect("created");
    assert_eq!(case.asks(Role::Host, &submit(&form())).expect_err("no form").code, "FORM_MISSING");
}

#[test]
fn a_correction_is_a_new_revision_of_the_first_receipt_and_asks_no_standing() {
    let mut case = case(Status::Returned).on("2026-06-08");
    case.asks(Role::Host, &save(&form())).expect("stored");
    let decision = case.asks(Role::Host, &submit(&form())).expect("lodged again");
    assert_eq!(tags(&decision), ["submitted", "presented"]);
    assert_eq!(case.state.received_at, Some(morning("2026-05-20")), "the day of receipt stays");
    assert!(sent(&decision.messages, "intake.application.submitted").is_none());
    let presented = sent(&decision.messages, "intake.application.presented").expect("presented");
    assert_eq!(presented["revision"], 2);
    assert!(case.hears(&opinion(Verdict::Recommended)).is_nothing(), "an opinion on the old revision");
    case.hears(&opinion_on(Verdict::Recommended, 2));
    assert_eq!(case.state.status(), Status::Recommended);
}

#[test]
fn a_case_keeps_its_pack_when_it_is_corrected_after_that_packs_end() {
    let mut case = case(Status::Returned).on("2031-06-08");
    case.asks(Role::Host, &submit(&form())).expect("lodged again");
    assert_eq!(case.state.policy_id(), "hunan-2026");
}

#[test]
fn the_unit_gets_the_calls_day_or_the_packs_period() {
    let mut case = self::case(Status::Submitted);
    let decision = case.hears(&standing(Standing::Eligible));
    let presented = sent(&decision.messages, "intake.application.presented").expect("presented");
    // A month from 20 May ends on 20 June 2026, which is a Saturday; the 22nd is a Monday.
    assert_eq!(text_day(&presented["dueOn"]), day("2026-06-22"));

    let mut case = self::case(Status::Submitted);
    case.state.call.recommend_by = Some(day("2026-06-12"));
    let decision = case.hears(&standing(Standing::Eligible));
    let presented = sent(&decision.messages, "intake.application.presented").expect("presented");
    assert_eq!(text_day(&presented["dueOn"]), day("2026-06-12"));
}
