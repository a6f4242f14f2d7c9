//! The language of conditions: single facts, lengths, cut-offs, conditions that name each other.

use serde_json::{Value, json};

use crate::samples::{date, hunan_and, measure, with_check};
use crate::{ConditionResult, Facts, Outcome, Pack, References};

const PASS: Outcome = Outcome::Pass;
const FAIL: Outcome = Outcome::Fail;
const RULING: Outcome = Outcome::NeedsRuling;

/// The result of one condition for a form; the call closes on 2020-07-31.
pub(super) fn tested(pack: &Pack, rule: &str, form: &Value) -> ConditionResult {
    let facts = Facts::parse(form).unwrap_or_else(|found| panic!("{form} {found:?}"));
    let report = pack.evaluate("featured", &facts, date("2020-07-31")).expect("a report");
    report.condition(rule).unwrap_or_else(|| panic!("{rule} is not in the report")).clone()
}

fn outcome(pack: &Pack, form: Value) -> Outcome {
    tested(pack, "H26-T-X", &form).outcome
}

fn timers(rules: &[String]) -> String {
    format!("timers:\n{}", rules.concat())
}

#[test]
fn a_length_is_complete_after_its_anniversary_and_the_day_itself_needs_a_ruling() {
    let rules = timers(&[measure("H26-T-Y", "{elapsed: P3Y}", "call_close")]);
    let pack = with_check("{elapsed: {since: pi.in_field_since, rule: H26-T-Y}}", &rules);
    // S-39: research since 2017-07-31 is an edge on 2020-07-31, since 2017-08-01 fails.
    for (since, expected) in [("2017-07-30", PASS), ("2017-07-31", RULING), ("2017-08-01", FAIL)] {
        let form = json!({"pi": {"in_field_since": since}});
        assert_eq!(outcome(&pack, form), expected, "{since}");
    }
    let edge = tested(&pack, "H26-T-X", &json!({"pi": {"in_field_since": "2017-07-31"}}));
    assert_eq!(edge.readings.len(), 2);
    assert!(edge.explanation.en.contains("anniversary day itself"), "{}", edge.explanation.en);
    let missing = tested(&pack, "H26-T-X", &json!({}));
    assert_eq!((missing.outcome, missing.missing_facts), (RULING, vec!["pi.in_field_since".to_owned()]));
}

#[test]
fn the_anniversary_day_can_be_settled_for_all_rules_or_for_one() {
    let switch = |name: &str, chosen: &str| {
        format!(
            "  - {{name: {name}, ambiguity: A-24, question: {{zh: 问, en: ask}}, reason: {{zh: 理, en: why}}, \
             options: [ruling, complete, incomplete], default: {chosen}}}\n"
        )
    };
    let rules = timers(&[measure("H26-T-Y", "{elapsed: P3Y}", "call_close")]);
    let form = json!({"pi": {"in_field_since": "2017-07-31"}});
    let check = "{elapsed: {since: pi.in_field_since, rule: H26-T-Y}}";
    for (switches, expected) in [
        (switch("anniversary_day", "complete"), PASS),
        (switch("anniversary_day", "incomplete"), FAIL),
        (switch("anniversary_day", "ruling"), RULING),
        (switch("anniversary_day", "incomplete") + &switch("anniversary_day.H26-T-Y", "complete"), PASS),
    ] {
        let pack = with_check(check, &format!("{rules}switches:\n{switches}"));
        assert_eq!(outcome(&pack, form.clone()), expected, "{switches}");
    }
}

#[test]
fn the_cut_off_day_itself_needs_a_ruling() {
    let rules = timers(&[
        measure("H26-T-Y", "{cutoff: 2020-01-01}", "cut_off"),
        measure("H26-T-Z", "{cutoff: 2018-01-01}", "cut_off"),
    ]);
    let check = "{all: [
        {if_then: {if: {compare: {path: overseas_rd.mode, op: in, value: [wholly_new, joint_venture]}},
                   then: {before: {path: overseas_rd.operating_from, rule: H26-T-Y}}}},
        {if_then: {if: {compare: {path: overseas_rd.mode, op: in, value: [merger_acquisition, other]}},
                   then: {before: {path: overseas_rd.acquisition_signed_on, rule: H26-T-Z}}}}]}";
    let pack = with_check(check, &rules);
    // S-31.
    for (mode, day, expected) in [
        ("wholly_new", "2019-12-31", PASS),
        ("joint_venture", "2020-01-01", RULING),
        ("wholly_new", "2020-01-02", FAIL),
        ("merger_acquisition", "2017-12-31", PASS),
        ("merger_acquisition", "2018-01-01", RULING),
        ("other", "2018-06-30", FAIL),
    ] {
        let form =
            json!({"overseas_rd": {"mode": mode, "operating_from": day, "acquisition_signed_on": day}});
        assert_eq!(outcome(&pack, form), expected, "{mode} {day}");
    }
    let unknown = json!({"overseas_rd": {"operating_from": "2019-01-01"}});
    assert_eq!(outcome(&pack, unknown), RULING, "without the mode nothing can be said");
}

#[test]
fn membership_regions_codes_and_what_is_stated() {
    let member = "{count: {list: projects, where: {all: [
        {compare: {path: level, op: \">=\", value: provincial}},
        {member: {path: leader_id, of: [base.leader_id, base.core_members]}}]}, op: \">=\", value: 1}}";
    let pack = with_check(member, "");
    let project = json!([{"level": "national", "leader_id": "p-2"}]);
    for (base, expected) in [
        (json!({"leader_id": "p-1", "core_members": ["p-2"]}), PASS),
        (json!({"leader_id": "p-2"}), PASS),
        (json!({"leader_id": "p-1", "core_members": []}), FAIL),
        (json!({"leader_id": "p-1"}), RULING),
    ] {
        assert_eq!(outcome(&pack, json!({"base": base, "projects": project})), expected, "{base}");
    }
    let pack = with_check("{not_null: {path: org.national_hightech_zone_id}}", "");
    for (org, expected) in [
        (json!({"national_hightech_zone_id": "zone-7"}), PASS),
        (json!({"national_hightech_zone_id": "none"}), FAIL),
        (json!({"national_hightech_zone_id": null}), RULING),
    ] {
        assert_eq!(outcome(&pack, json!({"org": org})), expected, "{org}");
    }
    let pack = with_check("{includes: {list: org.main_business, values: [intl_tech_transfer]}}", "");
    for (business, expected) in
        [(json!(["retail", "intl_tech_transfer"]), PASS), (json!(["retail"]), FAIL), (json!(null), RULING)]
    {
        assert_eq!(outcome(&pack, json!({"org": {"main_business": business}})), expected, "{business}");
    }
    let check = "{includes: {list: attachments, field: kind, values: [hgr_rules, ethics_rules]}}";
    let pack = with_check(check, "");
    let found = tested(&pack, "H26-T-X", &json!({"attachments": [{"kind": "hgr_rules"}]}));
    assert_eq!((found.outcome, found.missing_facts), (RULING, vec!["attachments[ethics_rules]".to_owned()]));
}

#[test]
fn code_lists_are_closed_or_open() {
    let list = |open: bool| {
        format!(
            "code_lists: [{{name: fields, version: '1', source: {{zh: 目录, en: the list}}, open: {open}, \
             codes: [{{code: energy, name: {{zh: 能源, en: energy}}}}]}}]\n"
        )
    };
    for (open, code, expected) in
        [(false, "energy", PASS), (false, "space", FAIL), (true, "space", RULING), (true, "energy", PASS)]
    {
        let pack = with_check("{in_code_list: {path: base.field_code, list: fields}}", &list(open));
        assert_eq!(outcome(&pack, json!({"base": {"field_code": code}})), expected, "{open} {code}");
    }
}

#[test]
fn hong_kong_counts_as_the_switch_says_and_is_flagged() {
    let pack = with_check("{overseas: {path: overseas_rd.region}}", "");
    let at = |region: &str| json!({"overseas_rd": {"region": region}});
    for (region, expected) in [("FR", PASS), ("CN", FAIL), ("HK", PASS), ("TW", PASS)] {
        assert_eq!(outcome(&pack, at(region)), expected, "{region}");
    }
    let macao = tested(&pack, "H26-T-X", &at("MO"));
    assert!(macao.explanation.zh.contains("请评审关注"), "{}", macao.explanation.zh);
    let flags = macao.flags;
    assert!(flags.len() == 1 && flags[0].en.contains("for the reviewer"), "{flags:?}");
    assert!(tested(&pack, "H26-T-X", &at("FR")).flags.is_empty());
}

/// Two of three, each a condition of its own that counts only through the whole.
fn two_of_three() -> Pack {
    let part = |number: u32, list: &str| {
        format!(
            "  - id: H26-P{number}\n    article: 第五条\n    text: {{zh: 指标, en: indicator {number}}}\n    scope: all\n    \
             part_of: H26-W\n    kind: fields\n    check: {{count: {{list: {list}, op: '>=', value: 1}}}}\n"
        )
    };
    let whole = "  - id: H26-W\n    article: 第五条\n    text: {zh: 至少两项, en: two of three}\n    scope: all\n    \
                 kind: fields\n    check: {at_least: {number: 2, of: [{met: H26-P1}, {met: H26-P2}, {met: H26-P3}]}}\n";
    let extra =
        format!("conditions:\n{whole}{}{}{}", part(1, "papers"), part(2, "patents"), part(3, "standards"));
    hunan_and(&extra).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn at_least_two_of_several_conditions_and_a_part_never_counts_alone() {
    let pack = two_of_three();
    let one = json!([{"title": "x"}]);
    for (form, expected) in [
        (json!({"papers": one, "patents": one, "standards": []}), PASS),
        (json!({"papers": one, "patents": one}), PASS),
        (json!({"papers": one, "patents": [], "standards": []}), FAIL),
        (json!({"papers": one, "patents": []}), RULING),
        (json!({"papers": []}), RULING),
    ] {
        let whole = tested(&pack, "H26-W", &form);
        assert_eq!(whole.outcome, expected, "{form}");
        let part = tested(&pack, "H26-P2", &form);
        assert_eq!((part.counts, part.part_of.as_deref()), (false, Some("H26-W")));
    }
    let whole = tested(&pack, "H26-W", &json!({"papers": one, "patents": [], "standards": []}));
    assert!(whole.explanation.en.contains("1 of 3 are met, needs at least 2"), "{}", whole.explanation.en);
    assert!(whole.explanation.en.contains("H26-P2 (indicator 2): not met"), "{}", whole.explanation.en);
}

#[test]
fn a_condition_that_does_not_apply_is_shown_and_does_not_count() {
    let extra = "conditions:\n  - id: H26-W\n    article: 第五条\n    text: {zh: 外籍, en: foreign leaders}\n    scope: all\n    \
        when: {compare: {path: pi.nationality_group, op: in, value: [foreign, HK, MO, TW]}}\n    kind: fields\n    \
        check: {compare: {path: pi.employer_province, op: '==', value: 广东}}\n";
    let pack = hunan_and(extra).expect("a pack");
    let of = |pi: Value| tested(&pack, "H26-W", &json!({"pi": pi}));
    let native = of(json!({"nationality_group": "mainland"}));
    assert_eq!((native.outcome, native.applies, native.counts), (PASS, false, false));
    assert!(native.explanation.en.contains("does not apply"));
    let foreign = of(json!({"nationality_group": "foreign", "employer_province": "湖南"}));
    assert_eq!((foreign.outcome, foreign.applies, foreign.counts), (FAIL, true, true));
    assert_eq!(of(json!({"nationality_group": "HK", "employer_province": "广东"})).outcome, PASS);
    let unknown = of(json!({"employer_province": "湖南"}));
    assert_eq!((unknown.outcome, unknown.missing_facts), (RULING, vec!["pi.nationality_group".to_owned()]));
    assert_eq!(of(json!({"employer_province": "广东"})).outcome, PASS, "met whether it applies or not");
}

#[test]
fn what_the_text_leaves_unsaid_is_never_known() {
    let pack = with_check("{not_stated: {zh: 文本未给出数值, en: the text gives no number}}", "");
    let found = tested(&pack, "H26-T-X", &json!({}));
    assert_eq!((found.outcome, found.explanation.en.as_str()), (RULING, "the text gives no number"));
}

#[test]
fn a_rule_generally_in_force_asks_for_a_waiver_like_one_in_principle() {
    let extra = "conditions:\n  - {id: H26-W, article: 第五条, text: {zh: 试, en: t}, scope: all, kind: fields, strength: generally, \
        check: {count: {list: papers, op: '>=', value: 1}}}\n";
    let pack = hunan_and(extra).expect("a pack");
    let found = tested(&pack, "H26-W", &json!({"papers": []}));
    assert_eq!((found.outcome, found.waivable), (RULING, true));
    assert!(found.explanation.zh.contains("一般"), "{}", found.explanation.zh);
}

#[test]
fn a_look_back_from_the_guide_stays_open_until_its_day_is_known() {
    let rules = timers(&[measure("H26-T-Y", "{look_back: P3Y}", "guide_publication")]);
    let check =
        "{count: {list: patents, where: {within: {rule: H26-T-Y, on: granted_on}}, op: '>=', value: 1}}";
    let pack = with_check(check, &rules);
    let facts = Facts::parse(&json!({"patents": [{"granted_on": "2018-01-01"}]})).expect("facts");
    let close = date("2020-07-31");
    let of = |references: References| {
        let report = pack.evaluate("featured", &facts, references).expect("a report");
        report.condition("H26-T-X").expect("the condition").clone()
    };
    let open = of(close.into());
    assert_eq!((open.outcome, open.missing_facts), (RULING, vec!["call.guide_publication_date".to_owned()]));
    let on = |day: &str| References { call_close: close, guide_publication: Some(date(day)) };
    assert_eq!(of(on("2020-06-01")).outcome, PASS);
    assert_eq!(of(on("2021-06-01")).outcome, FAIL);
    assert_eq!(of(on("2021-01-01")).outcome, RULING, "the first day of the window is an edge");
    let switch = "switches:\n  - {name: guide_publication_date, ambiguity: A-36, question: {zh: 问, en: ask}, \
                  reason: {zh: 理, en: why}, default: unknown, chosen: '2020-06-01'}\n";
    let pack = with_check(check, &format!("{rules}{switch}"));
    assert_eq!(tested(&pack, "H26-T-X", &json!({"patents": [{"granted_on": "2018-01-01"}]})).outcome, PASS);
}
