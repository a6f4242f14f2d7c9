//! Conditions: each passes, fails or waits as it should.

use serde_json::{Value, json};

use crate::samples::{date, hunan, hunan_with};
use crate::{ConditionResult, EligibilityReport, Facts, Outcome, Pack, PackStatus};

const PASS: Outcome = Outcome::Pass;
const FAIL: Outcome = Outcome::Fail;
const RULING: Outcome = Outcome::NeedsRuling;

/// The day the call closes in these tests.
const CLOSE: &str = "2026-06-30";

fn report_of(pack: &Pack, category: &str, form: &Value) -> EligibilityReport {
    let facts = Facts::parse(form).unwrap_or_else(|found| panic!("{found:?}"));
    pack.evaluate(category, &facts, date(CLOSE)).expect("a report")
}

fn result_of(pack: &Pack, category: &str, rule: &str, form: &Value) -> ConditionResult {
    let report = report_of(pack, category, form);
    report.condition(rule).unwrap_or_else(|| panic!("{rule} is not in the report")).clone()
}

fn result(category: &str, rule: &str, form: &Value) -> ConditionResult {
    result_of(&hunan(), category, rule, form)
}

fn outcome(category: &str, rule: &str, form: &Value) -> Outcome {
    result(category, rule, form).outcome
}

/// An application with everything in order for a university.
fn complete() -> Value {
    let kinds = [
        "legal_person_certificate",
        "credit_report",
        "facility_list",
        "budget_commitment",
        "cooperation_agreements",
        "team_list",
        "construction_plan",
        "ip_ownership_rules",
        "benefit_sharing_rules",
        "cross_border_data_rules",
        "hgr_rules",
        "ethics_rules",
        "dispute_plan",
        "security_plan",
        "project_documents",
    ];
    let attachments: Vec<Value> =
        kinds.iter().map(|kind| json!({"kind": kind, "sha256": "ab".repeat(32), "pages": 3})).collect();
    json!({
        "org": {
            "name": "湘江示例大学",
            "credit_code": crate::credit_code_with_check("12430000MB0A1B2C3").expect("a code"),
            "kind": "university",
            "province": "湖南",
            "city": "长沙",
            "is_legal_person": true,
            "registered_on": "1976-05-01",
            "credit_records": []
        },
        "base": {"field": "杂交水稻", "countries": ["巴西"], "partners": [], "leader_id": "person-7"},
        "projects": [
            {"title": "联合育种", "kind": "sti_cooperation", "level": "provincial", "from": "2023-01-01", "to": "2025-12-31"}
        ],
        "results": [],
        "events": [],
        "tech_transfers": [],
        "attachments": attachments
    })
}

fn with(path: &str, value: Value) -> Value {
    let mut form = complete();
    *form.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
    form
}

#[test]
fn an_application_with_everything_in_order_passes() {
    let report = report_of(&hunan(), "joint_research", &complete());
    let open: Vec<_> = report.conditions.iter().filter(|c| c.counts && c.outcome != PASS).collect();
    assert!(open.is_empty(), "{open:#?}");
    assert_eq!(report.overall, PASS);
    assert_eq!(report.policy, hunan().reference());
    // What experts judge is listed and does not count.
    let judged = report.condition("H26-JR-1d").expect("listed");
    assert_eq!((judged.outcome, judged.counts), (RULING, false));
    // Conditions for enterprises are not asked of a university.
    assert!(report.condition("H26-JR-2a").is_none());
    assert_eq!(report_of(&hunan(), "featured", &complete()).overall, PASS);
    assert!(hunan().evaluate("park", &Facts::parse(&complete()).expect("facts"), date(CLOSE)).is_err());
}

#[test]
fn a_missing_fact_needs_a_ruling_and_is_never_read_as_no() {
    let form = json!({});
    for (category, rule) in [
        ("joint_research", "H26-C-0"),
        ("joint_research", "H26-C-1a"),
        ("joint_research", "H26-C-1b"),
        ("joint_research", "H26-C-4a"),
        ("joint_research", "H26-JR-1b"),
        ("joint_research", "H26-JR-2a"),
        ("tech_transfer", "H26-TT-2"),
        ("featured", "H26-FE-1"),
    ] {
        let found = result(category, rule, &form);
        assert_eq!(found.outcome, RULING, "{rule}");
        assert!(found.would_change.is_some(), "{rule}");
    }
    let found = result("tech_transfer", "H26-TT-2", &form);
    assert_eq!(found.missing_facts, ["tech_transfers"]);
    assert!(found.explanation.zh.contains("未填写"), "{}", found.explanation.zh);
    assert_eq!(report_of(&hunan(), "featured", &form).overall, RULING);
}

#[test]
fn a_host_outside_the_province_fails_and_an_unlisted_kind_needs_a_ruling() {
    for (province, kind, expected) in [
        ("湖南", "enterprise", PASS),
        ("湖南省", "new_rd_org", PASS),
        ("广东", "enterprise", FAIL),
        ("湖南", "park", RULING),
        ("湖北", "park", FAIL),
    ] {
        let mut form = with("/org/province", json!(province));
        form["org"]["kind"] = json!(kind);
        assert_eq!(outcome("featured", "H26-C-0", &form), expected, "{province} {kind}");
    }
    assert_eq!(report_of(&hunan(), "featured", &with("/org/province", json!("广东"))).overall, FAIL);
}

#[test]
fn credit_records_count_within_three_years_and_the_edge_days_need_a_ruling() {
    for (on, expected) in [
        ("2023-06-29", PASS),
        ("2023-06-30", RULING),
        ("2023-07-01", FAIL),
        ("2026-06-29", FAIL),
        ("2026-06-30", RULING),
        ("2026-07-01", PASS),
    ] {
        let form = with("/org/credit_records", json!([{"adverse": true, "on": on}]));
        assert_eq!(outcome("featured", "H26-C-1b", &form), expected, "{on}");
    }
    let edge = with("/org/credit_records", json!([{"adverse": true, "on": "2023-06-30"}]));
    let found = result("featured", "H26-C-1b", &edge);
    let readings: Vec<_> = found
        .readings
        .iter()
        .map(|reading| (reading.reading["edge_day"].as_str(), reading.outcome))
        .collect();
    assert_eq!(readings, [("inclusive", FAIL), ("exclusive", PASS)]);
    assert!(
        found.explanation.en.contains("edge_day=inclusive (A-24) gives fail"),
        "{}",
        found.explanation.en
    );
    let harmless = with("/org/credit_records", json!([{"adverse": false, "on": "2025-01-01"}]));
    assert_eq!(outcome("featured", "H26-C-1b", &harmless), PASS);
    let undated = with("/org/credit_records", json!([{"adverse": true}]));
    assert_eq!(outcome("featured", "H26-C-1b", &undated), RULING);
}

#[test]
fn a_chosen_reading_settles_edge_days() {
    let edge = with("/org/credit_records", json!([{"adverse": true, "on": "2023-06-30"}]));
    for (choice, expected) in [("inclusive", FAIL), ("exclusive", PASS)] {
        let chosen = format!("name: edge_day\n    chosen: {choice}");
        let pack = hunan_with("switches.yaml", "name: edge_day", &chosen).expect("a pack");
        assert_eq!(result_of(&pack, "featured", "H26-C-1b", &edge).outcome, expected);
    }
}

#[test]
fn a_foreign_expert_project_below_provincial_level_needs_a_ruling() {
    for (kind, level, expected) in [
        ("sti_cooperation", "national", PASS),
        ("sti_cooperation", "ministerial", PASS),
        ("sti_cooperation", "provincial", PASS),
        ("sti_cooperation", "municipal", FAIL),
        ("sti_cooperation", "unknown", RULING),
        ("foreign_expert", "national", PASS),
        ("foreign_expert", "provincial", PASS),
        ("foreign_expert", "municipal", RULING),
        ("foreign_expert", "unknown", RULING),
        ("exchange", "national", FAIL),
        ("other", "national", FAIL),
    ] {
        let form = with("/projects", json!([{"kind": kind, "level": level, "from": "2020-01-01"}]));
        assert_eq!(outcome("joint_research", "H26-JR-1b", &form), expected, "{kind} {level}");
    }
    let form = with("/projects", json!([{"kind": "foreign_expert", "level": "municipal"}]));
    let found = result("joint_research", "H26-JR-1b", &form);
    assert_eq!(found.readings.len(), 2);
    assert!(found.explanation.zh.contains("A-47"), "{}", found.explanation.zh);
    for (choice, expected) in [("any", PASS), ("provincial", FAIL)] {
        let chosen = format!("name: expert_project_level\n    chosen: {choice}");
        let pack = hunan_with("switches.yaml", "name: expert_project_level", &chosen).expect("a pack");
        assert_eq!(result_of(&pack, "joint_research", "H26-JR-1b", &form).outcome, expected);
    }
}

#[test]
fn a_landmark_cross_border_result_suffices_alone() {
    let mut form = with("/projects", json!([]));
    assert_eq!(outcome("joint_research", "H26-JR-1b", &form), FAIL);
    form["results"] = json!([{"landmark": true, "cross_border": true}]);
    assert_eq!(outcome("joint_research", "H26-JR-1b", &form), PASS);
    form["results"] = json!([{"landmark": true, "cross_border": false}]);
    assert_eq!(outcome("joint_research", "H26-JR-1b", &form), FAIL);
    form["results"] = json!([{"landmark": true}]);
    let found = result("joint_research", "H26-JR-1b", &form);
    assert_eq!(found.outcome, RULING);
    assert_eq!(found.missing_facts, ["results[0].cross_border"]);
}

#[test]
fn only_completed_international_transfers_count() {
    let transfer = |status: &str| json!({"international": true, "status": status});
    let done = transfer("completed");
    for (transfers, expected) in [
        (json!([done, done, done]), PASS),
        (json!([done, done, transfer("signed")]), FAIL),
        (json!([done, done, {"international": false, "status": "completed"}]), FAIL),
        (json!([done, done, {"international": true}]), RULING),
        (
            json!([done, done, {"international": true, "status": "completed", "completed_on": "2026-07-01"}]),
            FAIL,
        ),
        (
            json!([done, done, {"international": true, "status": "completed", "completed_on": "2001-01-01"}]),
            PASS,
        ),
        (json!([]), FAIL),
    ] {
        let form = with("/tech_transfers", transfers.clone());
        assert_eq!(outcome("tech_transfer", "H26-TT-2", &form), expected, "{transfers}");
    }
    let form = with("/tech_transfers", json!([done, done]));
    let found = result("tech_transfer", "H26-TT-2", &form);
    assert_eq!(found.explanation.en, "technology transfers: 2 count, needs ≥ 3");
    assert_eq!(found.facts[0].path, "count(tech_transfers)");
    assert!(found.facts.iter().any(|fact| fact.path == "tech_transfers[1].status"));
}

#[test]
fn a_rule_in_principle_never_fails_but_asks_for_a_waiver() {
    let mut form = with("/projects", json!([]));
    let found = result("featured", "H26-FE-1", &form);
    assert_eq!((found.outcome, found.waivable), (RULING, true));
    assert!(found.would_change.expect("advice").zh.contains("豁免"));
    form["events"] = json!([{"major_international": true, "on": "2024-05-01"}]);
    assert_eq!(outcome("featured", "H26-FE-1", &form), PASS);
    form["events"] = json!([]);
    for (choice, expected) in [("reject", FAIL), ("ignore", PASS)] {
        let chosen = format!("name: soft_rule_effect\n    chosen: {choice}");
        let pack = hunan_with("switches.yaml", "name: soft_rule_effect", &chosen).expect("a pack");
        assert_eq!(result_of(&pack, "featured", "H26-FE-1", &form).outcome, expected);
    }
}

#[test]
fn a_project_counts_if_it_overlaps_the_five_years() {
    for (from, to, expected, waivable) in [
        (Some("2018-01-01"), Some("2021-06-29"), RULING, true),
        (Some("2018-01-01"), Some("2021-06-30"), RULING, false),
        (Some("2018-01-01"), Some("2021-07-01"), PASS, false),
        (Some("2026-06-29"), Some("2028-01-01"), PASS, false),
        (Some("2026-06-30"), Some("2028-01-01"), RULING, false),
        (Some("2026-07-01"), Some("2028-01-01"), RULING, true),
        (Some("2023-01-01"), None, PASS, false),
        (Some("2018-01-01"), None, RULING, false),
        (None, Some("2023-01-01"), PASS, false),
        (None, None, RULING, false),
    ] {
        let project = json!({"kind": "exchange", "level": "provincial", "from": from, "to": to});
        let found = result("featured", "H26-FE-1", &with("/projects", json!([project])));
        assert_eq!((found.outcome, found.waivable), (expected, waivable), "{from:?} {to:?}");
    }
}

#[test]
fn the_project_window_can_be_read_by_start_or_end() {
    let project =
        json!({"kind": "exchange", "level": "provincial", "from": "2018-01-01", "to": "2023-01-01"});
    let form = with("/projects", json!([project]));
    for (choice, expected) in [("start", RULING), ("end", PASS)] {
        let chosen = format!("name: project_in_window\n    chosen: {choice}");
        let pack = hunan_with("switches.yaml", "name: project_in_window", &chosen).expect("a pack");
        assert_eq!(result_of(&pack, "featured", "H26-FE-1", &form).outcome, expected);
    }
}

fn enterprise(finance: Value) -> Value {
    let mut form = with("/org/kind", json!("enterprise"));
    form["org"]["registered_on"] = json!("2010-01-01");
    form["org"]["finance"] = finance;
    form
}

fn years(figures: [(&str, &str); 3]) -> Value {
    let years = (2023..).zip(figures);
    years.map(|(year, (rd, revenue))| json!({"year": year, "rd_expense": rd, "revenue": revenue})).collect()
}

#[test]
fn the_tier_follows_the_latest_revenue_with_its_edges_included() {
    // S-27: 50 million is still 5 %, one yuan more is 4 %; 200 million is still 4 %, one yuan more is 3 %.
    for (latest, share, expected) in [
        ("50000000", "2499999.99", FAIL),
        ("50000000", "2500000", PASS),
        ("50000001", "2000000.04", PASS),
        ("50000001", "2000000.03", FAIL),
        ("200000000", "7999999.99", FAIL),
        ("200000000", "8000000", PASS),
        ("200000001", "6000000.03", PASS),
        ("200000001", "6000000.02", FAIL),
    ] {
        // The earlier years have neither revenue nor expense, so that the latest year decides alone.
        let form = enterprise(years([("0", "0"), ("0", "0"), (share, latest)]));
        assert_eq!(outcome("joint_research", "H26-JR-2a", &form), expected, "{latest} {share}");
    }
}

#[test]
fn the_share_is_total_over_total_and_shows_the_mean_where_it_differs() {
    let form = enterprise(years([("10", "100"), ("1", "100"), ("3", "100")]));
    let found = result("joint_research", "H26-JR-2a", &form);
    assert_eq!(found.outcome, FAIL, "14 of 300 is 4.67 %");
    assert!(found.explanation.en.contains("4.67%"), "{}", found.explanation.en);
    assert!(!found.explanation.en.contains("mean"), "the mean is the same where revenues are");
    let uneven = enterprise(years([("20", "100"), ("4", "200"), ("3", "100")]));
    let found = result("joint_research", "H26-JR-2a", &uneven);
    assert_eq!(found.outcome, PASS, "27 of 400 is 6.75 %");
    assert!(found.explanation.en.contains("mean of the yearly shares is 8.33%"), "{}", found.explanation.en);
}

#[test]
fn both_methods_are_tried_where_the_department_asks_for_it() {
    let form = enterprise(years([("20", "100"), ("1", "200"), ("1", "200")]));
    assert_eq!(outcome("joint_research", "H26-JR-2a", &form), FAIL, "22 of 500 is 4.4 %");
    let chosen = "name: rd_method\n    chosen: ruling";
    let pack = hunan_with("switches.yaml", "name: rd_method", chosen).expect("a pack");
    let found = result_of(&pack, "joint_research", "H26-JR-2a", &form);
    assert_eq!((found.outcome, found.readings.len()), (RULING, 2), "the mean is 7 %");
}

#[test]
fn fiscal_years_that_are_missing_doubled_or_incomplete_need_a_ruling() {
    let full = years([("10", "100"), ("10", "100"), ("10", "100")]);
    assert_eq!(outcome("joint_research", "H26-JR-2a", &enterprise(full.clone())), PASS);
    let mut two = full.clone();
    two.as_array_mut().expect("a list").remove(0);
    let found = result("joint_research", "H26-JR-2a", &enterprise(two.clone()));
    assert_eq!(found.outcome, RULING);
    assert_eq!(found.missing_facts, ["org.finance[year=2023]"]);
    let mut young = enterprise(two);
    young["org"]["registered_on"] = json!("2024-03-01");
    assert_eq!(outcome("joint_research", "H26-JR-2a", &young), PASS, "two years in business");
    young["org"]["registered_on"] = json!("2026-03-01");
    assert_eq!(outcome("joint_research", "H26-JR-2a", &young), RULING, "no complete year");
    let mut doubled = full.clone();
    let again = doubled[0].clone();
    doubled.as_array_mut().expect("a list").push(again);
    assert_eq!(outcome("joint_research", "H26-JR-2a", &enterprise(doubled)), RULING);
    let mut gap = full;
    gap[1] = json!({"year": 2024, "revenue": "100"});
    assert_eq!(outcome("joint_research", "H26-JR-2a", &enterprise(gap)), RULING);
    let idle = years([("0", "0"), ("0", "0"), ("0", "0")]);
    assert_eq!(outcome("joint_research", "H26-JR-2a", &enterprise(idle)), RULING);
}

#[test]
fn enormous_figures_are_still_exact_and_never_panic() {
    let most = "999999999999999999";
    let form = enterprise(years([(most, most), (most, "0.0001"), (most, "0.0001")]));
    assert_eq!(outcome("joint_research", "H26-JR-2a", &form), PASS);
}

#[test]
fn missing_documents_leave_a_condition_open_and_are_named() {
    let mut form = complete();
    let attachments = form["attachments"].as_array_mut().expect("a list");
    attachments.retain(|attachment| attachment["kind"] != "hgr_rules");
    let found = result("featured", "H26-C-4a", &form);
    assert_eq!(found.outcome, RULING);
    assert_eq!(found.missing_documents, ["hgr_rules"]);
    assert!(found.would_change.expect("advice").zh.contains("人类遗传资源"));
    assert_eq!(found.explanation.en, "4 of 5 documents attached");
}

#[test]
fn a_draft_decides_nothing() {
    let mut draft = hunan();
    draft.identity.status = PackStatus::Draft;
    let report = report_of(&draft, "joint_research", &complete());
    assert_eq!(report.overall, RULING);
    assert!(report.conditions.iter().all(|condition| condition.outcome == RULING));
}

#[test]
fn a_report_survives_a_round_trip_through_json() {
    let report = report_of(&hunan(), "featured", &json!({"org": {"kind": "park"}}));
    let text = serde_json::to_string(&report).expect("json");
    assert_eq!(serde_json::from_str::<EligibilityReport>(&text).expect("a report"), report);
}

#[test]
fn every_condition_decided_by_fields_can_pass_fail_or_wait() {
    let tested = include_str!("tests.rs");
    for condition in hunan().conditions.iter().filter(|condition| condition.check.is_some()) {
        assert!(tested.contains(&condition.id), "{} is tested nowhere", condition.id);
    }
}

#[test]
fn the_successor_asks_for_a_fourth_transfer() {
    let done = json!({"international": true, "status": "completed"});
    let form = with("/tech_transfers", json!([done, done, done]));
    assert_eq!(result_of(&crate::samples::successor(), "tech_transfer", "H31-TT-2", &form).outcome, FAIL);
}
