//! Calls: every state with every command, and the rules on their days.

use guohe_clock::{end_of_day, start_of_day};
use guohe_flow::{Attributes, Decision, Refusal, RefusalKind, Role, TimerChange};
use guohe_policy::Text;

use super::*;
use crate::testing::{Play, day, found, message, morning, request, sent, tags};

type Call = Play<CallWorkflow>;

fn new(opens: &str, closes: &str, grace: Option<&str>) -> CallCommand {
    CallCommand::Create(NewCall {
        title: Text::new("二〇二六年度申报", "Call of 2026"),
        opens_on: day(opens),
        closes_on: day(closes),
        accepted_until: grace.map(day),
        categories: vec![],
        recommend_by: None,
        review_by: None,
    })
}

fn extend(closes: &str) -> CallCommand {
    CallCommand::Extend { closes_on: day(closes), accepted_until: None, reason: "系统维护".into() }
}

/// A call that opens on 1 May and closes on 29 May 2026 (a Friday), announced on 1 April.
fn call(status: CallStatus) -> Call {
    let mut call = Call::new("c-2026", morning("2026-04-01"));
    if status != CallStatus::None {
        call.asks(Role::Official, &new("2026-05-01", "2026-05-29", None)).expect("announced");
    }
    if matches!(status, CallStatus::Open | CallStatus::Closed) {
        call.now = start_of_day(day("2026-05-01"));
        call.hears(&CallCommand::Open);
        call.now = morning("2026-05-20");
    }
    if status == CallStatus::Closed {
        call.now = end_of_day(day("2026-05-29"));
        call.hears(&CallCommand::Close);
    }
    assert_eq!(call.state.status, status);
    call
}

/// One of each command; a new one without a place here does not compile.
fn samples() -> Vec<CallCommand> {
    let samples = vec![
        new("2026-06-01", "2026-06-30", None),
        extend("2026-06-30"),
        CallCommand::Open,
        CallCommand::Close,
        CallCommand::SpreadExtension { after: String::new() },
    ];
    for sample in &samples {
        match sample {
            CallCommand::Create(_)
            | CallCommand::Extend { .. }
            | CallCommand::Open
            | CallCommand::Close
            | CallCommand::SpreadExtension { .. } => {}
        }
    }
    samples
}

fn outcome(result: Result<Decision<CallEvent, CallCommand>, Refusal>) -> String {
    match result {
        Ok(decision) if decision.is_nothing() => "-".into(),
        Ok(decision) => tags(&decision).join("+"),
        Err(refusal) => refusal.code,
    }
}

#[test]
fn every_state_answers_every_command() {
    let table = [
        (CallStatus::None, ["announced", "CALL_UNKNOWN", "-", "-", "-"]),
        (CallStatus::Announced, ["CALL_EXISTS", "extended", "opened", "-", "extension_spread"]),
        (CallStatus::Open, ["CALL_EXISTS", "extended", "-", "-", "extension_spread"]),
        (CallStatus::Closed, ["CALL_EXISTS", "WRONG_STATE", "-", "-", "extension_spread"]),
    ];
    assert_eq!(table.map(|(status, _)| status), CallStatus::ALL);
    for (status, expected) in table {
        let mut call = call(status);
        call.found = vec![found("a-1", Attributes::new())];
        for (command, expected) in samples().iter().zip(expected) {
            let (role, cause) = match command {
                CallCommand::Create(_) | CallCommand::Extend { .. } => (Role::Official, request()),
                _ => (Role::System, message()),
            };
            let got = outcome(call.decide(&crate::testing::actor(role), &cause, command));
            assert_eq!(got, expected, "{} in {}", command.name(), status.name());
        }
    }
}

#[test]
fn a_call_opens_with_its_first_day_and_closes_with_its_last() {
    let mut call = Call::new("c", morning("2026-04-01"));
    let decision = call.asks(Role::Official, &new("2026-05-06", "2026-05-29", None)).expect("announced");
    let due = |name: &str| {
        decision.timers.iter().find_map(|change| match change {
            TimerChange::Set(timer) if timer.name == name => Some(timer.due),
            _ => None,
        })
    };
    assert_eq!(due("open"), Some(start_of_day(day("2026-05-06"))));
    assert_eq!(due("close"), Some(end_of_day(day("2026-05-29"))));
    assert_eq!(decision.events[0].policy.as_ref().map(|policy| policy.id.as_str()), Some("hunan-2026"));
    assert_eq!(call.state.policy_last_day, Some(day("2031-03-08")));
    assert!(!call.state.rules.is_empty());
}

#[test]
fn a_call_that_opens_today_is_open_at_once() {
    let mut call = Call::new("c", morning("2026-05-06"));
    let decision = call.asks(Role::Official, &new("2026-05-06", "2026-05-29", None)).expect("announced");
    assert_eq!(tags(&decision), ["announced", "opened"]);
}

#[test]
fn a_last_day_on_a_rest_day_moves_to_the_next_working_day() {
    let mut call = Call::new("c", morning("2026-04-01"));
    call.asks(Role::Official, &new("2026-05-06", "2026-05-30", None)).expect("announced");
    let days = call.state.days.clone().expect("days");
    assert_eq!((days.closes_on, days.accepted_until), (day("2026-05-30"), day("2026-06-01")));
    assert!(!days.provisional);
}

#[test]
fn grace_lets_a_call_receive_beyond_its_published_day() {
    let mut call = Call::new("c", morning("2026-04-01"));
    call.asks(Role::Official, &new("2026-05-06", "2026-05-29", Some("2026-06-03"))).expect("announced");
    assert_eq!(call.state.days.map(|days| days.accepted_until), Some(day("2026-06-03")));
}

#[test]
fn a_call_opening_when_no_version_is_in_force_needs_a_ruling_and_names_the_rule() {
    let mut call = Call::new("c", morning("2031-02-01"));
    let refusal =
        call.asks(Role::Official, &new("2031-03-09", "2031-04-30", None)).expect_err("validity is over");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::NeedsRuling, "NO_VERSION_IN_FORCE"));
    assert_eq!(refusal.rules[0].article, "第二十三条");
    let last = call.asks(Role::Official, &new("2031-03-08", "2031-04-30", None));
    assert!(last.is_ok(), "the last day in force is 2031-03-08");
}

#[test]
fn days_out_of_order_are_refused_by_their_field() {
    for (opens, closes, grace, field) in [
        ("2026-03-31", "2026-05-29", None, "opens_on"),
        ("2026-05-10", "2026-05-09", None, "closes_on"),
        ("2026-05-10", "2026-05-29", Some("2026-05-28"), "accepted_until"),
    ] {
        let mut call = Call::new("c", morning("2026-04-01"));
        let refusal = call.asks(Role::Official, &new(opens, closes, grace)).expect_err("out of order");
        assert_eq!(refusal.fields[0].0, field);
    }
}

#[test]
fn only_officials_announce_and_extend() {
    let mut fresh = call(CallStatus::None);
    let refusal = fresh.asks(Role::Host, &new("2026-05-06", "2026-05-29", None)).expect_err("a host");
    assert_eq!(refusal.kind, RefusalKind::Forbidden);
    let refusal = call(CallStatus::Open).asks(Role::Recommender, &extend("2026-06-30")).expect_err("a unit");
    assert_eq!(refusal.kind, RefusalKind::Forbidden);
}

#[test]
fn an_unknown_category_is_named() {
    let CallCommand::Create(mut wanted) = new("2026-05-06", "2026-05-29", None) else { unreachable!() };
    wanted.categories = vec!["featured".into(), "moon_base".into()];
    let mut call = Call::new("c", morning("2026-04-01"));
    let refusal = call.asks(Role::Official, &CallCommand::Create(wanted)).expect_err("no such category");
    assert_eq!(refusal.fields[0].0, "categories[1]");
}

#[test]
fn the_old_close_changes_nothing_after_an_extension_and_the_new_one_closes() {
    let mut call = call(CallStatus::Open);
    call.asks(Role::Official, &extend("2026-06-12")).expect("extended");
    call.now = end_of_day(day("2026-05-29"));
    assert!(call.hears(&CallCommand::Close).is_nothing());
    call.now = end_of_day(day("2026-06-12"));
    assert_eq!(tags(&call.hears(&CallCommand::Close)), ["closed"]);
}

#[test]
fn a_call_is_never_shortened() {
    let mut call = call(CallStatus::Open);
    let refusal = call.asks(Role::Official, &extend("2026-05-25")).expect_err("shorter");
    assert_eq!(refusal.code, "DAYS_ORDER");
    assert!(call.asks(Role::Official, &extend("2026-05-29")).expect("the same").is_nothing());
}

#[test]
fn an_extension_tells_its_applications_page_by_page() {
    let mut call = call(CallStatus::Open);
    call.asks(Role::Official, &extend("2026-06-12")).expect("extended");
    let page: Vec<_> = (0..200).map(|n| found(&format!("a-{n:04}"), Attributes::new())).collect();
    call.found = page;
    let decision = call.hears(&CallCommand::SpreadExtension { after: String::new() });
    let told = sent(&decision.messages, "intake.call.extended").expect("told");
    assert_eq!(told["applications"].as_array().map(Vec::len), Some(200));
    assert_eq!(told["acceptedUntil"], "2026-06-12");
    let next = decision.timers.iter().find_map(|change| match change {
        TimerChange::Set(timer) => Some(timer.command.clone()),
        _ => None,
    });
    assert_eq!(next, Some(CallCommand::SpreadExtension { after: "a-0199".into() }));
    call.found.truncate(3);
    let decision = call.hears(&CallCommand::SpreadExtension { after: "a-0199".into() });
    assert!(decision.timers.is_empty(), "a page that is not full is the last");
}
