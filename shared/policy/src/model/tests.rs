//! Tests of model.

use crate::samples::{book, date, hunan, successor};
use crate::{EvaluationEvent, MigrationMode, Pack, PackStatus, TimedPurpose};

#[test]
fn every_rule_of_the_measures_has_an_article_and_both_wordings() {
    let pack = hunan();
    for id in include_str!("rule_ids.txt").split_whitespace() {
        let entry = pack.rule_entry(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert!(entry.rule.article.starts_with('第'), "{id} {}", entry.rule.article);
        assert!(!entry.text.zh.is_empty() && !entry.text.en.is_empty(), "{id}");
    }
    assert_eq!(pack.rule("H26-X-3").expect("a rule").article, "第十六条第3项");
    assert!(pack.rule("H26-X-99").is_none());
}

#[test]
fn a_changed_copy_has_a_reference_of_its_own() {
    let pack = hunan();
    let reference = pack.reference();
    let mut copy = pack.clone();
    copy.settings = successor().settings;
    copy.identity.id.push('b');
    assert_ne!(copy.reference().digest, reference.digest);
    assert_eq!(pack.reference(), reference);
}

#[test]
fn a_pack_survives_its_canonical_form_and_keeps_its_digest() {
    for pack in [hunan(), successor()] {
        let json = pack.to_json();
        assert!(json.len() < crate::model::MAX_PACK_BYTES);
        let again = Pack::from_json(&json).expect("readable");
        assert_eq!(again, pack);
        assert_eq!(again.reference(), pack.reference());
        assert_eq!(pack.reference().digest.len(), 64);
    }
    assert_ne!(hunan().reference().digest, successor().reference().digest);
    assert!(Pack::from_json("{}").is_err());
    assert!(Pack::from_json(&" ".repeat(crate::model::MAX_PACK_BYTES + 1)).is_err());
}

#[test]
fn the_name_joins_department_field_and_category() {
    let name = hunan().base_name("joint_research", "杂交水稻").expect("a name");
    assert_eq!(name.zh, "湖南省科学技术厅杂交水稻国际科技合作基地（联合研究）");
    assert_eq!(name.en, None);
    for field in ["", "  ", "（水稻）", "a\nb", "{category}", &"长".repeat(41)] {
        assert!(hunan().base_name("featured", field).is_err(), "{field:?}");
    }
    let error = hunan().base_name("park", "水稻").expect_err("no such category");
    assert_eq!(
        error.to_string(),
        "pack hunan-2026 has no category \"park\"; it has joint_research, tech_transfer, featured"
    );
}

#[test]
fn bases_of_the_four_old_kinds_find_their_category() {
    let pack = hunan();
    for (kind, to) in [
        ("国际联合研究中心（实验室）", "joint_research"),
        ("国际技术转移中心", "tech_transfer"),
        ("示范型", "featured"),
        ("国际创新科技园", "featured"),
        ("legacy_innovation_park", "featured"),
    ] {
        let migration = pack.migrate(kind).expect("a mapping");
        assert_eq!(migration.to.as_deref(), Some(to), "{kind}");
        assert_eq!(migration.mode, MigrationMode::Automatic);
    }
    assert!(pack.migrate("众创空间").is_none());
}

#[test]
fn a_ban_ends_on_the_anniversary_and_never_moves() {
    let ban = hunan().exclusion("H26-X-3", date("2030-10-31")).expect("a ban");
    assert_eq!(ban.last_banned, date("2035-10-31"));
    assert_eq!(ban.free_from, date("2035-11-01"));
    assert_eq!(ban.ground.article, "第十六条第3项");
    assert_eq!(ban.receipt.rule.rule, "H26-T-06");
    assert!(ban.bans(date("2030-10-31")) && ban.bans(date("2035-10-31")) && !ban.bans(date("2035-11-01")));
    assert!(!ban.receipt.provisional && ban.receipt.calendar_versions.is_empty());
    // A leap day's fifth anniversary does not exist; a Saturday's end stays a Saturday.
    let leap = hunan().exclusion("H26-X-1", date("2028-02-29")).expect("a ban");
    assert_eq!(leap.last_banned, date("2033-02-28"));
    let weekend = hunan().exclusion("H26-X-8", date("2026-09-15")).expect("a ban");
    assert_eq!(weekend.last_banned, date("2031-09-15"));
    assert!(hunan().exclusion("H26-X-9", date("2028-02-29")).is_err());
}

#[test]
fn every_ground_bans_for_five_years_and_national_exit_does_not() {
    let pack = hunan();
    assert_eq!(pack.grounds.len(), 10);
    assert!(pack.grounds.iter().all(|ground| ground.exclusion == Some(crate::Period::years(5))));
    assert_eq!(pack.exits.len(), 1);
}

#[test]
fn a_failed_re_evaluation_only_proposes_the_ground_of_item_three() {
    let pack = hunan();
    let rule = pack.consequence(&EvaluationEvent::ReEvaluationFailed).expect("a rule");
    assert_eq!(rule.then, crate::Consequence::ProposeCancellation("H26-X-3".to_owned()));
    let fail = pack.consequence(&EvaluationEvent::Grade("unqualified".to_owned())).expect("a rule");
    assert_eq!(fail.then, crate::Consequence::Rectification);
}

#[test]
fn the_first_version_ends_the_day_before_its_fifth_anniversary() {
    let pack = hunan();
    assert_eq!(pack.effective_from(), Some(date("2026-03-09")));
    assert_eq!(pack.last_day(), Ok(Some(date("2031-03-08"))));
    let other = crate::samples::hunan_with(
        "switches.yaml",
        "default: \"printed_on\"",
        "default: \"printed_on\"\n    chosen: issued_on",
    )
    .expect("a pack");
    assert_eq!(other.effective_from(), Some(date("2026-02-13")));
    assert_eq!(other.last_day(), Ok(Some(date("2031-02-12"))));
}

#[test]
fn a_book_knows_the_version_of_each_day_and_explains_a_gap() {
    let book = book();
    for (day, id) in [
        ("2026-03-09", "hunan-2026"),
        ("2031-03-08", "hunan-2026"),
        ("2031-03-09", "hunan-2031-sample"),
        ("2033-06-01", "hunan-2031-sample"),
        ("2036-03-08", "hunan-2031-sample"),
    ] {
        assert_eq!(book.in_force(date(day)).expect(day).identity.id, id, "{day}");
    }
    let early = book.in_force(date("2026-03-08")).expect_err("nothing yet");
    assert_eq!((early.pack.clone(), early.next_from), (None, Some(date("2026-03-09"))));
    let late = book.in_force(date("2036-03-09")).expect_err("nothing any more");
    assert_eq!(late.rule.expect("a rule").rule, "H31-T-12");
}

#[test]
fn after_the_last_version_the_error_names_rule_and_day() {
    let book = crate::PolicyBook::new(crate::samples::calendar()).with_pack(hunan()).expect("one pack");
    let error = book.in_force(date("2031-03-09")).expect_err("nothing any more");
    assert_eq!(error.last_day, Some(date("2031-03-08")));
    assert_eq!(error.rule.as_ref().expect("a rule").rule, "H26-T-12");
    assert_eq!(error.pack.as_ref().expect("a pack").id, "hunan-2026");
    assert!(error.to_string().contains("hunan-2026 ended on 2031-03-08 (H26-T-12 第二十三条)"), "{error}");
}

#[test]
fn two_versions_never_hold_on_one_day() {
    let book = book();
    assert!(matches!(book.clone().with_pack(hunan()), Err(crate::PolicyError::DuplicatePack { .. })));
    let mut twin = hunan();
    twin.identity.id = "hunan-twin".to_owned();
    assert!(matches!(book.clone().with_pack(twin.clone()), Err(crate::PolicyError::OverlappingPacks { .. })));
    twin.identity.status = PackStatus::Draft;
    let book = book.with_pack(twin).expect("a draft decides nothing");
    assert_eq!(book.in_force(date("2026-06-01")).expect("in force").identity.id, "hunan-2026");
}

#[test]
fn a_version_without_an_end_gives_way_to_the_successor_that_names_it() {
    let mut endless = hunan();
    endless.timers.retain(|rule| rule.purpose != TimedPurpose::Validity);
    let book = crate::PolicyBook::new(crate::samples::calendar()).with_pack(endless).expect("one pack");
    assert!(book.in_force(date("2090-01-01")).is_ok());
    let book = book.with_pack(successor()).expect("a successor that names it");
    assert_eq!(book.in_force(date("2031-03-08")).expect("in force").identity.id, "hunan-2026");
    assert_eq!(book.in_force(date("2031-03-09")).expect("in force").identity.id, "hunan-2031-sample");
}

#[test]
fn the_successor_is_marked_as_a_sample_everywhere() {
    let pack = successor();
    assert_eq!(pack.identity.status, PackStatus::Sample);
    assert!(pack.identity.title.zh.contains("示例") && pack.identity.title.en.contains("Sample"));
    for entry in pack.rules() {
        let article = &entry.rule.article;
        assert!(article.starts_with("示例") || article == "部门设定", "{} {article}", entry.rule.rule);
    }
}

#[test]
fn a_sample_score_card_says_that_it_is_one() {
    let pack = hunan();
    let card = pack.score_card().expect("a card");
    assert!(card.sample);
    assert_eq!((card.total(), card.excellent_from, card.qualified_from), (100, 85, 60));
    assert_eq!((card.experts, card.drop_highest, card.drop_lowest), (5, 1, 1));
}

#[test]
fn required_documents_depend_on_category_and_host() {
    let pack = hunan();
    let kinds = |category: &str, host: &str| -> Vec<String> {
        pack.required_documents(category, host).into_iter().map(|document| document.kind).collect()
    };
    assert!(kinds("joint_research", "enterprise").contains(&"audit_reports".to_owned()));
    assert!(!kinds("joint_research", "university").contains(&"audit_reports".to_owned()));
    assert!(kinds("tech_transfer", "university").contains(&"transfer_contracts".to_owned()));
    let ethics = pack.required_documents("featured", "university");
    let ethics = ethics.iter().find(|document| document.kind == "ethics_rules").expect("listed");
    assert_eq!(ethics.rules[0].rule, "H26-C-4a");
}

#[test]
fn every_ambiguity_that_concerns_hunan_is_a_switch_with_a_reason() {
    let pack = hunan();
    for number in [
        1, 2, 3, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 26, 27, 28, 40, 42, 43, 45, 46, 47, 48, 49,
    ] {
        let ambiguity = format!("A-{number:02}");
        let mut switches = pack.switches.iter().filter(|switch| switch.ambiguity == ambiguity);
        let switch = switches.next().unwrap_or_else(|| panic!("{ambiguity} has no switch"));
        assert!(!switch.reason.zh.is_empty() && !switch.reason.en.is_empty(), "{ambiguity}");
    }
}
