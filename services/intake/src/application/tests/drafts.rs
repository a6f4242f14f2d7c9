//! Drafts: when they may begin, how long they live.

use guohe_clock::start_of_day;
use guohe_flow::{Attributes, RefusalKind};
use guohe_policy::SwitchValue;

use super::*;
use crate::testing::{book_of, choose, found, notices, request, sent, tags};

fn call_with(closes: &str, accepted: &str) -> guohe_flow::Found {
    found(
        "c-2026",
        Attributes::new()
            .text("opens_on", "2026-05-06")
            .text("closes_on", closes)
            .text("accepted_until", accepted),
    )
}

fn created(command: &Command, date: &str) -> Result<Decided, Refusal> {
    Case::new("a-1", morning(date)).asks(Role::Host, command)
}

#[test]
fn a_draft_begins_while_the_call_is_open_and_lapses_with_its_last_day() {
    let decision = created(&create(), "2026-05-08").expect("created");
    assert_eq!(due(&decision, "call_close"), Some(end_of_day(day("2026-05-29"))));
    let reminder = sent(&decision.messages, "intake.deadline.set").expect("reminded");
    assert_eq!(reminder["remindOn"], serde_json::json!(["2026-05-22", "2026-05-28"]));
}

#[test]
fn a_draft_neither_begins_before_the_first_day_nor_after_the_last() {
    assert_eq!(created(&create(), "2026-05-05").expect_err("early").code, "CALL_NOT_OPEN");
    let mut late = Case::new("a-1", end_of_day(day("2026-05-29")));
    let refusal = late.asks(Role::Host, &create()).expect_err("late");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Rule, "CALL_CLOSED"));
    assert!(!refusal.rules.is_empty());
}

#[test]
fn a_credit_code_with_a_wrong_check_character_is_named_by_its_field() {
    let Command::CreateDraft(mut wrong) = create() else { unreachable!() };
    wrong.institution = "91350100M000100Y44".into();
    let refusal = created(&Command::CreateDraft(wrong), "2026-05-08").expect_err("wrong check character");
    assert_eq!((refusal.code.as_str(), refusal.fields[0].0.as_str()), ("CREDIT_CODE_CHECK", "institution"));
}

#[test]
fn a_host_acts_for_its_own_institution_only() {
    let fresh = case(Status::None);
    let refusal = fresh.decide(&other_host(), &request(), &create()).expect_err("another host");
    assert_eq!(refusal.code, "OTHER_INSTITUTION");
    for command in [save(&form()), submit(&form()), Command::Withdraw { reason: String::new() }] {
        let refusal = draft().decide(&other_host(), &request(), &command).expect_err("another host");
        assert_eq!(refusal.code, "OTHER_INSTITUTION", "{}", command.name());
        let refusal = draft().asks(Role::Official, &command).expect_err("an official");
        assert_eq!(refusal.code, "ROLE_HOST", "{}", command.name());
    }
}

#[test]
fn a_category_outside_the_call_is_refused() {
    let Command::CreateDraft(mut wrong) = create() else { unreachable!() };
    wrong.category = "park".into();
    let refusal = created(&Command::CreateDraft(wrong), "2026-05-08").expect_err("no such category");
    assert_eq!(refusal.fields[0].0, "category");
}

#[test]
fn a_draft_that_was_never_lodged_lapses_and_its_host_is_told() {
    let mut case = draft();
    case.now = end_of_day(day("2026-05-29"));
    let decision = case.hears(&Command::CallClosed);
    assert_eq!(case.state.status(), Status::Lapsed);
    assert_eq!(notices(&decision.messages), ["application_lapsed"]);
    assert_eq!(decision.events[0].rules[0].rule, "H26-DS-02");
}

#[test]
fn a_draft_whose_call_was_extended_meanwhile_stays_although_no_message_came() {
    let mut case = draft();
    case.now = end_of_day(day("2026-05-29"));
    case.found = vec![call_with("2026-06-12", "2026-06-12")];
    let decision = case.hears(&Command::CallClosed);
    assert_eq!(tags(&decision), ["extended"]);
    assert_eq!(due(&decision, "call_close"), Some(end_of_day(day("2026-06-12"))));
    assert!(case.hears(&call_extended()).is_nothing(), "the message is no news any more");
}

#[test]
fn an_extension_recorded_after_the_old_close_opens_a_lapsed_draft_again() {
    let mut case = case(Status::Lapsed);
    case.hears(&call_extended());
    assert_eq!(case.state.status(), Status::Draft);
    case.asks(Role::Host, &submit(&form())).expect("lodged within the new days");
}

#[test]
fn one_applicants_extension_outlives_the_call() {
    let mut case = draft();
    let until = Command::Extend { until: day("2026-06-05"), reason: "不可抗力".into() };
    let decision = case.asks(Role::Official, &until).expect("extended");
    assert_eq!(due(&decision, "call_close"), Some(end_of_day(day("2026-06-05"))));
    case.now = end_of_day(day("2026-05-29"));
    assert!(case.hears(&Command::CallClosed).is_nothing(), "the old timer is overtaken");
    case = case.on("2026-06-05");
    case.asks(Role::Host, &submit(&form())).expect("lodged on the last day");
    assert_eq!(case.state.call.closes_on, day("2026-05-29"), "look-backs keep the call's day");
}

#[test]
fn only_an_official_gives_more_time_and_never_less() {
    let until = Command::Extend { until: day("2026-05-25"), reason: "x".into() };
    assert_eq!(draft().asks(Role::Official, &until).expect_err("less").code, "DAYS_ORDER");
    let until = Command::Extend { until: day("2026-06-25"), reason: "x".into() };
    assert_eq!(draft().asks(Role::Host, &until).expect_err("a host").kind, RefusalKind::Forbidden);
}

#[test]
fn more_time_for_a_correction_sets_its_timer_anew() {
    let mut case = case(Status::Returned);
    let until = Command::Extend { until: day("2026-07-10"), reason: "x".into() };
    let decision = case.asks(Role::Official, &until).expect("extended");
    assert_eq!(case.state.correct_by, Some(day("2026-07-10")));
    assert_eq!(due(&decision, "correction"), Some(start_of_day(day("2026-07-11"))));
    assert_eq!(notices(&decision.messages), ["application_extended"]);
}

#[test]
fn a_department_that_closes_at_its_close_of_business_receives_nothing_after_it() {
    let book = book_of(|pack| choose(pack, "end_of_day", SwitchValue::Word("close_of_business".to_owned())));
    let last_day = start_of_day(day("2026-05-29"));
    let half_past_five = last_day + std::time::Duration::from_secs((17 * 60 + 30) * 60);
    let mut case = Case { book: book.clone(), ..Case::new("a-1", morning("2026-05-08")) };
    let decision = case.asks(Role::Host, &create()).expect("created");
    assert_eq!(due(&decision, "call_close"), Some(half_past_five));
    case.asks(Role::Host, &save(&form())).expect("stored");
    let mut in_time = Case { now: half_past_five - std::time::Duration::from_secs(1), ..case.clone() };
    in_time.asks(Role::Host, &submit(&form())).expect("a second before is in time");
    let mut late = Case { now: half_past_five, ..case.clone() };
    assert_eq!(late.asks(Role::Host, &submit(&form())).expect_err("late").code, "CALL_CLOSED");
    let decision = late.hears(&Command::CallClosed);
    assert_eq!(tags(&decision), ["lapsed"]);
    let midnight = Case { now: half_past_five, book: crate::testing::book(), ..case };
    assert!(midnight.clone().asks(Role::Host, &submit(&form())).is_ok(), "by default the day ends at 24:00");
}
