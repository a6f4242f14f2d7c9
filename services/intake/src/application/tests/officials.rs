//! The department's check of form.

use guohe_clock::start_of_day;
use guohe_flow::RefusalKind;

use super::*;
use crate::testing::{notices, sent, tags};

/// A recommended case whose form leaves one condition open: a foreign-expert project of unknown level.
fn with_open_condition() -> Case {
    let mut form = form();
    form["projects"] =
        serde_json::json!([{"kind": "foreign_expert", "level": "unknown", "from": "2024-01-01"}]);
    form["results"] = serde_json::json!([]);
    let mut case = draft();
    case.asks(Role::Host, &save(&form)).expect("stored");
    case.asks(Role::Host, &submit(&form)).expect("lodged");
    case.hears(&standing(Standing::Eligible));
    case.hears(&opinion(Verdict::Recommended));
    case
}

#[test]
fn a_recommended_case_opens_a_task_with_its_day() {
    let case = case(Status::Recommended);
    let task = &case.state.tasks[0];
    // Ten working days after 20 May 2026.
    assert_eq!((task.code.as_str(), task.due_on), ("accept_application", Some(day("2026-06-03"))));
}

#[test]
fn acceptance_hands_the_case_to_review_with_what_review_needs() {
    let mut case = case(Status::Recommended);
    case.state.call.review_by = Some(day("2026-07-31"));
    let decision = case.asks(Role::Official, &accept()).expect("accepted");
    let accepted = sent(&decision.messages, "intake.application.accepted").expect("handed over");
    assert_eq!(accepted["institutionName"], "中南大学");
    assert_eq!(accepted["partners"], serde_json::json!(["INSA Lyon"]));
    assert_eq!(accepted["reviewDueOn"], "2026-07-31");
    assert_eq!((&accepted["field"], &accepted["leader"]), (&"高速铁路安全".into(), &"p-lead".into()));
}

#[test]
fn an_open_condition_needs_a_written_ruling_and_takes_no_other() {
    let mut case = with_open_condition();
    let refusal = case.asks(Role::Official, &accept()).expect_err("a ruling is missing");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::NeedsRuling, "RULING_MISSING"));
    assert_eq!(refusal.rules[0].rule, "H26-JR-1b");
    let ruling = |rule: &str, reason: &str| Command::Accept {
        rulings: vec![ConditionRuling { rule: rule.into(), reason: reason.into() }],
    };
    assert_eq!(
        case.asks(Role::Official, &ruling("H26-JR-1b", " ")).expect_err("empty").code,
        "WORDS_MISSING"
    );
    assert_eq!(
        case.asks(Role::Official, &ruling("H26-C-1a", "x")).expect_err("unasked").code,
        "RULING_UNASKED"
    );
    let decision = case.asks(Role::Official, &ruling("H26-JR-1b", "外专项目属省级")).expect("accepted");
    assert!(decision.events[0].rules.iter().any(|rule| rule.rule == "H26-JR-1b"));
    assert_eq!(case.state.rulings[0].reason, "外专项目属省级");
}

#[test]
fn a_condition_that_fails_stands_against_acceptance() {
    let mut form = form();
    form["org"]["is_legal_person"] = false.into();
    let mut case = draft();
    case.asks(Role::Host, &save(&form)).expect("stored");
    case.asks(Role::Host, &submit(&form)).expect("lodged");
    case.hears(&standing(Standing::Eligible));
    case.hears(&opinion(Verdict::Recommended));
    let refusal = case.asks(Role::Official, &accept()).expect_err("a condition fails");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Rule, "CONDITIONS_FAILED"));
    assert_eq!(refusal.rules[0].rule, "H26-C-1a");
}

#[test]
fn a_refusal_names_rules_of_the_pack() {
    let mut case = case(Status::Recommended);
    let without = Command::RefuseAcceptance { reason: "x".into(), rules: vec![] };
    assert_eq!(case.asks(Role::Official, &without).expect_err("no rule").code, "RULES_MISSING");
    let unknown =
        Command::RefuseAcceptance { reason: "x".into(), rules: vec!["H26-C-1a".into(), "Z9".into()] };
    let refusal = case.asks(Role::Official, &unknown).expect_err("no such rule");
    assert_eq!(refusal.fields[0].0, "rules[1]");
    let decision = case.asks(Role::Official, &refuse()).expect("refused");
    assert_eq!(decision.events[0].rules[0].article, "第五条第1项");
    assert_eq!(notices(&decision.messages), ["application_not_accepted"]);
}

#[test]
fn officials_decide_and_nobody_else() {
    for command in [accept(), refuse(), send_back(), Command::Void { facts: "x".into() }] {
        for role in [Role::Host, Role::Recommender, Role::Expert] {
            let refusal = case(Status::Recommended).asks(role, &command).expect_err("no official");
            assert_eq!(refusal.code, "ROLE_OFFICIAL", "{} by {role:?}", command.name());
        }
    }
}

#[test]
fn a_return_counts_the_packs_working_days_and_a_missed_one_asks_an_official() {
    let mut case = case(Status::Recommended).on("2026-06-10");
    let decision = case.asks(Role::Official, &send_back()).expect("returned");
    // Ten working days after 10 June; 19 June 2026 is the Dragon Boat holiday.
    assert_eq!(case.state.correct_by, Some(day("2026-06-25")));
    assert_eq!(due(&decision, "correction"), Some(start_of_day(day("2026-06-26"))));
    assert!(case.hears(&Command::CorrectionOverdue { revision: 1 }).is_nothing(), "not yet");
    case.now = start_of_day(day("2026-06-26"));
    let decision = case.hears(&Command::CorrectionOverdue { revision: 1 });
    assert_eq!(tags(&decision), ["correction_missed"]);
    assert_eq!(case.state.status(), Status::Returned, "nothing ends by itself");
    let mut corrected = case.clone();
    corrected.asks(Role::Host, &submit(&form())).expect("late is still possible");
    let mut refused = case;
    refused.asks(Role::Official, &refuse()).expect("an official may end it now");
    assert_eq!(refused.state.status(), Status::NotAccepted);
}

#[test]
fn a_return_before_its_day_is_over_cannot_be_refused_by_an_official() {
    assert_eq!(
        case(Status::Returned).asks(Role::Official, &refuse()).expect_err("too early").code,
        "WRONG_STATE"
    );
}
