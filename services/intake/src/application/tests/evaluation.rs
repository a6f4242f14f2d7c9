//! Facts of evaluation meet in any order.

use super::*;
use crate::testing::{notices, tags};

#[test]
fn the_usual_order_leads_to_recognition_on_the_documents_date() {
    let mut case = case(Status::Proposed);
    let decision = case.hears(&recognised());
    assert_eq!(decision.events[0].effective_on, Some(day("2026-10-15")));
    assert_eq!(notices(&decision.messages), ["application_recognised"]);
    assert_eq!(case.state.recognition.as_ref().map(|known| known.base.as_str()), Some("b-1"));
}

#[test]
fn a_review_result_that_comes_after_the_decision_is_kept_and_moves_nothing_back() {
    let mut case = case(Status::UnderReview);
    case.hears(&proposed());
    assert_eq!(case.state.status(), Status::Proposed);
    case.hears(&recognised());
    case.hears(&reviewed());
    assert_eq!((case.state.status(), case.state.score_hundredths), (Status::Recognised, Some(8_650)));
}

#[test]
fn a_recognition_of_a_withdrawn_case_is_for_an_official() {
    let mut case = case(Status::Withdrawn);
    let decision = case.hears(&recognised());
    assert_eq!(tags(&decision), ["recognised_after_end"]);
    assert_eq!(case.state.status(), Status::Withdrawn);
    assert_eq!(case.state.tasks[0].code, "rule_on_recognition_after_end");
    let mut stands = case.clone();
    stands.asks(Role::Official, &rule_on(true)).expect("ruled");
    assert_eq!(stands.state.status(), Status::Recognised);
    case.asks(Role::Official, &rule_on(false)).expect("ruled");
    assert_eq!(case.state.status(), Status::Withdrawn);
    assert!(case.state.tasks.is_empty());
}

#[test]
fn a_decision_against_is_told_to_host_and_unit() {
    let mut case = case(Status::Proposed);
    let decision = case.hears(&not_recognised());
    let notice =
        decision.messages.iter().find(|message| message.data["template"] == "application_not_recognised");
    assert_eq!(notice.expect("told").data["recipients"].as_array().map(Vec::len), Some(2));
}
