//! Tests of the comparison of versions.

use crate::samples::{hunan, hunan_with, successor};
use crate::{Change, ChangeGroup, ChangeKindOf, PackDiff};

fn sentences(diff: &PackDiff) -> Vec<String> {
    diff.changes.iter().map(|change| change.sentence().en).collect()
}

fn of<'a>(diff: &'a PackDiff, rule: &str) -> Vec<&'a Change> {
    diff.changes.iter().filter(|change| change.rule.rule == rule).collect()
}

#[test]
fn a_pack_does_not_differ_from_itself() {
    assert_eq!(hunan().diff(&hunan()).changes, []);
}

#[test]
fn a_longer_ban_is_told_in_words_with_its_article() {
    let changed = hunan_with(
        "timers.yaml",
        "span: {period: P5Y}\n    start: {key: cancellation_document",
        "span: {period: P6Y}\n    start: {key: cancellation_document",
    )
    .expect("a pack");
    let diff = hunan().diff(&changed);
    assert_eq!(sentences(&diff), ["Ban after cancellation: 5 years → 6 years (H26-T-06 第十六条)"]);
    assert_eq!(diff.changes[0].sentence().zh, "取消后的限制申报期：5年 → 6年（H26-T-06 第十六条）");
}

#[test]
fn an_added_a_removed_and_a_reworded_rule_are_each_told_once() {
    let mut draft = hunan();
    let removed = draft.grounds.pop().expect("a ground");
    let mut added = draft.grounds[0].clone();
    added.id = "H26-X-9".to_owned();
    added.purpose = None;
    draft.grounds.push(added);
    draft.rewards[0].text.en = "Much more support".to_owned();
    let diff = hunan().diff(&draft);
    assert_eq!(diff.changes.len(), 3, "{:?}", sentences(&diff));
    assert_eq!(of(&diff, &removed.id)[0].kind, ChangeKindOf::Removed);
    assert_eq!(of(&diff, "H26-X-9")[0].kind, ChangeKindOf::Added);
    let reworded = of(&diff, "H26-W-1")[0];
    assert_eq!((reworded.group, reworded.kind), (ChangeGroup::Information, ChangeKindOf::Changed));
}

#[test]
fn a_reading_chosen_by_the_department_is_told() {
    let draft = hunan_with(
        "switches.yaml",
        "default: \"printed_on\"",
        "default: \"printed_on\"\n    chosen: issued_on",
    )
    .expect("a pack");
    let told = sentences(&hunan().diff(&draft));
    assert!(
        told.iter().any(|line| line.starts_with("First day in force: 2026-03-09 → 2026-02-13")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|line| line.contains("printed_on (default) → issued_on (the department's choice)")),
        "{told:?}"
    );
}

#[test]
fn a_successor_is_paired_rule_by_rule_although_its_prefix_differs() {
    let diff = hunan().diff(&successor());
    assert!(diff.related);
    let ban = of(&diff, "H31-T-06");
    assert!(ban.iter().all(|change| change.kind == ChangeKindOf::Changed), "{ban:?}");
    let both = |change: &&Change| change.kind == ChangeKindOf::Changed;
    assert!(diff.changes.iter().filter(both).count() > 0);
}

#[test]
fn measures_of_two_departments_are_paired_by_purpose_only() {
    let mut other = hunan();
    other.identity.id = "elsewhere-2026".to_owned();
    other.identity.prefix = "E26".to_owned();
    other.identity.authority.zh = "某省科技厅".to_owned();
    for ground in &mut other.grounds {
        ground.id = ground.id.replace("H26", "E26");
    }
    let diff = hunan().diff(&other);
    assert!(!diff.related);
    let removed = diff.changes.iter().filter(|change| change.kind == ChangeKindOf::Removed);
    assert!(removed.clone().any(|change| change.rule.rule == "H26-X-4"), "no purpose, so not paired");
    assert!(!removed.clone().any(|change| change.rule.rule == "H26-X-3"), "paired by its purpose");
}
