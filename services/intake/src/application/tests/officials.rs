//! The department's check of form.

use guohe_clock::start_of_day;
use guohe_flow::RefusalKind;
use guohe_policy::{Deadline, SwitchValue};

use super::*;
use crate::testing::{book_of, choose, notices, sent, tags};

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

/// A case that the department returned on 2 June and whose unit recommends the correction on a day, with the day
/// for the check of form as it was before.
fn corrected(clock: &str, recommended_again: &str) -> (Case, Deadline) {
    let mut case = case(Status::Recommended).on("2026-06-02");
    case.book = book_of(|pack| choose(pack, "correction_clock", SwitchValue::Word(clock.to_owned())));
    let before = case.state.acceptance.clone().expect("a day is set");
    case.asks(Role::Official, &send_back()).expect("returned");
    case.asks(Role::Host, &submit(&form())).expect("lodged again");
    let mut case = case.on(recommended_again);
    case.hears(&opinion_on(Verdict::Recommended, 2));
    (case, before)
}

#[test]
fn a_correction_stops_the_departments_clock_where_it_has_chosen_so() {
    let (case, before) = corrected("pause", "2026-06-24");
    let after = case.state.acceptance.clone().expect("a day is set");
    let pause = &after.receipt.pauses[0];
    assert_eq!(
        (pause.from, pause.to),
        (day("2026-06-02"), day("2026-06-23")),
        "up to the day before it came back"
    );
    assert_eq!(pause.reason, "补充协议");
    assert_eq!((after.receipt.start, after.receipt.pauses.len()), (before.receipt.start, 1));
    let calendar = case.book.calendar();
    let worked = |from: Date, to: Date| {
        from.iter_days().take_while(|day| *day <= to).filter(|day| calendar.is_working_day(*day).0).count()
    };
    let moved_by = worked(before.due.succ_opt().expect("in range"), after.due);
    assert_eq!(moved_by, worked(pause.from, pause.to), "by exactly the working days of the pause");
    assert_eq!(moved_by, 15, "19 June is the Dragon Boat holiday");
    assert!(after.receipt.arithmetic.zh.contains("2026-06-02"), "the sentence names the pause");
}

#[test]
fn without_that_choice_the_check_begins_anew_after_a_correction() {
    let (case, _) = corrected("restart", "2026-06-24");
    let after = case.state.acceptance.expect("a day is set");
    assert_eq!((after.receipt.start, after.receipt.pauses.len()), (day("2026-06-24"), 0));
}

#[test]
fn an_overdue_check_of_form_asks_an_official_once_and_ends_nothing() {
    let mut case = case(Status::Recommended);
    let due = case.state.acceptance.clone().expect("a day is set").due;
    assert!(case.hears(&Command::AcceptanceOverdue { revision: 1 }).is_nothing(), "not yet");
    case.now = end_of_day(due);
    let decision = case.hears(&Command::AcceptanceOverdue { revision: 1 });
    assert_eq!(tags(&decision), ["acceptance_overdue"]);
    assert_eq!(decision.events[0].rules[0].rule, "H26-DS-04");
    assert_eq!(case.state.status(), Status::Recommended);
    assert!(case.hears(&Command::AcceptanceOverdue { revision: 1 }).is_nothing());
}

#[test]
fn without_a_form_check_in_the_measures_a_case_goes_straight_to_its_review() {
    let mut case = with_open_condition();
    case.book = guohe_testkit::decide::book_of(|pack| pack.procedure.retain(|step| step.key != "accept"));
    let refusal = case.asks(Role::Official, &refuse()).expect_err("there is no check it could fail");
    assert_eq!(refusal.code, "NO_FORM_CHECK");
    let decision = case.asks(Role::Official, &accept()).expect("what is open goes along");
    assert!(sent(&decision.messages, "intake.application.accepted").is_some());
    assert!(decision.events[0].rules.iter().any(|rule| rule.rule == "H26-JR-1b"), "and is named");
}
