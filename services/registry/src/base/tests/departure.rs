//! Leaving: backdated, annulling, and in conflict.

use guohe_flow::TimerChange;
use guohe_policy::TimedPurpose;

use super::*;
use crate::testing::{hunan, notices, sent, tags};

#[test]
fn a_cancellation_counts_from_its_document_and_stops_everything() {
    let mut play = re_evaluation().on("2030-11-05");
    play.hears(&note_matter("m-1"));
    play.hears(&note_matter("m-2"));
    let decision = play.hears(&cancel("m-1", "2030-10-31"));
    assert_eq!(decision.events[0].effective_on, Some(day("2030-10-31")));
    assert!(decision.timers.contains(&TimerChange::CancelAll));
    let left = sent(&decision.messages, "registry.base.left").expect("told");
    assert_eq!(
        (left["effectiveOn"].as_str(), left["ground"].as_str()),
        (Some("2030-10-31"), Some("H26-X-3"))
    );
    let ended: Vec<_> =
        decision.messages.iter().filter(|m| m.event_type == "registry.base.duty_ended").collect();
    assert_eq!(ended.len(), 1, "the deciding matter itself goes on to its service");
    assert_eq!(ended[0].data["subject"], "m-2");
    assert_eq!(notices(&decision.messages), ["base_revoked"]);
}

#[test]
fn a_national_recognition_annuls_what_was_dated_after_it() {
    let mut play = rectifying().on("2030-03-01");
    let decision = play.asks(Role::Official, &national("2029-06-15"));
    assert_eq!(tags(&decision), ["left", "annulled", "annulled"]);
    assert_eq!(play.state.status, Status::ExitedNational);
    assert!(play.state.grades[0].annulled);
    assert_eq!(play.state.annulments.len(), 2);
    assert!(sent(&decision.messages, "registry.deadline.cleared").is_some());
    let left = sent(&decision.messages, "registry.base.left").expect("told");
    assert_eq!(
        (left["leaving"].as_str(), left["effectiveOn"].as_str()),
        (Some("LEAVING_NATIONAL"), Some("2029-06-15"))
    );
}

#[test]
fn a_national_recognition_leaves_what_happened_before_it_on_file() {
    let mut play = rectifying().on("2030-03-01");
    let decision = play.asks(Role::Official, &national("2030-02-01"));
    assert_eq!(tags(&decision), ["left"]);
    assert!(!play.state.grades[0].annulled);
}

#[test]
fn a_re_evaluation_begun_after_the_national_document_is_annulled() {
    let mut play = re_evaluation().on("2030-10-15");
    let decision = play.asks(Role::Official, &national("2030-09-01"));
    assert_eq!(tags(&decision), ["left", "annulled"]);
    assert_eq!(play.state.annulments[0].subject, "re-b-1-1");
}

#[test]
fn wf_14_a_base_leaves_on_the_national_documents_date_and_its_later_timers_are_cancelled() {
    let rule = hunan().timed_rule(TimedPurpose::NationalExit).cloned().expect("a rule");
    assert_eq!(rule.step.as_deref(), Some("WF-14"));
    let mut play = rectifying().on("2030-03-01");
    let decision = play.asks(Role::Official, &national("2030-02-01"));
    assert_eq!(play.state.status, Status::ExitedNational);
    assert_eq!(decision.events[0].effective_on, Some(day("2030-02-01")));
    assert!(decision.events[0].rules.contains(&rule.rule()), "{:?}", decision.events[0].rules);
    assert!(decision.timers.contains(&TimerChange::CancelAll));
    assert!(
        !decision.timers.iter().any(|change| matches!(change, TimerChange::Set(_))),
        "nothing is due later"
    );
    let cleared = sent(&decision.messages, "registry.deadline.cleared").expect("no more reminders");
    assert!(cleared["deadline"].as_str().is_some_and(|id| id.contains("rectification")), "{cleared}");
    // A national recognition brings no ban (T6).
    let left = sent(&decision.messages, "registry.base.left").expect("told");
    assert_eq!((left["leaving"].as_str(), left["ground"].as_str()), (Some("LEAVING_NATIONAL"), None));
}

#[test]
fn a_document_of_tomorrow_is_refused() {
    let refusal = active().refused(&actor(Role::Official), &national("2026-05-22"));
    assert_eq!(refusal.code, "DATE_IN_FUTURE");
    assert_eq!(refusal.fields[0].0, "document_on");
}

#[test]
fn only_an_official_records_a_national_recognition() {
    assert_eq!(active().refused(&actor(Role::Host), &national("2026-05-21")).code, "OFFICIAL_ONLY");
}

#[test]
fn a_cancellation_dated_before_the_national_document_governs() {
    let mut play = exited().on("2030-11-01");
    let decision = play.hears(&cancel("m-1", "2030-06-14"));
    assert_eq!(play.state.status, Status::Revoked);
    assert_eq!(sent(&decision.messages, "registry.base.left").expect("told")["leaving"], "LEAVING_CANCELLED");
    assert!(play.state.other_departure.is_some(), "the national document stays on file");
}

#[test]
fn a_cancellation_dated_on_or_after_the_national_document_waits_for_a_ruling() {
    for document_on in ["2030-06-15", "2030-10-31"] {
        let mut play = exited().on("2030-11-01");
        let decision = play.hears(&cancel("m-1", document_on));
        assert_eq!(tags(&decision), ["departure_disputed", "task_opened"]);
        assert_eq!(play.state.status, Status::ExitedNational);
        assert!(sent(&decision.messages, "registry.base.left").is_none(), "no ban by itself");
    }
}

#[test]
fn a_ruling_for_the_cancellation_brings_it_into_force() {
    let mut play = disputed();
    let ruling = BaseCommand::RuleOnDeparture { national: false, reason: "撤销在先程序已成".into() };
    let decision = play.asks(Role::Official, &ruling);
    assert_eq!(play.state.status, Status::Revoked);
    assert_eq!(sent(&decision.messages, "registry.base.left").expect("told")["leaving"], "LEAVING_CANCELLED");
    assert!(play.state.tasks.is_empty());
}

#[test]
fn a_ruling_that_leaves_things_as_they_are_tells_nobody_anything_new() {
    let mut play = disputed();
    let decision =
        play.asks(Role::Official, &BaseCommand::RuleOnDeparture { national: true, reason: "已退出".into() });
    assert_eq!(play.state.status, Status::ExitedNational);
    assert!(decision.messages.is_empty());
}

#[test]
fn a_national_document_later_than_the_cancellation_is_kept_without_effect() {
    let mut play = revoked().on("2030-12-01");
    let decision = play.asks(Role::Official, &national("2030-11-30"));
    assert_eq!(tags(&decision), ["departure_noted"]);
    assert_eq!(play.state.status, Status::Revoked);
}

#[test]
fn a_national_document_not_later_than_the_cancellation_waits_for_a_ruling() {
    let mut play = revoked().on("2030-12-01");
    play.asks(Role::Official, &national("2030-10-31"));
    assert_eq!(play.state.status, Status::Revoked);
    assert_eq!(play.state.tasks.first_code(), "rule_on_departure");
    let decision =
        play.asks(Role::Official, &BaseCommand::RuleOnDeparture { national: true, reason: "同日".into() });
    assert_eq!(play.state.status, Status::ExitedNational);
    assert_eq!(sent(&decision.messages, "registry.base.left").expect("told")["leaving"], "LEAVING_NATIONAL");
}

#[test]
fn timers_that_fire_after_the_base_left_do_nothing() {
    let mut play = exited();
    assert!(play.hears(&BaseCommand::OpenReportYear { year: 2030 }).is_nothing());
    assert!(play.hears(&BaseCommand::EndRectification { performance: "r-1.b-1".into() }).is_nothing());
}

#[test]
fn an_open_matter_is_shown_while_the_status_stays() {
    let mut play = active();
    play.hears(&note_matter("m-1"));
    assert_eq!((play.state.matters.len(), play.state.status), (1, Status::Active));
    assert!(play.hears(&note_matter("m-1")).is_nothing());
    play.hears(&clear_matter("m-1"));
    assert!(play.state.matters.is_empty() && play.state.tasks.is_empty());
}

#[test]
fn a_matter_about_a_base_that_left_ends() {
    let decision = exited().hears(&note_matter("m-1"));
    assert_eq!(sent(&decision.messages, "registry.base.duty_ended").expect("told")["kind"], "matter");
}
