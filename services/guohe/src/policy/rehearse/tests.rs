//! Tests of the comparison of two packs over live cases.

use guohe_policy::{Calendar, Date, Pack, Period, TimedPurpose, TimerSpan};

use super::compare::{Found, Packs, compare};
use super::live::{Live, What};
use super::moved::{Group, Keeping};
use crate::policies::PackLibrary;

fn hunan() -> Pack {
    PackLibrary::embedded().pack("hunan-2026").expect("a pack")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn live(case: &str, what: What) -> Live {
    Live { department: "hunan".into(), case: case.into(), about: "示例".into(), what }
}

fn ban(case: &str, document_on: &str) -> Live {
    let exclusion = hunan().exclusion("H26-X-3", day(document_on)).expect("a ban");
    live(
        case,
        What::Ban {
            ground: "H26-X-3".into(),
            document_on: day(document_on),
            banned_until: exclusion.last_banned,
            rule: Some(exclusion.receipt.rule.rule),
        },
    )
}

fn timer(pack: &Pack, case: &str, purpose: TimedPurpose, start: &str) -> Live {
    let rule = pack.timed_rule(purpose).expect("a rule");
    let receipt = rule.deadline(day(start), &calendar()).expect("a date").receipt;
    live(case, What::Date { receipt: Box::new(receipt) })
}

fn calendar() -> Calendar {
    PackLibrary::embedded().calendar().expect("a calendar")
}

fn rehearse(draft: &Pack, cases: &[Live], on: &str) -> Found {
    let hunan = hunan();
    compare(&Packs::new(&hunan, draft, calendar(), day(on)), cases).expect("compared")
}

fn longer_ban() -> Pack {
    let mut draft = hunan();
    for ground in &mut draft.grounds {
        ground.exclusion = Some(Period::years(6));
    }
    draft
}

#[test]
fn only_bans_that_run_on_the_day_move_and_they_keep_the_old_length() {
    let cases = [ban("base/b-1", "2030-12-20"), ban("base/b-2", "2028-02-29"), ban("base/b-3", "2024-01-10")];
    let found = rehearse(&longer_ban(), &cases, "2031-02-01");
    let moved: Vec<(&str, &str, &str)> = found
        .moved
        .iter()
        .map(|one| (one.case.as_str(), one.before.en.as_str(), one.after.en.as_str()))
        .collect();
    assert_eq!(
        moved,
        [("base/b-1", "2035-12-20", "2036-12-20"), ("base/b-2", "2033-02-28", "2034-02-28")],
        "the third ended before the day"
    );
    assert!(found.moved.iter().all(|one| one.keeping == Keeping::Old));
}

#[test]
fn a_later_cycle_is_counted_from_the_cohorts_own_date() {
    let hunan = hunan();
    let mut second = hunan.timed_rule(TimedPurpose::EvaluationCycle).expect("a rule").clone();
    second.span = TimerSpan::Period(Period::years(6));
    let receipt = second.deadline(day("2026-06-18"), &calendar()).expect("a date").receipt;
    let cases = [live("cohort/featured", What::Date { receipt: Box::new(receipt) })];
    let mut draft = hunan.clone();
    let rule = draft.timers.iter_mut().find(|rule| rule.purpose == TimedPurpose::EvaluationCycle);
    rule.expect("a rule").span = TimerSpan::Period(Period::years(4));
    let found = rehearse(&draft, &cases, "2030-01-01");
    assert_eq!(found.moved.len(), 1);
    assert_eq!(found.moved[0].group, Group::Rounds);
    assert_eq!(
        (found.moved[0].before.en.as_str(), found.moved[0].after.en.as_str()),
        ("2032-06-18", "2034-06-18")
    );
}

#[test]
fn what_the_draft_does_not_touch_does_not_move() {
    let hunan = hunan();
    let cases = [
        timer(&hunan, "base/b-1", TimedPurpose::Rectification, "2029-09-21"),
        timer(&hunan, "change/c-1", TimedPurpose::ChangeFiling, "2029-09-21"),
        live(
            "base/b-1",
            What::Base {
                policy: "hunan-2026".into(),
                category: "featured".into(),
                recognised_on: day("2026-09-15"),
                report_year: 2029,
            },
        ),
    ];
    let found = rehearse(&longer_ban(), &cases, "2029-10-01");
    assert!(found.moved.is_empty(), "{:?}", found.moved);
    let looked_at: usize = found.counts.iter().map(|count| count.looked_at).sum();
    assert_eq!(looked_at, 4, "three cases and the measures themselves");
}

#[test]
fn a_shorter_rectification_a_later_report_and_a_category_less_are_told() {
    let hunan = hunan();
    let mut draft = hunan.clone();
    draft.categories.retain(|category| category.code != "featured");
    for rule in &mut draft.timers {
        if rule.purpose == TimedPurpose::Rectification {
            rule.span = TimerSpan::Period(Period::months(6));
        }
        if let (TimedPurpose::AnnualReport, TimerSpan::NamedDate { day, .. }) = (rule.purpose, &mut rule.span)
        {
            *day = 31;
        }
    }
    let base = |case: &str, category: &str| {
        let recognised_on = day("2026-09-15");
        let (policy, category) = ("hunan-2026".into(), category.into());
        live(case, What::Base { policy, category, recognised_on, report_year: 2029 })
    };
    let cases = [
        timer(&hunan, "base/b-1", TimedPurpose::Rectification, "2029-09-21"),
        base("base/b-1", "joint_research"),
        base("base/b-2", "featured"),
    ];
    let found = rehearse(&draft, &cases, "2029-10-01");
    let groups: Vec<Group> = found.moved.iter().map(|one| one.group).collect();
    assert_eq!(groups, [Group::Rectification, Group::Reports, Group::Categories]);
    assert_eq!(found.moved[0].after.en, "2030-03-21");
    assert!(found.moved[1].after.en.starts_with("2030-01-31"), "{:?}", found.moved[1].after);
    assert_eq!(found.moved[2].keeping, Keeping::Ruling);
}

#[test]
fn zhejiangs_bans_of_three_years_move_by_one_where_they_run() {
    let zhejiang = PackLibrary::embedded().pack("zhejiang-2026").expect("a pack");
    let mut draft = zhejiang.clone();
    for ground in &mut draft.grounds {
        assert_eq!(ground.exclusion, Some(Period::years(3)));
        ground.exclusion = Some(Period::years(4));
    }
    let mut cases = Vec::new();
    for (case, ground, document_on) in [
        ("base/z-1", "Z26-X-2", "2028-02-29"),
        ("base/z-2", "Z26-X-1a", "2027-06-30"),
        ("base/z-3", "Z26-X-3", "2026-08-01"),
    ] {
        let exclusion = zhejiang.exclusion(ground, day(document_on)).expect("a ban");
        let what = What::Ban {
            ground: ground.into(),
            document_on: day(document_on),
            banned_until: exclusion.last_banned,
            rule: Some(exclusion.receipt.rule.rule),
        };
        cases.push(live(case, what));
    }
    // A ban of another department's measures is not Zhejiang's to move.
    cases.push(ban("base/b-1", "2028-02-29"));
    let found =
        compare(&Packs::new(&zhejiang, &draft, calendar(), day("2030-01-01")), &cases).expect("compared");
    let moved: Vec<(&str, &str, &str)> = found
        .moved
        .iter()
        .map(|one| (one.case.as_str(), one.before.en.as_str(), one.after.en.as_str()))
        .collect();
    assert_eq!(
        moved,
        [("base/z-1", "2031-02-28", "2032-02-29"), ("base/z-2", "2030-06-30", "2031-06-30")],
        "the third had ended, the fourth is Hunan's"
    );
}
