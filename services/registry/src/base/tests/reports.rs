//! The yearly report's opening, and changes it must tell.

use super::*;
use crate::{
    base::ReportMark,
    testing::{sent, tags},
};

fn open(year: i32) -> BaseCommand {
    BaseCommand::OpenReportYear { year }
}

fn change(id: &str, year: i32) -> BaseCommand {
    BaseCommand::NoteChange { change: id.into(), year }
}

#[test]
fn the_report_of_the_first_year_is_owed_however_late_the_recognition() {
    for recognised_on in ["2026-05-20", "2026-12-31"] {
        let mut play = Play::new(BaseFlow, BASE, "2027-01-01");
        play.hears(&BaseCommand::Recognise(entry(recognised_on)));
        let decision = play.hears(&open(2026));
        assert_eq!(play.state.reports[&2026], ReportMark::Open, "{recognised_on}");
        assert_eq!(sent(&decision.messages, "registry.base.report_opened").expect("opened")["policy"], HUNAN);
        assert_eq!(decision.events[0].rules[0].rule, "H26-T-01");
    }
}

#[test]
fn no_report_is_owed_on_a_year_before_the_recognition() {
    let mut play = Play::new(BaseFlow, BASE, "2027-01-12");
    play.hears(&BaseCommand::Recognise(entry("2027-01-10")));
    let decision = play.hears(&open(2026));
    assert_eq!(play.state.reports[&2026], ReportMark::NotOwed);
    assert!(sent(&decision.messages, "registry.base.report_opened").is_none());
}

#[test]
fn each_opening_sets_the_next_years_timer() {
    let mut play = active().on("2027-01-01");
    let decision = play.hears(&open(2026));
    let (due, command) = timer(&decision, "report_year").expect("a timer");
    assert_eq!((due, command), (guohe_clock::start_of_day(day("2028-01-01")), &open(2027)));
    assert!(play.hears(&open(2026)).is_nothing(), "the same timer twice opens one report");
}

#[test]
fn the_ladder_of_the_coming_report_stands_before_it_opens() {
    let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
    let decision = play.hears(&BaseCommand::Recognise(entry("2026-05-20")));
    let set = sent(&decision.messages, "registry.deadline.set").expect("reminders");
    assert_eq!(set["deadline"], "report.b-1-2026.annual_report");
    assert_eq!(set["remindOn"], serde_json::json!(["2026-12-16", "2027-01-08", "2027-01-14"]));
    let mut play = play.on("2026-08-01");
    let decision = play.asks(Role::Official, &national("2026-07-31"));
    let cleared = sent(&decision.messages, "registry.deadline.cleared").expect("nobody is reminded any more");
    assert_eq!(cleared["deadline"], "report.b-1-2026.annual_report");
}

#[test]
fn after_the_last_version_a_person_rules_whether_a_report_is_owed() {
    let mut play = active().on("2032-01-01");
    let decision = play.hears(&open(2031));
    assert_eq!(tags(&decision), ["report_year_unruled", "task_opened"]);
    assert!(timer(&decision, "report_year").is_some(), "the next year is asked again");
    let owed =
        BaseCommand::RuleOnReportDuty {
            year: 2031, owed: true, policy: HUNAN.into(), reason: "沿用".into()
        };
    let decision = play.asks(Role::Official, &owed);
    assert!(sent(&decision.messages, "registry.base.report_opened").is_some());
    assert!(play.state.tasks.is_empty());
}

#[test]
fn the_report_is_told_every_change_of_its_year() {
    let mut play = active();
    play.hears(&change("c-1", 2026));
    play.hears(&change("c-2", 2026));
    play.hears(&change("c-3", 2027));
    assert!(play.hears(&change("c-1", 2026)).is_nothing());
    let decision = play.on("2027-01-01").hears(&open(2026));
    let opened = sent(&decision.messages, "registry.base.report_opened").expect("opened");
    assert_eq!(opened["changes"], serde_json::json!(["c-1", "c-2"]));
}

#[test]
fn a_change_recorded_after_the_opening_still_has_to_be_told() {
    let mut play = active().on("2027-01-01");
    play.hears(&open(2026));
    let decision = play.hears(&change("c-9", 2026));
    let opened = sent(&decision.messages, "registry.base.report_opened").expect("told again");
    assert_eq!(opened["changes"], serde_json::json!(["c-9"]));
}

#[test]
fn a_change_found_after_the_acceptance_is_a_persons_question() {
    let mut play = active().on("2027-01-01");
    play.hears(&open(2026));
    play.hears(&BaseCommand::NoteReportSettled { year: 2026, accepted: true });
    play.hears(&change("c-9", 2026));
    assert_eq!(play.state.tasks.first_code(), "change_after_report");
}

#[test]
fn the_entry_keeps_the_old_leader_until_the_change_is_registered() {
    let mut play = active();
    play.hears(&change("c-1", 2026));
    assert_eq!(play.state.leader, "p-1");
    play.hears(&BaseCommand::ApplyChange {
        change: "c-1".into(),
        kind: "leader".into(),
        value: "p-2".into(),
        happened_on: day("2026-06-01"),
    });
    assert_eq!(play.state.leader, "p-2");
    assert!(play.state.changes[&2026][0].registered);
}

#[test]
fn a_late_report_is_shown_late_and_the_base_stays_active() {
    let mut play = active().on("2027-01-16");
    play.hears(&open(2026));
    play.hears(&BaseCommand::NoteReportSettled { year: 2026, accepted: false });
    assert_eq!((play.state.reports[&2026], play.state.status), (ReportMark::Late, Status::Active));
}

#[test]
fn a_change_at_a_base_that_left_ends_at_once() {
    let decision = exited().hears(&change("c-1", 2030));
    assert_eq!(sent(&decision.messages, "registry.base.duty_ended").expect("told")["subject"], "c-1");
}
