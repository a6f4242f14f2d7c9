//! Switches of Hunan's measures.

use guohe_policy::Outcome::{Fail, NeedsRuling, Pass};
use guohe_policy::{Calendar, GroundPurpose, Roll, TimedPurpose};
use serde_json::{Value, json};

use super::{Turn, day, turn_all};
use crate::repository::{MEASURES, load, with_choices};

const HUNAN: &str = "hunan-2026";

/// Revenue and R&D of three years whose total share fails and whose mean share passes.
pub(crate) fn uneven_finance(province: &str) -> Value {
    let year =
        |year: i32, revenue: &str, rd: &str| json!({"year": year, "revenue": revenue, "rd_expense": rd});
    json!({"org": {
        "kind": "enterprise", "province": province, "registered_on": "2001-01-01",
        "finance": [
            year(2023, "10000000", "2000000"), year(2024, "10000000", "100000"), year(2025, "180000000", "4000000"),
        ],
    }})
}

#[test]
fn conditions_follow_the_reading_chosen() {
    let record = json!({"org": {"credit_records": [{"adverse": true, "on": "2023-09-30"}]}});
    let project = |kind: &str, level: &str, from: &str, to: &str| {
        json!({"org": {"kind": "university"}, "results": [], "events": [],
               "projects": [{"kind": kind, "level": level, "from": from, "to": to}]})
    };
    let turn = |switch, chosen, at, facts: &Value, before, after| Turn {
        switch,
        chosen,
        at,
        facts: facts.clone(),
        before,
        after,
    };
    let credit = ("featured", "H26-C-1b");
    let expert = project("foreign_expert", "municipal", "2024-01-01", "2025-01-01");
    let earlier = project("sti_cooperation", "provincial", "2020-01-01", "2022-01-01");
    let none = json!({"org": {"kind": "university"}, "projects": [], "events": [], "results": []});
    let finance = uneven_finance("湖南");
    turn_all(
        HUNAN,
        &[],
        "2026-09-30",
        vec![
            turn("edge_day", "inclusive", credit, &record, NeedsRuling, Fail),
            turn("edge_day", "exclusive", credit, &record, NeedsRuling, Pass),
            turn("expert_project_level", "any", ("joint_research", "H26-JR-1b"), &expert, NeedsRuling, Pass),
            turn(
                "expert_project_level",
                "provincial",
                ("joint_research", "H26-JR-1b"),
                &expert,
                NeedsRuling,
                Fail,
            ),
            turn("project_in_window", "start", ("featured", "H26-FE-1"), &earlier, Pass, NeedsRuling),
            turn("soft_rule_effect", "reject", ("featured", "H26-FE-1"), &none, NeedsRuling, Fail),
            turn("soft_rule_effect", "ignore", ("featured", "H26-FE-1"), &none, NeedsRuling, Pass),
            turn("rd_method", "mean", ("joint_research", "H26-JR-2a"), &finance, Fail, Pass),
        ],
    );
}

#[test]
fn the_yearly_report_follows_its_switches() {
    let calendar = Calendar::weekends_only();
    let due = |choices: &[(&str, &str)]| {
        let pack = with_choices(HUNAN, choices);
        let rule = pack.timed_rule(TimedPurpose::AnnualReport).expect("a rule").clone();
        (rule.due_for_year(2026, &calendar).expect("a date").due, rule.binds(day("2026-12-20"), 2026))
    };
    assert_eq!(due(&[]), (day("2027-01-15"), true));
    assert_eq!(due(&[("before_inclusive", "false")]), (day("2027-01-14"), true));
    assert_eq!(due(&[("min_tenure", "P1Y")]), (day("2027-01-15"), false));
}

#[test]
fn the_hearing_lasts_as_long_as_the_department_says_and_the_version_runs_from_its_anchor() {
    let hearing = |choices: &[(&str, &str)]| {
        let pack = with_choices(HUNAN, choices);
        pack.timed_rule(TimedPurpose::HearingPeriod)
            .and_then(|rule| rule.period())
            .expect("a period")
            .to_string()
    };
    assert_eq!(hearing(&[]), "P5WD");
    assert_eq!(hearing(&[("defence_period", "P10WD")]), "P10WD");
    let first = |choices: &[(&str, &str)]| with_choices(HUNAN, choices).effective_from();
    assert_eq!(first(&[]), Some(day("2026-03-09")));
    assert_eq!(first(&[("effective_from", "issued_on")]), Some(day("2026-02-13")));
}

#[test]
fn without_cause_governs_leaving_midway_only_where_it_is_read_so() {
    let needs = |choices: &[(&str, &str)]| {
        let pack = with_choices(HUNAN, choices);
        let of = |purpose| pack.ground_for(purpose).expect("a ground").needs_no_cause;
        (of(GroundPurpose::EvaluationAbsence), of(GroundPurpose::EvaluationExit))
    };
    assert_eq!(needs(&[]), (true, true));
    assert_eq!(needs(&[("cause_test", "absence_only")]), (true, false));
}

#[test]
fn every_rolling_switch_of_every_regime_moves_the_rules_of_its_class() {
    for name in MEASURES {
        for switch in load(name).switches.iter().filter(|switch| switch.name.starts_with("roll_for.")) {
            let chosen = if switch.default.word() == Some("none") { "next_working_day" } else { "none" };
            let wanted = if chosen == "none" { Roll::None } else { Roll::NextWorkingDay };
            let (before, after) = (load(name), with_choices(name, &[(&switch.name, chosen)]));
            let moved: Vec<_> = before
                .timers
                .iter()
                .zip(&after.timers)
                .filter(|(old, new)| old.roll() != new.roll())
                .collect();
            assert!(moved.iter().all(|(_, new)| new.roll() == wanted), "{name} {}", switch.name);
            let class = switch.name.trim_start_matches("roll_for.");
            let named =
                |rule: &guohe_policy::TimedRule| serde_json::json!(rule.class) == serde_json::json!(class);
            assert_eq!(
                moved.len(),
                before.timers.iter().filter(|rule| named(rule)).count(),
                "{name} {class}"
            );
        }
    }
}
