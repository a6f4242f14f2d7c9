//! The host's time, the clock, and the decision after it.

use super::*;
use crate::testing::notices;

#[test]
fn the_host_has_five_working_days_after_the_day_of_service() {
    let mut play = proposed().on("2026-06-12");
    let decision = play.asks(Role::Official, &serve("2026-06-12"));
    let hearing = play.state.hearing.clone().expect("runs");
    assert_eq!(hearing.due, day("2026-06-22"));
    let (due, command) = timer(&decision, "hearing").expect("a timer");
    assert_eq!((due, command), (guohe_clock::end_of_day(day("2026-06-22")), &MatterCommand::EndHearing));
    assert_eq!(decision.events[0].rules[0].rule, "H26-DS-01");
    assert_eq!(notices(&decision.messages), ["matter_notice_served"]);
    assert!(hearing.receipt.skipped_days.contains(&day("2026-06-19")), "the receipt shows the holidays");
}

#[test]
fn a_stopped_clock_adds_the_days_it_stood_still() {
    let mut play = hearing().on("2026-06-15");
    let decision = play.asks(Role::Official, &MatterCommand::StopClock { reason: "补充调查".into() });
    assert!(timer(&decision, "hearing").is_none());
    assert!(play.hears(&MatterCommand::EndHearing).is_nothing(), "a timer already on its way does nothing");
    let mut play = play.on("2026-06-17");
    let decision = play.asks(Role::Official, &MatterCommand::ResumeClock);
    let hearing = play.state.hearing.clone().expect("runs");
    assert_eq!(hearing.due, day("2026-06-24"), "two working days stood still");
    assert_eq!(hearing.receipt.pauses.len(), 1);
    assert_eq!(timer(&decision, "hearing").expect("set anew").0, guohe_clock::end_of_day(day("2026-06-24")));
    assert_eq!(play.refused(&actor(Role::Official), &MatterCommand::ResumeClock).code, "WRONG_STATE");
}

#[test]
fn a_clock_stopped_and_started_on_one_day_adds_nothing() {
    let mut play = hearing().on("2026-06-15");
    play.asks(Role::Official, &MatterCommand::StopClock { reason: "补充调查".into() });
    play.asks(Role::Official, &MatterCommand::ResumeClock);
    assert_eq!(play.state.hearing.expect("runs").due, day("2026-06-22"));
    assert!(play.state.pauses.is_empty());
}

#[test]
fn nothing_is_decided_while_the_hosts_time_runs() {
    let refusal = hearing().on("2026-06-22").refused(&second(), &decide("2026-06-22"));
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Rule, "HEARING_NOT_OVER"));
    assert_eq!(refusal.rules[0].rule, "H26-DS-01");
}

#[test]
fn the_end_of_the_hosts_time_opens_a_task_and_decides_nothing() {
    let mut play = hearing().on("2026-06-23");
    let decision = play.hears(&MatterCommand::EndHearing);
    assert_eq!(tags(&decision), ["hearing_ended", "task_opened"]);
    assert!(sent(&decision.messages, "registry.matter.cancellation_decided").is_none());
    assert_eq!(play.state.tasks.first_code(), "decide_cancellation");
}

#[test]
fn the_proposer_may_not_decide() {
    let refusal = decidable().refused(&actor(Role::Official), &decide("2026-06-23"));
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Forbidden, "FOUR_EYES"));
}

#[test]
fn somebody_else_decides_by_a_document_that_may_be_entered_later() {
    let mut play = decidable().on("2026-07-01");
    let decision = play.told(&second(), &decide("2026-06-24")).expect("decided");
    assert_eq!(decision.events[0].effective_on, Some(day("2026-06-24")));
    let message = sent(&decision.messages, "registry.matter.cancellation_decided").expect("told");
    assert_eq!(
        (message["documentOn"].as_str(), message["ground"].as_str()),
        (Some("2026-06-24"), Some("H26-X-4"))
    );
    assert_eq!(play.state.tasks.first_code(), "serve_decision");
}

#[test]
fn a_document_dated_before_the_end_of_the_hosts_time_is_refused() {
    let refusal = decidable().on("2026-07-01").refused(&second(), &decide("2026-06-22"));
    assert_eq!(refusal.code, "DOCUMENT_BEFORE_HEARING_END");
}

#[test]
fn the_host_may_state_its_case_and_waive_the_rest() {
    let mut play = hearing().on("2026-06-15");
    play.asks(Role::Host, &MatterCommand::StateCase { document_hash: hash() });
    assert_eq!(play.state.status, Status::Hearing, "a statement does not end the host's time");
    play.asks(Role::Host, &MatterCommand::WaiveHearing);
    assert_eq!(play.state.status, Status::Decidable);
    play.told(&second(), &decide("2026-06-15")).expect("decided on the day of the waiver");
}

#[test]
fn a_statement_of_another_institution_is_refused() {
    let other = person("h-2", Role::Host, "91430000000000000X");
    let statement = MatterCommand::StateCase { document_hash: hash() };
    assert_eq!(hearing().refused(&other, &statement).code, "OTHER_INSTITUTION");
    assert_eq!(hearing().refused(&other, &MatterCommand::WaiveHearing).code, "OTHER_INSTITUTION");
}

#[test]
fn the_decision_is_served_with_its_remedies_on_a_day_not_before_it() {
    let serve = |on: &str| MatterCommand::ServeDecision { served_on: day(on) };
    let mut play = cancelled().on("2026-06-30");
    assert_eq!(play.refused(&actor(Role::Official), &serve("2026-06-23")).code, "SERVED_BEFORE_DOCUMENT");
    let decision = play.asks(Role::Official, &serve("2026-06-29"));
    assert_eq!(notices(&decision.messages), ["matter_decision_served"]);
    assert!(play.state.tasks.is_empty());
    assert_eq!(play.state.document_on, Some(day("2026-06-24")), "the ban counts from the document");
}
