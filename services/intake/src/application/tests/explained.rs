//! What a decision against an application rested on is stored with it.

use guohe_policy::Outcome;

use super::*;
use crate::explained::DecisionExplanation;

fn explanation(case: &Case) -> &DecisionExplanation {
    case.state.explanation.as_deref().expect("stored")
}

/// A recommended case whose host has an adverse record that is too young.
fn with_adverse_record() -> Case {
    let mut form = form();
    form["org"]["credit_records"] = serde_json::json!([{"adverse": true, "on": "2024-02-29"}]);
    let mut case = draft();
    case.asks(Role::Host, &save(&form)).expect("stored");
    case.asks(Role::Host, &submit(&form)).expect("lodged");
    case.hears(&standing(Standing::Eligible));
    case.hears(&opinion(Verdict::Recommended));
    case
}

#[test]
fn a_refused_acceptance_keeps_what_failed_and_from_which_day_it_passes() {
    let mut case = with_adverse_record();
    let decision = case.asks(Role::Official, &refuse()).expect("refused");
    let ApplicationEvent::AcceptanceRefused { explanation: stored, .. } = &decision.events[0].event else {
        panic!("{decision:?}")
    };
    assert_eq!(stored.as_deref(), Some(explanation(&case)), "the event carries it");
    let explanation = explanation(&case);
    assert_eq!(explanation.policy.as_ref().map(|policy| policy.id.as_str()), Some("hunan-2026"));
    assert_eq!((explanation.form_sha256.as_str(), explanation.overall), ("f-1", Some(Outcome::Fail)));
    let unmet: Vec<&str> = explanation.conditions.iter().map(|one| one.rule.rule.as_str()).collect();
    assert_eq!(unmet, ["H26-C-1b"]);
    let gap = explanation.conditions[0].gap.as_ref().expect("told");
    assert_eq!(gap.passes_from, Some(day("2027-03-01")));
    assert_eq!(explanation.earliest.as_ref().and_then(|earliest| earliest.day), Some(day("2027-03-01")));
}

#[test]
fn a_barred_application_keeps_the_ban() {
    let case = case(Status::Barred);
    let ban = explanation(&case).ban.as_ref().expect("the ban");
    assert_eq!((ban.banned_until, ban.free_from), (Some(day("2031-04-30")), Some(day("2031-05-01"))));
}

#[test]
fn a_decision_not_to_recognise_keeps_the_reviews_result() {
    let case = case(Status::NotRecognised);
    let explanation = explanation(&case);
    assert_eq!((explanation.score_hundredths, explanation.overall), (Some(8_650), Some(Outcome::Pass)));
    assert!(explanation.conditions.is_empty(), "every condition passed");
}

#[test]
fn a_case_that_goes_well_keeps_none_and_old_events_still_read() {
    assert_eq!(case(Status::Recognised).state.explanation, None);
    let old = serde_json::json!({
        "type": "not_recognised",
        "data": {"reason": "布局需要", "rules": [], "at": "2026-10-15T00:00:00Z"},
    });
    let event: ApplicationEvent = serde_json::from_value(old.clone()).expect("an old event reads");
    assert_eq!(serde_json::to_value(&event).expect("JSON"), old, "and is written as it was");
}
