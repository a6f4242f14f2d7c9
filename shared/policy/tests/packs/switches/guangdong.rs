//! Switches of Guangdong's call of 2020, declared in force for a training tenant, and of the draft of 2026.

use guohe_policy::Outcome::{self, Fail, NeedsRuling, Pass};
use guohe_policy::{Calendar, CapUnit, FailedFollowUp};
use serde_json::{Value, json};

use super::{Turn, day, turn_all};
use crate::repository::{load, with_choices};

const CALL: &str = "guangdong-2020-call";
const DECLARED: [(&str, &str); 3] = [
    ("declared_in_force", "true"),
    ("effective_from", "2020-06-10"),
    ("guide_publication_date", "2020-06-10"),
];

fn turn(
    switch: &'static str,
    chosen: &'static str,
    at: (&'static str, &'static str),
    facts: Value,
    before: Outcome,
    after: Outcome,
) -> Turn {
    Turn { switch, chosen, at, facts, before, after }
}

/// Visits of two groups in each of the three years: 24 person-days added up, 48 as a product of sums; the last
/// year more.
fn visits(last: i64) -> Value {
    let visit = |from: &str, persons: i64, days: i64| json!({"from": from, "persons": persons, "days": days});
    json!({"visits": [
        visit("2017-08-01", 3, 4), visit("2017-10-01", 3, 4),
        visit("2018-08-01", 3, 4), visit("2018-10-01", 3, 4),
        visit("2019-08-01", 3, 4), visit("2019-10-01", 3, last),
    ]})
}

#[test]
fn conditions_of_institutions_abroad_follow_the_reading_chosen() {
    let abroad = |mode: &str, operating: &str, signed: &str| {
        json!({"org": {"kind": "enterprise"}, "overseas_rd": {
            "mode": mode, "region": "DE", "operating_from": operating, "acquisition_signed_on": signed}})
    };
    let on_the_day = || abroad("wholly_new", "2020-01-01", "2017-01-01");
    let invested = json!({"investments": [
        {"on": "2015-01-01", "amount_cny": "20000000"}, {"on": "2019-01-01", "amount_cny": "15000000"}]});
    let new_build = ("overseas_rd", "G20-O-2a");
    turn_all(
        CALL,
        &DECLARED,
        "2020-07-31",
        vec![
            turn("cutoff_day", "excluded", new_build, on_the_day(), NeedsRuling, Fail),
            turn("cutoff_day", "included", new_build, on_the_day(), NeedsRuling, Pass),
            turn(
                "operating_date_source",
                "operation",
                ("overseas_rd", "G20-O-2b"),
                abroad("merger_acquisition", "2018-06-30", "2017-12-31"),
                Pass,
                Fail,
            ),
            turn("investment_window", "all_time", ("overseas_rd", "G20-OI-3"), invested, Fail, Pass),
            turn(
                "edge_day",
                "inclusive",
                ("overseas_rd", "G20-OI-2.3"),
                json!({"patents": [{"granted_on": "2017-06-10"}]}),
                NeedsRuling,
                Pass,
            ),
        ],
    );
}

#[test]
fn conditions_of_bases_follow_the_reading_chosen() {
    let paper = json!({"joint": true, "published_on": "2019-01-01"});
    let results = json!({"papers": [paper.clone(), paper], "transfer_projects": [],
                         "patents": [{"joint": false, "granted_on": "2019-01-01"}]});
    let partner = json!({"agreements": [
        {"partner_id": "p-1", "region": "HK", "from": "2018-03-01", "to": "2021-02-28"}]});
    let investigator = json!({"pi": {"phd_related": true, "in_field_since": "2017-07-31", "title_rank": "none",
                                     "in_related_since": "2017-07-31"}});
    let foreign = json!({"pi": {"person_id": "person-1", "nationality_group": "foreign"},
                         "participations": [{"person_id": "person-1", "side": "domestic"}]});
    let person_days = ("jrc", "G20-J-3");
    turn_all(
        CALL,
        &DECLARED,
        "2020-07-31",
        vec![
            turn("person_day", "sum", person_days, visits(4), NeedsRuling, Fail),
            turn("person_day", "product", person_days, visits(4), NeedsRuling, Pass),
            turn("patent_joint_required", "papers_and_patents", ("jrc", "G20-J-5"), results, Pass, Fail),
            turn("hmt_as_overseas", "false", ("jrc", "G20-B-2a"), partner, Pass, Fail),
            turn("anniversary_day", "complete", ("jrc", "G20-B-3a"), investigator, NeedsRuling, Pass),
            turn("dual_identity_scope", "call", ("jrc", "G20-B-3b"), foreign, Pass, NeedsRuling),
        ],
    );
    let mut added_up = DECLARED.to_vec();
    added_up.push(("person_day", "sum"));
    turn_all(
        CALL,
        &added_up,
        "2020-07-31",
        vec![turn("per_year", "average", person_days, visits(12), Fail, Pass)],
    );
}

#[test]
fn the_share_across_borders_follows_the_measure_chosen() {
    // Turnover of 5.2 million, 1.5 million across borders (28.85 %); ten projects, four across borders (40 %).
    let deal = |amount: &str, cross: bool| json!({"signed_on": "2019-01-01", "amount_cny": amount, "cross_border": cross});
    let project =
        |nth: usize| json!({"completed_on": "2019-01-01", "status": "completed", "cross_border": nth < 4});
    let projects: Vec<Value> = (0..10).map(project).collect();
    let facts =
        json!({"deals": [deal("3700000", false), deal("1500000", true)], "transfer_projects": projects});
    let share = ("ttc", "G20-TC-2");
    turn_all(
        CALL,
        &DECLARED,
        "2020-07-31",
        vec![
            turn("share_basis", "same_route", share, facts.clone(), NeedsRuling, Fail),
            turn("share_basis", "either", share, facts, NeedsRuling, Pass),
        ],
    );
}

#[test]
fn indicators_stay_open_until_the_guides_day_is_stated_and_nothing_counts_until_declared() {
    let patent = || json!({"patents": [{"granted_on": "2019-01-01"}]});
    let indicator = ("overseas_rd", "G20-OI-2.3");
    let stated = vec![turn("guide_publication_date", "2020-06-10", indicator, patent(), NeedsRuling, Pass)];
    turn_all(CALL, &DECLARED[..2], "2020-07-31", stated);
    let declared = vec![turn("declared_in_force", "true", indicator, patent(), NeedsRuling, Pass)];
    turn_all(CALL, &DECLARED[1..], "2020-07-31", declared);
}

#[test]
fn library_reports_and_caps_follow_the_reading_chosen() {
    let plain = load(CALL);
    assert_eq!(plain.failed_follow_up(), FailedFollowUp::Stays);
    assert_eq!(with_choices(CALL, &[("followup_fail", "leave")]).failed_follow_up(), FailedFollowUp::Leaves);
    assert_eq!(plain.cap_unit(), CapUnit::Call);
    assert_eq!(with_choices(CALL, &[("cap_unit", "year")]).cap_unit(), CapUnit::Year);
    let due = |choices: &[(&str, &str)]| {
        let calendar = Calendar::weekends_only();
        let pack = with_choices(CALL, choices);
        let found = pack.progress_deadlines(day("2021-12-20"), &calendar).expect("dates");
        found.first().map(|first| first.receipt.nominal)
    };
    assert_eq!(due(&[]), Some(day("2022-12-20")));
    assert_eq!(due(&[("progress_due", "year_end")]), Some(day("2022-12-31")));
    let fixed = [("progress_due", "date"), ("progress_due_date", "\"11-30\"")];
    assert_eq!(due(&fixed), Some(day("2022-11-30")));
}

#[test]
fn under_the_draft_every_answer_is_unknown_whatever_the_facts() {
    let draft = load("guangdong-2026-draft");
    for category in ["joint_research", "tech_transfer", "featured"] {
        for facts in [json!({}), json!({"org": {"kind": "university", "province": "广东"}})] {
            let facts = guohe_policy::Facts::parse(&facts).expect("facts");
            let report = draft.evaluate(category, &facts, day("2026-09-30")).expect("a category");
            assert_eq!(report.overall, NeedsRuling);
            assert!(report.conditions.iter().all(|result| result.outcome == NeedsRuling));
        }
    }
    assert!(draft.exclusion("G26-X-1", day("2026-09-30")).is_err(), "no length is known");
}
