//! Every switch: turning it changes what it should.
//!
//! One table a regime for the readings of conditions; what changes timed rules, grounds and duties is asserted beside
//! it. Switches that workflows read are tested where they are read; those nobody reads yet are told by name.

mod guangdong;
mod hunan;
mod ministry;
mod unread;
mod zhejiang;

use guohe_policy::{Date, Facts, Outcome, Pack};
use serde_json::Value;

use crate::repository::with_choices;

/// A switch turned, the condition it governs, the facts, and the results before and after.
pub(crate) struct Turn {
    /// The switch.
    pub(crate) switch: &'static str,
    /// What is chosen.
    pub(crate) chosen: &'static str,
    /// Category and condition.
    pub(crate) at: (&'static str, &'static str),
    /// The facts.
    pub(crate) facts: Value,
    /// The result with our default.
    pub(crate) before: Outcome,
    /// The result with the choice.
    pub(crate) after: Outcome,
}

/// Tests a table of turns over a pack with some choices already made.
pub(crate) fn turn_all(pack: &str, made: &[(&str, &str)], reference: &str, turns: Vec<Turn>) {
    let plain = with_choices(pack, made);
    for turn in turns {
        let mut choices = made.to_vec();
        choices.push((turn.switch, turn.chosen));
        let turned = with_choices(pack, &choices);
        let label = format!("{pack} {} -> {}", turn.switch, turn.chosen);
        assert_eq!(outcome(&plain, turn.at, &turn.facts, reference), turn.before, "{label}, by default");
        assert_eq!(outcome(&turned, turn.at, &turn.facts, reference), turn.after, "{label}");
        assert_ne!(turn.before, turn.after, "{label} changes nothing");
    }
}

fn outcome(pack: &Pack, (category, condition): (&str, &str), facts: &Value, reference: &str) -> Outcome {
    let facts = Facts::parse(facts).unwrap_or_else(|errors| panic!("{condition}: {errors:?}"));
    let report = pack.evaluate(category, &facts, day(reference)).expect("a category");
    let found = report.conditions.iter().find(|result| result.rule.rule == condition);
    found.unwrap_or_else(|| panic!("{condition} does not concern {category}")).outcome
}

/// A date.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}
