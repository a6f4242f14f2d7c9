//! Measures over lists: distinct partners, terms, shares, person-days, sums with windows.

use serde_json::{Value, json};

use super::tests_language::tested;
use crate::samples::{measure, with_check};
use crate::{Outcome, Pack};

const PASS: Outcome = Outcome::Pass;
const FAIL: Outcome = Outcome::Fail;
const RULING: Outcome = Outcome::NeedsRuling;

fn outcome(pack: &Pack, form: Value) -> Outcome {
    tested(pack, "H26-T-X", &form).outcome
}

#[test]
fn a_partner_counts_once_and_a_nameless_one_may_be_a_new_one() {
    let check = "{count_distinct: {list: agreements, field: partner_id, op: '>=', value: 3,
        where: {all: [{overseas: {path: region}}, {compare: {path: related, op: '==', value: true}}]}}}";
    let pack = with_check(check, "");
    let with = |id: Value, region: &str| json!({"partner_id": id, "region": region, "related": true});
    let (one, two, three) = (with(json!("a"), "FR"), with(json!("b"), "DE"), with(json!("c"), "HK"));
    let nameless = with(json!(null), "US");
    for (agreements, expected) in [
        (json!([one, two, three]), PASS),
        (json!([one, two, two]), FAIL),
        (json!([one, two, with(json!("c"), "CN")]), FAIL),
        (json!([one, two, nameless]), RULING),
        (json!([one, nameless]), FAIL),
        (json!([one, two, {"partner_id": "c", "region": "US"}]), RULING),
        (json!([one, two, {"partner_id": "b", "region": "US"}]), FAIL),
        (json!([]), FAIL),
    ] {
        assert_eq!(outcome(&pack, json!({"agreements": agreements})), expected, "{agreements}");
    }
    assert_eq!(outcome(&pack, json!({})), RULING);
}

#[test]
fn a_term_of_exactly_three_years_is_three_years() {
    let check = "{count_distinct: {list: agreements, field: partner_id, op: '>=', value: 1,
        where: {term: {rule: H26-T-Y, from: from, to: to}}}}";
    let rules = format!("timers:\n{}", measure("H26-T-Y", "{elapsed: P3Y}", "agreement"));
    let pack = with_check(check, &rules);
    // S-35: the first passes, the second is a day short.
    for (from, to, expected) in [
        ("2018-03-01", "2021-02-28", PASS),
        ("2018-03-01", "2021-02-27", FAIL),
        ("2020-02-29", "2023-02-27", PASS),
        ("2020-02-29", "2023-02-26", FAIL),
        ("2018-03-01", "2030-01-01", PASS),
    ] {
        let form = json!({"agreements": [{"partner_id": "a", "from": from, "to": to}]});
        assert_eq!(outcome(&pack, form), expected, "{from} {to}");
    }
    let open = json!({"agreements": [{"partner_id": "a", "from": "2018-03-01"}]});
    assert_eq!(outcome(&pack, open), RULING, "an expiry that is not stated is not known");
}

#[test]
fn the_share_of_a_list_lies_between_what_is_sure_and_what_may_be() {
    let check = "{share: {list: team.core, op: '>', value: '0.5', part: {any: [
        {compare: {path: phd, op: '==', value: true}},
        {compare: {path: title_rank, op: '>=', value: associate_senior}}]}}}";
    let pack = with_check(check, "");
    let doctor = json!({"phd": true});
    let senior = json!({"phd": false, "title_rank": "senior"});
    let junior = json!({"phd": false, "title_rank": "junior"});
    let open = json!({"phd": false});
    for (core, expected) in [
        (json!([doctor, senior, junior]), PASS),
        (json!([doctor, junior]), FAIL),
        (json!([doctor, doctor, open]), PASS),
        (json!([doctor, junior, open]), RULING),
        (json!([junior, junior, open]), FAIL),
        (json!([]), RULING),
    ] {
        assert_eq!(outcome(&pack, json!({"team": {"core": core}})), expected, "{core}");
    }
}

/// G20-T-2 with the readings of A-30.
fn cross_border() -> Pack {
    let deals = "{sum: {list: deals, field: amount_cny, op: '>=', value: '5000000'}}";
    let projects = "{count: {list: transfer_projects, op: '>=', value: 20}}";
    let by_amount = "{share: {list: deals, field: amount_cny, op: '>=', value: '0.3',
        part: {compare: {path: cross_border, op: '==', value: true}}}}";
    let by_count = "{share: {list: transfer_projects, op: '>=', value: '0.3',
        part: {compare: {path: cross_border, op: '==', value: true}}}}";
    let check = format!(
        "{{by_reading: {{switch: share_basis, cases: [
          {{option: same_route, check: {{any: [{{all: [{deals}, {by_amount}]}}, {{all: [{projects}, {by_count}]}}]}}}},
          {{option: either, check: {{all: [{{any: [{deals}, {projects}]}}, {{any: [{by_amount}, {by_count}]}}]}}}}]}}}}"
    );
    let switch = "switches:\n  - {name: share_basis, ambiguity: A-30, question: {zh: 问, en: ask}, \
        reason: {zh: 理, en: why}, options: [ruling, same_route, either], default: ruling}\n";
    with_check(&check, switch)
}

#[test]
fn the_cross_border_share_is_measured_like_the_route_that_is_met() {
    let pack = cross_border();
    let form = |total: u64, cross: u64, projects: usize, cross_projects: usize| {
        let deals = json!([
            {"amount_cny": cross.to_string(), "cross_border": true},
            {"amount_cny": (total - cross).to_string(), "cross_border": false}
        ]);
        let projects: Vec<Value> =
            (0..projects).map(|index| json!({"cross_border": index < cross_projects})).collect();
        json!({"deals": deals, "transfer_projects": projects})
    };
    // S-33.
    assert_eq!(outcome(&pack, form(4_800_000, 0, 21, 6)), FAIL);
    assert_eq!(outcome(&pack, form(4_800_000, 0, 21, 7)), PASS);
    let found = tested(&pack, "H26-T-X", &form(5_200_000, 1_500_000, 10, 4));
    assert_eq!((found.outcome, found.readings.len()), (RULING, 2));
    for part in ["28.85%", "40%"] {
        assert!(found.explanation.en.contains(part), "{}", found.explanation.en);
    }
}

/// G20-J-3 with a guide of 2020-06-30 and the readings of A-29.
fn person_days(how: &str, per_year: &str) -> Pack {
    let check =
        "{yearly: {list: visits, rule: H26-T-Y, on: from, product: [persons, days], op: '>=', value: '30'}}";
    let switch = |name: &str, options: &str, default: &str| {
        format!(
            "  - {{name: {name}, ambiguity: A-29, question: {{zh: 问, en: ask}}, reason: {{zh: 理, en: why}}, \
             options: [ruling, {options}], default: {default}}}\n"
        )
    };
    let more = format!(
        "timers:\n{}switches:\n{}{}",
        measure("H26-T-Y", "{look_back: P3Y}", "call_close"),
        switch("person_day", "sum, product", how),
        switch("per_year", "each, average", per_year)
    );
    with_check(check, &more)
}

#[test]
fn person_days_are_summed_in_each_year_of_the_window() {
    let visit = |from: &str, persons: u32, days: u32| json!({"from": from, "persons": persons, "days": days});
    let (first, second, third) =
        (visit("2017-10-01", 3, 10), visit("2018-10-01", 5, 6), visit("2019-10-01", 2, 15));
    let all = json!({"visits": [first, second, third]});
    let pack = person_days("sum", "each");
    assert_eq!(outcome(&pack, all.clone()), PASS);
    for (visits, expected) in [
        (json!([first, second]), FAIL),
        (json!([first, second, visit("2019-10-01", 29, 1)]), FAIL),
        (json!([first, second, visit("2020-07-31", 5, 6)]), RULING),
        (json!([first, second, visit("2020-08-01", 5, 6)]), FAIL),
        (json!([first, second, {"from": "2019-10-01", "persons": 5}]), RULING),
        (json!([first, second, {"persons": 5, "days": 6}]), RULING),
        (json!([]), FAIL),
    ] {
        assert_eq!(outcome(&pack, json!({"visits": visits})), expected, "{visits}");
    }
    // A day of the window belongs to one year only: 2018-07-31 closes the first, 2018-08-01 opens the second.
    let border = json!({"visits": [visit("2018-07-31", 30, 1), visit("2018-08-01", 30, 1), third]});
    assert_eq!(outcome(&pack, border), PASS);
}

#[test]
fn the_literal_product_and_the_average_are_other_readings() {
    let visit = |from: &str, persons: u32, days: u32| json!({"from": from, "persons": persons, "days": days});
    // Two visits a year of 3 persons and 3 days: 18 person-days added up, 6 times 6 = 36 multiplied.
    let visits: Vec<Value> = ["2017-10-01", "2018-10-01", "2019-10-01"]
        .iter()
        .flat_map(|from| [visit(from, 3, 3), visit(from, 3, 3)])
        .collect();
    let form = json!({"visits": visits});
    assert_eq!(outcome(&person_days("sum", "each"), form.clone()), FAIL);
    assert_eq!(outcome(&person_days("product", "each"), form.clone()), PASS);
    let diverging = tested(&person_days("ruling", "each"), "H26-T-X", &form);
    assert_eq!((diverging.outcome, diverging.readings.len()), (RULING, 2));
    let uneven = json!({"visits": [visit("2017-10-01", 10, 9), visit("2018-10-01", 1, 1)]});
    assert_eq!(outcome(&person_days("sum", "each"), uneven.clone()), FAIL);
    assert_eq!(outcome(&person_days("sum", "average"), uneven), PASS, "91 over three years");
}

#[test]
fn a_sum_in_its_window_shows_the_sum_of_all_time_beside_it() {
    let check = "{sum: {list: investments, field: amount_cny, op: '>=', value: '6000000', show_total: true,
        where: {within: {rule: H26-T-Y, on: on}}}}";
    let pack =
        with_check(check, &format!("timers:\n{}", measure("H26-T-Y", "{look_back: P3Y}", "call_close")));
    let form = json!({"investments": [
        {"on": "2015-01-01", "amount_cny": "4000000"}, {"on": "2019-01-01", "amount_cny": "5000000.50"}
    ]});
    let found = tested(&pack, "H26-T-X", &form);
    assert_eq!(found.outcome, FAIL);
    assert!(found.explanation.en.contains("all time adds up to 9000000.50"), "{}", found.explanation.en);
}

#[test]
fn programme_years_count_from_the_year_the_rule_names() {
    let check = "{count: {list: prior_funding, op: '==', value: 0, where: {all: [
        {compare: {path: topic, op: '==', value: base}},
        {compare: {path: same_subject, op: '==', value: true}},
        {since_year: {rule: H26-T-Y, path: programme_year}}]}}}";
    let pack = with_check(
        check,
        &format!("timers:\n{}", measure("H26-T-Y", "{since_year: 2017}", "programme_year")),
    );
    let funded =
        |year: i32, same: bool| json!({"topic": "base", "programme_year": year, "same_subject": same});
    for (funding, expected) in [
        (json!([funded(2016, true)]), PASS),
        (json!([funded(2017, true)]), FAIL),
        (json!([funded(2018, false)]), PASS),
        (json!([{"topic": "base", "programme_year": 2018}]), RULING),
        (json!([]), PASS),
    ] {
        assert_eq!(outcome(&pack, json!({"prior_funding": funding})), expected, "{funding}");
    }
}
