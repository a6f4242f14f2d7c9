//! Timed rules: dates as computed by hand.

use crate::samples::{calendar, date, hunan, hunan_with};
use crate::{Calendar, Deadline, Pause, Period, ReportDuty, TenureDay, TimedPurpose, TimedRule, TimerSpan};

fn rule(purpose: TimedPurpose) -> TimedRule {
    hunan().timed_rule(purpose).expect("a rule").clone()
}

fn due(purpose: TimedPurpose, start: &str) -> Deadline {
    rule(purpose).deadline(date(start), &calendar()).expect("a deadline")
}

#[test]
fn the_report_of_a_year_is_due_on_the_fifteenth_of_january_after_it() {
    let rule = rule(TimedPurpose::AnnualReport);
    let friday = rule.due_for_year(2026, &calendar()).expect("a deadline");
    assert_eq!((friday.due, friday.late_from), (date("2027-01-15"), date("2027-01-16")));
    assert!(friday.provisional, "the calendar of 2027 is not published");
    // S-05: a Saturday stays the due day; lateness begins after the next working day.
    let saturday = rule.due_for_year(2027, &calendar()).expect("a deadline");
    assert_eq!((saturday.due, saturday.late_from), (date("2028-01-15"), date("2028-01-18")));
    assert_eq!(saturday.receipt.skipped_days, [date("2028-01-15"), date("2028-01-16")]);
    assert_eq!(saturday.receipt.rule.article, "第十四条");
    assert_eq!(saturday.receipt.calendar_versions, ["2028@weekends-only"]);
}

#[test]
fn a_base_owes_the_report_of_every_year_in_which_it_was_recognised() {
    let rule = rule(TimedPurpose::AnnualReport);
    assert!(rule.binds(date("2026-09-01"), 2026));
    assert!(rule.binds(date("2026-12-31"), 2026));
    assert!(!rule.binds(date("2027-01-01"), 2026));
    assert!(rule.binds(date("2027-01-01"), 2027));
    assert!(
        !hunan().timed_rule(TimedPurpose::Rectification).expect("a rule").binds(date("2026-01-01"), 2026)
    );
}

#[test]
fn a_tenure_of_a_year_must_be_complete_before_the_due_day() {
    let mut rule = rule(TimedPurpose::AnnualReport);
    let duty = ReportDuty {
        min_tenure: Some(Period::years(1)),
        measured_on: TenureDay::DueDate,
        anniversary_counts: false,
    };
    rule.span =
        TimerSpan::NamedDate { month: 1, day: 31, year_offset: 1, duty: Some(duty), day_counts: Some(true) };
    assert!(!rule.binds(date("2027-01-31"), 2027), "its anniversary is the due day");
    assert!(rule.binds(date("2027-01-30"), 2027));
    assert!(rule.binds(date("2027-01-31"), 2028));
}

#[test]
fn a_year_of_rectification_rolls_to_the_next_working_day() {
    // S-17.
    let friday = due(TimedPurpose::Rectification, "2029-09-20");
    assert_eq!((friday.due, friday.late_from), (date("2030-09-20"), date("2030-09-21")));
    let saturday = due(TimedPurpose::Rectification, "2028-09-15");
    assert_eq!((saturday.receipt.nominal, saturday.due), (date("2029-09-15"), date("2029-09-17")));
    let holiday = due(TimedPurpose::Rectification, "2025-10-01");
    assert_eq!(holiday.due, date("2026-10-08"));
    assert!(!holiday.provisional, "2026 is official");
    assert_eq!(
        holiday.receipt.arithmetic.en,
        "1 year after the notice of the result on 2025-10-01 (Wed), that day not counted, end on \
         2026-10-01 (Thu), a rest day, moved to 2026-10-08 (Thu)."
    );
}

#[test]
fn a_pause_lengthens_a_period_by_its_days() {
    let rule = rule(TimedPurpose::Rectification);
    let pause = Pause { from: date("2027-03-01"), to: date("2027-03-10"), reason: "hearing".to_owned() };
    let early = Pause { from: date("2026-01-01"), to: date("2026-01-10"), reason: "before".to_owned() };
    let deadline = rule
        .deadline_with_pauses(date("2026-06-01"), &[pause.clone(), early], &calendar())
        .expect("a deadline");
    assert_eq!(deadline.receipt.nominal, date("2027-06-11"));
    assert_eq!(deadline.receipt.pauses[0], pause);
    assert!(deadline.receipt.arithmetic.zh.contains("暂停"));
}

#[test]
fn a_hearing_takes_five_working_days_and_follows_its_switch() {
    let deadline = due(TimedPurpose::HearingPeriod, "2026-09-30");
    assert_eq!(deadline.due, date("2026-10-13"), "8, 9, worked Saturday 10, 12 and 13 October");
    assert_eq!(deadline.receipt.period.as_deref(), Some("P5WD"));
    let longer = hunan_with("switches.yaml", "default: \"P5WD\"", "default: \"P5WD\"\n    chosen: P10WD");
    let longer = longer.expect("a pack");
    let rule = longer.timed_rule(TimedPurpose::HearingPeriod).expect("a rule");
    assert_eq!(rule.period(), Some(Period::working_days(10)));
}

#[test]
fn a_change_is_told_in_the_report_of_its_year_and_filed_without_a_sanction() {
    assert_eq!(due(TimedPurpose::ChangeInReport, "2026-05-20").due, date("2027-01-15"));
    let filing = due(TimedPurpose::ChangeFiling, "2026-09-01");
    assert_eq!(filing.due, date("2026-10-01"), "a reminder without legal effect never moves");
    let rule = rule(TimedPurpose::ChangeFiling);
    assert!(rule.soft);
    let days: Vec<_> = rule.reminders().iter().map(|reminder| reminder.date(filing.due)).collect();
    assert_eq!(days, [date("2026-09-15"), date("2026-10-01")], "14 and 30 days after the change");
}

#[test]
fn reminder_ladders_follow_the_table_of_timed_steps() {
    let days = |purpose| -> Vec<i64> {
        rule(purpose).reminders().iter().map(|reminder| reminder.days_before).collect()
    };
    assert_eq!(days(TimedPurpose::AnnualReport), [30, 7, 1]);
    assert_eq!(days(TimedPurpose::EvaluationCycle), [90, 30]);
    assert_eq!(days(TimedPurpose::Rectification), [90, 30, 7]);
    assert_eq!(days(TimedPurpose::Validity), [365, 180]);
    for purpose in [
        TimedPurpose::CallDeadline,
        TimedPurpose::RecommendationDeadline,
        TimedPurpose::FormCheckDeadline,
        TimedPurpose::ReviewDeadline,
    ] {
        assert_eq!(days(purpose), [7, 1], "{purpose:?}");
    }
    let pack = hunan();
    for step in ["WF-02", "WF-05", "WF-06", "WF-07", "WF-10", "WF-13", "WF-14", "WF-15", "WF-19", "WF-20"] {
        assert!(pack.timers.iter().any(|rule| rule.step.as_deref() == Some(step)), "{step}");
    }
}

#[test]
fn cycles_exits_and_validity_do_not_move() {
    assert_eq!(due(TimedPurpose::EvaluationCycle, "2026-03-14").due, date("2029-03-14"));
    let exit = due(TimedPurpose::NationalExit, "2026-10-03");
    assert_eq!((exit.due, exit.receipt.nominal), (date("2026-10-03"), date("2026-10-03")));
    assert_eq!(due(TimedPurpose::Validity, "2026-03-09").due, date("2031-03-08"));
    assert_eq!(due(TimedPurpose::Validity, "2026-02-13").due, date("2031-02-12"));
}

#[test]
fn a_call_that_closes_on_a_rest_day_closes_on_the_next_working_day() {
    assert_eq!(due(TimedPurpose::CallDeadline, "2026-10-03").due, date("2026-10-08"));
    assert_eq!(due(TimedPurpose::CallDeadline, "2026-06-30").due, date("2026-06-30"));
}

#[test]
fn loading_a_calendar_settles_a_provisional_date() {
    let rule = rule(TimedPurpose::Rectification);
    let before = rule.deadline(date("2026-10-01"), &calendar()).expect("a deadline");
    assert_eq!((before.due, before.provisional), (date("2027-10-01"), true));
    let next_year = "
year: 2027
version: invented
source: {zh: 示例, en: sample}
issued_on: 2026-11-04
holidays: [{from: 2027-10-01, to: 2027-10-07, name: {zh: 国庆节, en: National Day}}]
working_weekends: []
";
    let both = calendar().and(Calendar::parse(next_year).expect("a calendar"));
    let after = rule.deadline(date("2026-10-01"), &both).expect("a deadline");
    assert_eq!((after.due, after.provisional), (date("2027-10-08"), false));
    assert_eq!(after.receipt.calendar_versions, ["2027@invented"]);
}

#[test]
fn the_switch_of_a_class_turns_rolling_off() {
    let class = "name: roll_for.applicant_period";
    let chosen = "chosen: none\n    name: roll_for.applicant_period";
    let pack = hunan_with("switches.yaml", class, chosen).expect("a pack");
    let rule = pack.timed_rule(TimedPurpose::Rectification).expect("a rule");
    assert_eq!(rule.deadline(date("2025-10-01"), &calendar()).expect("a deadline").due, date("2026-10-01"));
}

#[test]
fn a_look_back_reaches_both_ends_and_sets_no_deadline() {
    let credit = rule(TimedPurpose::CreditLookback);
    let window = credit.window(date("2028-02-29")).expect("a window");
    assert_eq!((window.from, window.to), (date("2025-02-28"), date("2028-02-29")));
    let activity = rule(TimedPurpose::ActivityLookback).window(date("2028-02-29")).expect("a window");
    assert_eq!(activity.from, date("2023-02-28"));
    let finance = rule(TimedPurpose::FinanceLookback).window(date("2026-06-30")).expect("a window");
    assert_eq!((finance.from, finance.to), (date("2023-01-01"), date("2025-12-31")));
    assert!(credit.deadline(date("2026-06-30"), &calendar()).is_err());
    assert!(rule(TimedPurpose::Rectification).window(date("2026-06-30")).is_err());
    assert!(rule(TimedPurpose::Rectification).due_for_year(2026, &calendar()).is_err());
}

#[test]
fn receipts_survive_a_round_trip_through_json() {
    let deadline = due(TimedPurpose::Rectification, "2025-10-01");
    let text = serde_json::to_string(&deadline).expect("json");
    assert_eq!(serde_json::from_str::<Deadline>(&text).expect("a deadline"), deadline);
}

#[test]
fn every_day_of_four_years_gives_a_due_day_that_is_worked_and_late_only_after_it() {
    let rectification = rule(TimedPurpose::Rectification);
    let exclusion = hunan();
    let calendar = calendar();
    for start in date("2024-02-28").iter_days().take(366 * 4) {
        let deadline = rectification.deadline(start, &calendar).expect("a deadline");
        assert!(calendar.is_working_day(deadline.due).0, "{start}");
        assert!(deadline.due >= deadline.receipt.nominal && deadline.late_from > deadline.due, "{start}");
        let ban = exclusion.exclusion("H26-X-1", start).expect("a ban");
        assert_eq!(ban.free_from.pred_opt(), Some(ban.last_banned), "{start}");
        assert_eq!(Period::years(5).add_to(start), Ok(ban.last_banned), "{start}");
    }
}

fn pause(from: &str, to: &str) -> Pause {
    Pause { from: date(from), to: date(to), reason: "补正".to_owned() }
}

fn paused(start: &str, pauses: &[Pause]) -> Deadline {
    let rule = rule(TimedPurpose::Rectification);
    rule.deadline_with_pauses(date(start), pauses, &calendar()).expect("a deadline")
}

#[test]
fn the_edges_of_a_pause_move_the_last_day_by_exactly_the_days_that_would_have_counted() {
    let plain = paused("2026-06-01", &[]).receipt.nominal;
    assert_eq!(plain, date("2027-06-01"));
    for (pauses, days) in [
        (vec![pause("2026-06-01", "2026-06-01")], 0),
        (vec![pause("2026-05-20", "2026-06-01")], 0),
        (vec![pause("2026-06-01", "2026-06-02")], 1),
        (vec![pause("2027-06-01", "2027-06-01")], 1),
        (vec![pause("2027-06-02", "2027-06-30")], 0),
        (vec![pause("2027-05-31", "2027-06-03")], 4),
        (vec![pause("2026-08-01", "2026-08-10"), pause("2026-08-05", "2026-08-12")], 12),
        (vec![pause("2026-08-01", "2026-08-10"), pause("2027-06-05", "2027-06-06")], 12),
    ] {
        let end = paused("2026-06-01", &pauses).receipt.nominal;
        assert_eq!((end - plain).num_days(), days, "{pauses:?}");
    }
}

#[test]
fn the_receipt_keeps_from_when_to_when_and_why_and_says_so() {
    let receipt = paused("2026-06-01", &[pause("2026-08-01", "2026-08-10")]).receipt;
    assert_eq!(receipt.pauses, [pause("2026-08-01", "2026-08-10")]);
    assert!(receipt.arithmetic.zh.contains("2026-08-01至2026-08-10（补正）"), "{}", receipt.arithmetic.zh);
    assert!(receipt.arithmetic.en.contains("not counting pauses: 2026-08-01 to 2026-08-10 (补正)"));
}

#[test]
fn a_hearing_paused_over_a_holiday_and_a_swapped_weekend_counts_neither_twice() {
    let rule = rule(TimedPurpose::HearingPeriod);
    // Without a pause: 28, 29 and 30 September, then 8 and 9 October; the rest is the National Day holiday.
    let plain = rule.deadline(date("2026-09-27"), &calendar()).expect("a deadline");
    assert_eq!(plain.due, date("2026-10-09"));
    // Standing still from 30 September to 9 October costs three working days: 30 September, 8 and 9 October.
    let pauses = [pause("2026-09-30", "2026-10-09")];
    let later = rule.deadline_with_pauses(date("2026-09-27"), &pauses, &calendar()).expect("a deadline");
    assert_eq!(later.due, date("2026-10-13"), "the worked Saturday 10 October, 12 and 13 October");
}

#[test]
fn a_date_counted_again_by_the_same_calendar_is_the_same_date() {
    for purpose in [
        TimedPurpose::Rectification,
        TimedPurpose::HearingPeriod,
        TimedPurpose::ChangeFiling,
        TimedPurpose::EvaluationCycle,
        TimedPurpose::Validity,
        TimedPurpose::CallDeadline,
    ] {
        let rule = rule(purpose);
        for start in date("2026-09-20").iter_days().take(40) {
            let deadline = rule.deadline(start, &calendar()).expect("a deadline");
            let again = rule.recount(&deadline.receipt, &calendar()).expect("counts");
            assert_eq!(again, deadline, "{purpose:?} {start}");
        }
    }
    let report = rule(TimedPurpose::AnnualReport);
    let deadline = report.due_for_year(2026, &calendar()).expect("a deadline");
    assert_eq!(report.recount(&deadline.receipt, &calendar()), Ok(deadline));
}

#[test]
fn a_receipt_older_than_its_rolling_is_counted_by_its_rule_and_a_changed_switch_does_not_reach_back() {
    let rule = rule(TimedPurpose::Rectification);
    let deadline = rule.deadline(date("2026-10-01"), &calendar()).expect("a deadline");
    let mut old = deadline.receipt.clone();
    old.roll = None;
    assert_eq!(rule.recount(&old, &calendar()), Ok(deadline.clone()));
    let mut changed = rule;
    changed.roll = Some(crate::Roll::None);
    assert_eq!(changed.recount(&deadline.receipt, &calendar()), Ok(deadline));
}

#[test]
fn a_day_that_somebody_set_moves_as_its_rules_days_do_and_is_counted_again_as_set() {
    let rule = rule(TimedPurpose::RecommendationDeadline);
    let set = rule.given(date("2026-10-03"), &calendar()).expect("a deadline");
    assert_eq!((set.receipt.nominal, set.due), (date("2026-10-03"), date("2026-10-08")));
    assert_eq!(
        (set.receipt.period.as_deref(), set.receipt.arithmetic.en.starts_with("the day set is")),
        (None, true)
    );
    assert_eq!(rule.recount(&set.receipt, &calendar()), Ok(set));
}

#[test]
fn a_named_date_on_a_swapped_working_saturday_is_late_the_day_after() {
    // 2026-02-14 and 2026-02-28 are worked Saturdays.
    let mut named = rule(TimedPurpose::AnnualReport);
    for (day, late_from) in [(14, "2026-02-15"), (28, "2026-03-01"), (15, "2026-02-25"), (21, "2026-02-25")] {
        named.span =
            TimerSpan::NamedDate { month: 2, day, year_offset: 1, duty: None, day_counts: Some(true) };
        let deadline = named.due_for_year(2025, &calendar()).expect("a deadline");
        assert_eq!(deadline.late_from, date(late_from), "{day}");
        assert_eq!(deadline.due, date(&format!("2026-02-{day}")), "the day shown stays");
    }
}
