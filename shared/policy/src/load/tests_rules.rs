//! Loading: conditions that hang together, and none in vain.

use crate::PackError;
use crate::samples::{hunan_and, hunan_with, measure};

/// A condition as a list entry: its id and whatever else it says.
fn condition(id: &str, rest: &str) -> String {
    format!("  - {{id: {id}, article: 第五条, text: {{zh: 试, en: trial}}, scope: all, {rest}}}\n")
}

fn check(check: &str) -> String {
    format!("conditions:\n{}", condition("H26-T-X", &format!("kind: fields, check: {check}")))
}

/// The codes of what is wrong with an additional file.
fn codes(extra: &str) -> Vec<String> {
    let found: Vec<PackError> = hunan_and(extra).err().unwrap_or_default();
    assert!(
        found.iter().all(|error| error.file == "extra.yaml" && error.line > 0 && error.column > 0),
        "{found:?}"
    );
    found.into_iter().map(|error| error.code).collect()
}

#[test]
fn conditions_that_name_each_other_in_a_circle_are_refused() {
    let extra = format!(
        "conditions:\n{}{}{}",
        condition("H26-A", "kind: fields, check: {met: H26-B}"),
        condition(
            "H26-B",
            "kind: fields, check: {any: [{met: H26-C}, {compare: {path: org.is_legal_person, op: '==', value: true}}]}"
        ),
        condition("H26-C", "kind: fields, check: {not: {met: H26-A}}"),
    );
    let found = hunan_and(&extra).expect_err("a circle");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|error| error.code == "cycle"));
    assert!(found[0].message.ends_with("H26-A → H26-B → H26-C → H26-A"), "{}", found[0].message);
    assert_eq!(
        codes(&format!("conditions:\n{}", condition("H26-A", "kind: fields, check: {met: H26-A}"))),
        ["cycle"]
    );
}

#[test]
fn a_condition_that_cannot_be_named_or_counts_nowhere_is_refused() {
    for (extra, code) in [
        (check("{met: H26-C-1z}"), "unknown_condition"),
        (check("{met: H26-C-1c}"), "not_testable"),
        (check("{met: H26-JR-2a}"), "conditional_reference"),
        (
            format!(
                "conditions:\n{}",
                condition(
                    "H26-A",
                    "part_of: H26-C-0, kind: fields, check: {count: {list: papers, op: '>=', value: 1}}"
                )
            ),
            "unreachable_condition",
        ),
        (
            format!("conditions:\n{}", condition("H26-A", "part_of: H26-C-00, kind: judgement")),
            "unknown_condition",
        ),
    ] {
        assert_eq!(codes(&extra), [code], "{extra}");
    }
    let nowhere = "conditions:\n  - {id: H26-A, article: 第五条, text: {zh: 试, en: t}, scope: {only: []}, kind: judgement}\n";
    assert_eq!(codes(nowhere), ["unreachable_condition"]);
    let found = hunan_and(&check("{met: H26-C-1z}")).expect_err("refused");
    assert!(found[0].suggestion.as_deref().is_some_and(|near| near.starts_with("H26-C-1")), "{found:?}");
    assert_eq!(codes(&check("{met: H26-C-4b}")), [] as [&str; 0], "documents can be named");
}

#[test]
fn tests_that_always_or_never_hold_are_refused() {
    for (test, code) in [
        ("{count: {list: papers, op: '>=', value: 0}}", "always_true"),
        ("{count: {list: papers, op: '<', value: 0}}", "always_false"),
        ("{sum: {list: deals, field: amount_cny, op: '>=', value: '0'}}", "always_true"),
        ("{at_least: {number: 0, of: [{met: H26-C-1a}]}}", "always_true"),
        ("{at_least: {number: 3, of: [{met: H26-C-1a}, {met: H26-C-1b}]}}", "always_false"),
        ("{any: [{met: H26-C-1a}, {count: {list: papers, op: '>=', value: 0}}]}", "always_true"),
        ("{any: [{met: H26-C-1a}, {all: [{met: H26-C-1a}, {met: H26-C-1b}]}]}", "unreachable_branch"),
        ("{any: [{met: H26-C-1a}, {met: H26-C-1a}]}", "duplicate_part"),
        (
            "{share: {list: papers, part: {compare: {path: joint, op: '==', value: true}}, op: '>', value: '1'}}",
            "always_false",
        ),
        (
            "{compare: {path: pi.title_rank, op: in, value: [unknown, none, junior, intermediate, associate_senior, senior]}}",
            "always_true",
        ),
    ] {
        assert_eq!(codes(&check(test)), [code], "{test}");
    }
}

#[test]
fn a_test_too_deep_too_large_or_open_in_too_many_ways_is_refused() {
    let leaf = "{compare: {path: org.is_legal_person, op: '==', value: true}}";
    let deep = (0..12).fold(leaf.to_owned(), |inner, _| format!("{{not: {inner}}}"));
    assert_eq!(codes(&check(&deep)), ["too_deep"]);
    let wide: Vec<String> = (0..200)
        .map(|count| format!("{{count: {{list: papers, op: '>=', value: {}}}}}", count + 1))
        .collect();
    assert_eq!(codes(&check(&format!("{{all: [{}]}}", wide.join(", ")))), ["too_large"]);
    let (mut tests, mut switches) = (Vec::new(), String::from("switches:\n"));
    for number in 0..6 {
        tests.push(format!(
            "{{by_reading: {{switch: s{number}, cases: [{{option: a, check: {leaf}}}, {{option: b, check: {{not: {leaf}}}}}]}}}}"
        ));
        switches.push_str(&format!(
            "  - {{name: s{number}, ambiguity: A-24, question: {{zh: 问, en: ask}}, reason: {{zh: 理, en: why}}, \
             options: [ruling, a, b], default: ruling}}\n"
        ));
    }
    let all = check(&format!("{{all: [{}]}}", tests.join(", ")));
    assert_eq!(codes(&format!("{all}{switches}")), ["too_many_readings"]);
    let hopeless = (0..3_000).fold(leaf.to_owned(), |inner, _| format!("{{not: {inner}}}"));
    assert_eq!(codes_of_any(&check(&hopeless)), ["unreadable"], "the reader's own limit comes first");
}

#[test]
fn a_chain_of_conditions_that_grows_without_end_is_refused() {
    let mut extra = String::from("conditions:\n");
    extra.push_str(&condition("H26-G0", "kind: fields, check: {count: {list: papers, op: '>=', value: 1}}"));
    for number in 1..12 {
        let before = number - 1;
        let check = format!("{{all: [{{met: H26-G{before}}}, {{not: {{not: {{met: H26-G{before}}}}}}}]}}");
        extra.push_str(&condition(&format!("H26-G{number}"), &format!("kind: fields, check: {check}")));
    }
    let found = codes(&extra);
    assert!(found.len() == 6 && found.iter().all(|code| code == "too_large"), "{found:?}");
}

/// As [`codes`], for errors without a place.
fn codes_of_any(extra: &str) -> Vec<String> {
    hunan_and(extra).err().unwrap_or_default().into_iter().map(|error| error.code).collect()
}

#[test]
fn types_of_the_newer_tests_are_checked() {
    let timers = format!("timers:\n{}", measure("H26-T-Y", "{elapsed: P3Y}", "call_close"));
    for (test, code) in [
        ("{elapsed: {since: org.name, rule: H26-T-Y}}", "wrong_type"),
        ("{elapsed: {since: org.registered_on, rule: H26-T-07}}", "unknown_length"),
        ("{before: {path: org.registered_on, rule: H26-T-Y}}", "unknown_cut_off"),
        ("{overseas: {path: org.province}}", "wrong_type"),
        ("{in_code_list: {path: base.field_code, list: fields}}", "unknown_code_list"),
        ("{in_code_list: {path: base.field, list: fields}}", "unknown_code_list"),
        ("{not_null: {path: org.is_legal_person}}", "wrong_type"),
        ("{includes: {list: attachments, values: [hgr_rules]}}", "no_field"),
        ("{includes: {list: attachments, field: kind, values: [hgr_rule]}}", "unknown_document"),
        ("{member: {path: base.leader_id, of: [base.field]}}", "wrong_type"),
        ("{count_distinct: {list: agreements, field: partner, op: '>=', value: 1}}", "unknown_path"),
        (
            "{share: {list: papers, part: {compare: {path: joint, op: '==', value: true}}, op: '==', value: '0.3'}}",
            "wrong_operator",
        ),
        (
            "{share: {list: papers, part: {compare: {path: joint, op: '==', value: true}}, op: '>=', value: '30'}}",
            "wrong_unit",
        ),
        (
            "{yearly: {list: visits, rule: H26-T-Y, on: from, product: [persons, days], op: '>=', value: '30'}}",
            "unknown_look_back",
        ),
        (
            "{yearly: {list: visits, rule: H26-T-07, on: persons, product: [persons, days], op: '>=', value: '30'}}",
            "wrong_type",
        ),
        (
            "{count: {list: agreements, where: {term: {rule: H26-T-07, from: from, to: to}}, op: '>=', value: 1}}",
            "unknown_length",
        ),
        (
            "{count: {list: prior_funding, where: {since_year: {rule: H26-T-Y, path: programme_year}}, op: '>=', value: 1}}",
            "unknown_first_year",
        ),
        ("{compare: {path: plan.duration, op: '>=', value: P-1Y}}", "wrong_type"),
        ("{compare: {path: overseas_rd.equity_share, op: '>', value: '51'}}", "wrong_type"),
    ] {
        let found = codes(&format!("{}{timers}", check(test)));
        assert!(found.contains(&code.to_owned()), "{test} {found:?}");
    }
}

#[test]
fn a_reading_the_engine_does_not_know_is_refused() {
    let found = hunan_with(
        "switches.yaml",
        "[\"ruling\", \"inclusive\", \"exclusive\"]",
        "[\"ruling\", \"inclusive\", \"exclusiv\"]",
    )
    .expect_err("refused");
    assert_eq!(
        (found[0].code.as_str(), found[0].suggestion.as_deref()),
        ("unknown_reading", Some("exclusive"))
    );
}

#[test]
fn a_citation_outside_the_text_is_refused() {
    let with_count =
        |from: &str, to: &str| hunan_with("roles.yaml", from, to).expect_err("refused").remove(0);
    let found = with_count("article: 第十一条第1项", "article: 第九十九条");
    assert_eq!((found.file.as_str(), found.code.as_str()), ("roles.yaml", "unknown_article"));
    let found = with_count("article: 第十一条第1项", "article: Art. 11");
    assert_eq!(found.code, "bad_article");
}

#[test]
fn a_period_of_minus_one_year_is_refused_where_it_stands() {
    let found =
        hunan_with("timers.yaml", "look_back: P3Y", "look_back: P-1Y").expect_err("refused").remove(0);
    assert_eq!((found.file.as_str(), found.code.as_str()), ("timers.yaml", "unreadable"));
    assert!(found.line > 1 && found.message.contains("\"P-1Y\" is not a period; write"), "{found}");
}
