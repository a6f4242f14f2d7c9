//! Departures: told once, page by page.

use guohe_flow::TimerChange;

use super::*;
use crate::testing::{Play, day, found, morning, sent, tags};

fn leave() -> DepartureCommand {
    DepartureCommand::Leave {
        reason: "the base was cancelled".into(),
        effective_on: day("2030-10-31"),
        rules: vec![RuleRef { rule: "H26-X-3".into(), article: "第十六条第3项".into() }],
    }
}

fn spread() -> DepartureCommand {
    DepartureCommand::Spread { after: String::new() }
}

#[test]
fn both_states_answer_both_commands() {
    let mut base: Play<DepartureWorkflow> = Play::new("b-1", morning("2030-11-02"));
    base.found = vec![found("ch-1", Attributes::new())];
    assert!(base.hears(&spread()).is_nothing(), "nothing to tell before it left");
    let decision = base.hears(&leave());
    assert_eq!(tags(&decision), ["left"]);
    assert_eq!(decision.events[0].effective_on, Some(day("2030-10-31")));
    assert!(base.hears(&leave()).is_nothing(), "told twice");
    let decision = base.hears(&spread());
    assert_eq!(tags(&decision), ["told"]);
    let told = sent(&decision.messages, "recommendation.departure.spread").expect("told");
    assert_eq!(told["subjects"], serde_json::json!(["ch-1"]));
    assert!(decision.timers.is_empty());
}

#[test]
fn a_full_page_is_followed_by_the_next() {
    let mut base: Play<DepartureWorkflow> = Play::new("b-1", morning("2030-11-02"));
    base.hears(&leave());
    base.found = (0..PAGE).map(|n| found(&format!("ch-{n:04}"), Attributes::new())).collect();
    let decision = base.hears(&spread());
    let next = decision.timers.iter().find_map(|change| match change {
        TimerChange::Set(timer) => Some(timer.command.clone()),
        _ => None,
    });
    assert_eq!(next, Some(DepartureCommand::Spread { after: "ch-0199".into() }));
}
