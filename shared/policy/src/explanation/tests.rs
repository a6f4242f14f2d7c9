//! Tests of explanations.

use chrono::Days;
use serde_json::{Value, json};

use crate::samples::{date, hunan};
use crate::{Application, Date, Exclusion, Explanation, Facts, Outcome};

/// A complete form of a technology transfer centre, changed as a test needs it.
fn form(change: impl FnOnce(&mut Value)) -> Facts {
    let attachments = [
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
        "transfer_contracts",
    ];
    let attachments: Vec<Value> = attachments.iter().map(|kind| json!({ "kind": kind })).collect();
    let transfer = |on: &str| json!({"international": true, "status": "completed", "completed_on": on});
    let mut form = json!({
        "org": {"name": "示例研究院", "kind": "research_institute", "province": "湖南", "is_legal_person": true,
                "credit_records": []},
        "base": {"field": "隧道工程", "leader_id": "p-1"},
        "tech_transfers": [transfer("2024-01-10"), transfer("2025-02-10"), transfer("2025-12-01")],
        "attachments": attachments,
    });
    change(&mut form);
    Facts::parse(&form).expect("fits the schema")
}

fn explain(facts: &Facts, reference: &str, bans: &[Exclusion]) -> Explanation {
    let application = Application {
        category: "tech_transfer",
        facts,
        lodged_on: date(reference),
        reference: date(reference),
        guide_publication: None,
        bans,
    };
    hunan().explain(&application).expect("explained")
}

#[test]
fn a_good_application_is_told_that_experts_judge_the_rest() {
    let explanation = explain(&form(|_| {}), "2026-05-29", &[]);
    assert_eq!(explanation.overall, Outcome::Pass, "{:?}", explanation.open().collect::<Vec<_>>());
    assert!(explanation.verdict.en.starts_with("May be accepted"));
    assert_eq!((explanation.earliest.day, explanation.earliest.not_before), (None, None));
    assert!(explanation.missing_documents.is_empty());
}

#[test]
fn a_missing_transfer_is_counted_and_time_alone_does_not_cure_it() {
    let facts = form(|form| {
        form["tech_transfers"].as_array_mut().expect("a list").truncate(2);
    });
    let explanation = explain(&facts, "2026-05-29", &[]);
    assert_eq!(explanation.overall, Outcome::Fail);
    let failed: Vec<_> = explanation.failed().collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].result.rule.rule, "H26-TT-2");
    let needed = failed[0].needed.as_ref().expect("told");
    assert!(needed.en.starts_with("1 more of technology transfers"), "{}", needed.en);
    assert!(needed.en.ends_with("there are 2)"), "{}", needed.en);
    assert_eq!(failed[0].passes_from, None);
    assert_eq!(explanation.earliest.day, None);
    assert_eq!(explanation.earliest.needs_change[0].rule, "H26-TT-2");
}

#[test]
fn an_adverse_record_ages_out_and_the_day_is_told() {
    let facts = form(|form| {
        form["org"]["credit_records"] = json!([{"adverse": true, "on": "2024-02-29"}]);
    });
    let explanation = explain(&facts, "2026-05-29", &[]);
    let failed: Vec<_> = explanation.failed().collect();
    assert_eq!(failed[0].result.rule.rule, "H26-C-1b");
    // The edge day of the look-back needs a ruling; the day after it passes under every reading.
    let every_day = passes_day_by_day(&facts, "2026-05-29");
    assert_eq!(failed[0].passes_from, every_day);
    assert_eq!(explanation.earliest.day, every_day);
    assert!(explanation.earliest.text.en.contains(&every_day.expect("some day").to_string()));
}

/// The naive search: every single day of ten years.
fn passes_day_by_day(facts: &Facts, reference: &str) -> Option<Date> {
    let pack = hunan();
    let condition = pack.condition("H26-C-1b").expect("the condition");
    (1..=3_653)
        .map(|more| date(reference) + Days::new(more))
        .find(|day| pack.outcome_on(condition, facts, *day).expect("tested") == Outcome::Pass)
}

#[test]
fn the_search_finds_what_trying_every_day_finds() {
    for records in [
        json!([{"adverse": true, "on": "2023-06-01"}]),
        json!([{"adverse": true, "on": "2026-05-29"}, {"adverse": true, "on": "2023-12-31"}]),
        json!([{"adverse": true, "on": "2024-02-29"}, {"adverse": false, "on": "2026-01-01"}]),
    ] {
        let facts = form(|form| form["org"]["credit_records"] = records.clone());
        let explanation = explain(&facts, "2026-05-29", &[]);
        let credit =
            explanation.conditions.iter().find(|one| one.result.rule.rule == "H26-C-1b").expect("there");
        assert_eq!(credit.passes_from, passes_day_by_day(&facts, "2026-05-29"), "{records}");
    }
}

#[test]
fn the_latest_ban_governs_and_the_next_day_is_free() {
    let pack = hunan();
    let bans = [
        pack.exclusion("H26-X-3", date("2024-05-01")).expect("a ban"),
        pack.exclusion("H26-X-1", date("2025-10-31")).expect("a ban"),
    ];
    let explanation = explain(&form(|_| {}), "2026-05-29", &bans);
    assert_eq!(explanation.overall, Outcome::Fail);
    assert_eq!(explanation.earliest.day, Some(date("2030-11-01")));
    assert!(explanation.verdict.en.contains("through 2030-10-31"), "{}", explanation.verdict.en);
    assert_eq!(explanation.bans.iter().filter(|ban| ban.bars).count(), 2);
    let later = explain(&form(|_| {}), "2030-11-01", &bans);
    assert_eq!(later.overall, Outcome::Pass, "free on the next day");
}

#[test]
fn a_draft_and_a_day_out_of_force_leave_everything_open() {
    let facts = form(|_| {});
    let mut draft = hunan();
    draft.identity.status = crate::PackStatus::Draft;
    let application = Application {
        category: "tech_transfer",
        facts: &facts,
        lodged_on: date("2026-05-29"),
        reference: date("2026-05-29"),
        guide_publication: None,
        bans: &[],
    };
    let explanation = draft.explain(&application).expect("explained");
    assert_eq!(explanation.overall, Outcome::NeedsRuling);
    assert!(explanation.verdict.en.starts_with("Unknown"));
    let late = explain(&facts, "2031-03-09", &[]);
    assert_eq!(late.overall, Outcome::NeedsRuling, "no version in force needs a ruling");
}

#[test]
fn an_explanation_survives_being_stored() {
    let facts = form(|form| form["org"]["is_legal_person"] = json!(false));
    let explanation = explain(&facts, "2026-05-29", &[]);
    let stored = serde_json::to_string(&explanation).expect("JSON");
    assert_eq!(serde_json::from_str::<Explanation>(&stored).expect("read back"), explanation);
}
