//! Switches of Zhejiang's measures.

use guohe_policy::Outcome::{Fail, NeedsRuling, Pass};
use guohe_policy::{ChangeMode, TimedPurpose};
use serde_json::{Value, json};

use super::hunan::uneven_finance;
use super::{Turn, day, turn_all};
use crate::repository::with_choices;

const ZHEJIANG: &str = "zhejiang-2026";

fn agreements(regions: &[&str]) -> Value {
    let one = |(nth, region): (usize, &&str)| json!({"partner_id": format!("p-{nth}"), "region": region, "related": true});
    let all: Vec<Value> = regions.iter().enumerate().map(one).collect();
    json!({"org": {"kind": "university"}, "agreements": all})
}

#[test]
fn conditions_follow_the_reading_chosen() {
    let turn = |switch, chosen, at, facts, before, after| Turn { switch, chosen, at, facts, before, after };
    let three = ("comprehensive", "Z26-CD-2");
    turn_all(
        ZHEJIANG,
        &[],
        "2026-09-30",
        vec![
            turn("hmt_as_overseas", "false", three, agreements(&["DE", "BR", "HK"]), Pass, NeedsRuling),
            turn("soft_rule_effect", "reject", three, agreements(&["DE", "BR"]), NeedsRuling, Fail),
            turn("soft_rule_effect", "ignore", three, agreements(&["DE", "BR"]), NeedsRuling, Pass),
            turn("rd_method", "mean", ("comprehensive", "Z26-CD-1c"), uneven_finance("浙江"), Fail, Pass),
        ],
    );
}

#[test]
fn a_full_year_is_measured_on_the_day_chosen() {
    let binds = |choices: &[(&str, &str)], recognised: &str| {
        let pack = with_choices(ZHEJIANG, choices);
        pack.timed_rule(TimedPurpose::AnnualReport).expect("a rule").binds(day(recognised), 2027)
    };
    // Complete on the due date, 31 January 2028, but not at the end of 2027.
    assert!(binds(&[], "2027-01-15"));
    assert!(!binds(&[("tenure_ref", "report_year_end")], "2027-01-15"));
    // A full year at the end of 2027, but not throughout 2027.
    assert!(binds(&[("tenure_ref", "report_year_end")], "2026-12-30"));
    assert!(binds(&[("tenure_ref", "whole_report_year")], "2026-12-31"));
    assert!(!binds(&[("tenure_ref", "whole_report_year")], "2027-01-01"));
    // The anniversary itself (rules.md 0b.1).
    assert!(!binds(&[], "2027-01-31"));
    assert!(binds(&[("full_year_on_anniversary", "true")], "2027-01-31"));
}

#[test]
fn a_change_is_applied_for_when_the_reading_says() {
    let mode = |choices: &[(&str, &str)]| with_choices(ZHEJIANG, choices).change_mode();
    assert_eq!(mode(&[]), ChangeMode::Both);
    assert_eq!(mode(&[("change_mode", "notify_after")]), ChangeMode::NotifyAfter);
    assert_eq!(mode(&[("change_mode", "prior_approval")]), ChangeMode::PriorApproval);
}
