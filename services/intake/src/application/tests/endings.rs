//! Withdrawals, voids, opinions against.

use super::*;
use crate::testing::{notices, sent};

#[test]
fn a_host_withdraws_until_recognition_and_everybody_stops() {
    for status in Status::ALL.into_iter().filter(|status| status.is_lodged_and_open()) {
        let mut case = case(status);
        let decision =
            case.asks(Role::Host, &Command::Withdraw { reason: String::new() }).expect("withdrawn");
        assert_eq!(case.state.status(), Status::Withdrawn);
        let closed = sent(&decision.messages, "intake.application.closed").expect("closed");
        assert_eq!(closed["ending"], "ENDING_WITHDRAWN");
        assert!(decision.timers.contains(&guohe_flow::TimerChange::CancelAll));
    }
}

#[test]
fn a_void_reports_the_finding_and_bans_nobody() {
    let mut case = case(Status::UnderReview);
    let decision = case.asks(Role::Official, &Command::Void { facts: "协议系伪造".into() }).expect("voided");
    let found = sent(&decision.messages, "intake.application.falsehood_found").expect("reported");
    assert_eq!((&found["facts"], &found["policy"]), (&"协议系伪造".into(), &"hunan-2026".into()));
    assert_eq!(found["foundOn"], "2026-05-20");
    assert_eq!(case.state.ban, None, "a ban is only proposed to a person");
    assert_eq!(notices(&decision.messages), ["application_void"]);
}

#[test]
fn an_opinion_against_ends_the_case() {
    let mut case = case(Status::Recommending);
    let decision = case.hears(&opinion(Verdict::NotRecommended));
    assert_eq!(case.state.status(), Status::NotRecommended);
    let closed = sent(&decision.messages, "intake.application.closed").expect("closed");
    assert_eq!(closed["ending"], "ENDING_NOT_RECOMMENDED");
    assert_eq!(notices(&decision.messages), ["application_not_recommended"]);
}

#[test]
fn notices_carry_no_words_of_reasons() {
    let mut case = case(Status::Recommended);
    let secret = "王某电话 13900000000";
    let command = Command::RefuseAcceptance { reason: secret.into(), rules: vec!["H26-C-1a".into()] };
    let decision = case.asks(Role::Official, &command).expect("refused");
    for message in decision.messages.iter().filter(|message| message.event_type.ends_with("requested")) {
        assert!(!message.data.to_string().contains(secret));
    }
}
