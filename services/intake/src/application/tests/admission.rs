//! Admission: bans, rulings, versions.

use guohe_flow::RefusalKind;

use super::*;
use crate::testing::{hunan_2031, notices, sent, tags};

#[test]
fn a_barred_institution_is_told_article_end_and_first_free_day() {
    let mut case = case(Status::Submitted);
    let decision = case.hears(&standing(Standing::Excluded));
    assert_eq!(case.state.status(), Status::Barred);
    assert_eq!(decision.events[0].rules, [ban_rule()]);
    let notice =
        decision.messages.iter().find(|message| message.data["template"] == "application_refused_barred");
    let values = &notice.expect("told").data["values"];
    assert_eq!((&values["banned_until"], &values["free_from"]), (&"2031-04-30".into(), &"2031-05-01".into()));
    assert_eq!(values["base"], "b-7");
    let closed = sent(&decision.messages, "intake.application.closed").expect("closed");
    assert_eq!(closed["ending"], "ENDING_BARRED");
}

#[test]
fn an_answer_on_another_submission_changes_nothing() {
    let mut case = case(Status::Submitted);
    let Command::StandingAnswered { standing, banned_until, free_from, base, rules, reason, .. } =
        standing(Standing::Excluded)
    else {
        unreachable!()
    };
    let other =
        Command::StandingAnswered { revision: 7, standing, banned_until, free_from, base, rules, reason };
    assert!(case.hears(&other).is_nothing());
}

#[test]
fn an_open_standing_waits_for_an_official_who_admits_or_bars() {
    let case = case(Status::NeedsRuling);
    assert_eq!(case.state.tasks[0].code, "rule_on_admission");
    let mut admitted = case.clone();
    let decision = admitted.asks(Role::Official, &rule_on(true)).expect("ruled");
    assert_eq!(tags(&decision), ["ruling_made", "presented"]);
    assert!(admitted.state.tasks.is_empty());
    let mut refused = case.clone();
    refused.asks(Role::Official, &rule_on(false)).expect("ruled");
    assert_eq!(refused.state.status(), Status::Barred);
    let mut host = case;
    assert_eq!(host.asks(Role::Host, &rule_on(true)).expect_err("a host").kind, RefusalKind::Forbidden);
}

#[test]
fn the_registry_may_answer_an_open_standing_itself_later() {
    let mut case = case(Status::NeedsRuling);
    case.hears(&standing(Standing::Eligible));
    assert_eq!(case.state.status(), Status::Recommending);
    assert!(case.state.tasks.is_empty() && case.state.ruling.is_none());
}

/// A draft lodged on 9 March 2031, the first day without a version.
fn unversioned() -> (Case, Decided) {
    let mut case = draft();
    case.state.call.closes_on = day("2031-03-31");
    case.state.call.accepted_until = day("2031-03-31");
    case.now = morning("2031-03-09");
    let decision = case.asks(Role::Host, &submit(&form())).expect("received");
    (case, decision)
}

#[test]
fn lodging_on_a_day_without_a_version_is_received_and_needs_a_ruling() {
    let (mut case, decision) = unversioned();
    assert_eq!(tags(&decision), ["submitted", "ruling_opened"]);
    assert_eq!(case.state.status(), Status::NeedsRuling);
    assert_eq!(case.state.rules[0].article, "第二十三条");
    assert_eq!(notices(&decision.messages), ["application_received", "application_needs_ruling"]);
    assert!(sent(&decision.messages, "intake.application.submitted").is_none(), "nothing to ask under");
    let refusal = case.asks(Role::Official, &rule_on(true)).expect_err("no version to decide under");
    assert_eq!(refusal.code, "NO_VERSION_IN_FORCE");
    case.asks(Role::Official, &rule_on(false)).expect("refused");
    assert_eq!(case.state.status(), Status::NotAccepted);
}

#[test]
fn the_last_day_of_a_version_still_decides() {
    let mut case = draft();
    case.state.call.accepted_until = day("2031-03-31");
    case.now = end_of_day(day("2031-03-08")) - std::time::Duration::from_secs(1);
    case.asks(Role::Host, &submit(&form())).expect("lodged");
    assert_eq!((case.state.status(), case.state.policy_id()), (Status::Submitted, "hunan-2026"));
}

#[test]
fn a_case_without_a_version_is_examined_again_under_an_adopted_successor() {
    let (mut case, _) = unversioned();
    let again =
        Command::ReconsiderAdmission { reason: "新办法".into(), form: form(), sha256: "f-1".into() };
    let refusal = case.asks(Role::Official, &again).expect_err("none adopted yet");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::NeedsRuling, "NO_VERSION_IN_FORCE"));
    let successor = hunan_2031();
    let from = successor.effective_from().expect("a first day");
    let id = successor.identity.id.clone();
    case.book = case.book.clone().with_pack(successor).expect("adopted");
    case.now = morning(&from.max(day("2031-03-09")).to_string());
    let decision = case.asks(Role::Official, &again).expect("examined");
    assert_eq!(case.state.status(), Status::Submitted);
    assert_eq!(case.state.policy_id(), id);
    let asked = sent(&decision.messages, "intake.application.submitted").expect("asked");
    assert_eq!(asked["receivedAt"], "2031-03-09T02:00:00+00:00", "for the day of receipt");
    case.hears(&standing(Standing::Eligible));
    assert_eq!(case.state.status(), Status::Recommending);
}

#[test]
fn a_ban_recorded_later_asks_an_official_and_stops_nobody_else() {
    let mut case = case(Status::UnderReview);
    let decision = case.hears(&ban_overtook());
    assert_eq!(case.state.status(), Status::NeedsRuling);
    assert_eq!(decision.events[0].effective_on, Some(day("2026-05-10")));
    case.hears(&reviewed());
    assert_eq!(case.state.stage, Status::Reviewed, "the review goes on underneath");
    let mut admitted = case.clone();
    admitted.asks(Role::Official, &rule_on(true)).expect("ruled");
    assert_eq!((admitted.state.status(), admitted.state.ban.clone()), (Status::Reviewed, None));
    let decision = case.asks(Role::Official, &rule_on(false)).expect("ruled");
    assert_eq!(case.state.status(), Status::Barred);
    let closed = sent(&decision.messages, "intake.application.closed").expect("everyone stops");
    assert_eq!(closed["ending"], "ENDING_BARRED");
}

#[test]
fn a_ban_that_overtakes_a_recognition_is_for_an_official_and_undoes_nothing() {
    let mut case = case(Status::Recognised);
    case.hears(&ban_overtook());
    assert_eq!(case.state.status(), Status::Recognised);
    assert_eq!(case.state.tasks[0].code, "rule_on_overtaking_ban");
    case.asks(Role::Official, &rule_on(false)).expect("ruled");
    assert_eq!(case.state.status(), Status::Recognised, "the registry decides about the base");
    assert!(case.state.tasks.is_empty());
}

#[test]
fn while_a_ruling_is_open_people_can_do_nothing_else_but_withdraw_or_void() {
    let mut case = case(Status::Recommended);
    case.hears(&ban_overtook());
    for command in [accept(), refuse(), send_back()] {
        let refusal = case.asks(Role::Official, &command).expect_err("a ruling is open");
        assert_eq!(refusal.code, "WRONG_STATE", "{}", command.name());
        assert!(refusal.message.contains("NEEDS_RULING"));
    }
    case.asks(Role::Host, &Command::Withdraw { reason: String::new() }).expect("withdrawn");
    assert!(case.state.tasks.is_empty() && case.state.ruling.is_none());
}
