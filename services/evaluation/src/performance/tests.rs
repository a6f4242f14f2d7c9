//! The performance's decisions: every state against every command, and the rules that decide.

use std::iter::successors;

use guohe_clock::end_of_day;
use guohe_flow::Role;

use super::*;
use crate::{
    Grade,
    testing::{POLICY, Scene, date, hold_table, noticed, sent, short, tell, timers},
};

const COMMANDS: usize = 10;
const HOST: &str = "91350100M000100Y43";

fn scene() -> Scene {
    Scene::message("performance", "joint_research-2029.b-1", "2029-06-10")
}

fn host() -> Scene {
    scene().by(Role::Host, "h-1", HOST)
}

fn official() -> Scene {
    scene().official()
}

fn entry() -> Entry {
    Entry {
        base: "b-1".into(),
        round: "joint_research-2029".into(),
        institution: HOST.into(),
        category: "joint_research".into(),
        field: "先进储能材料".into(),
        unit: "u-1".into(),
        materials_due_on: Some(date("2029-07-31")),
        policy: POLICY.into(),
        ..Entry::default()
    }
}

fn file() -> PerformanceCommand {
    PerformanceCommand::File { report_document: "ab".repeat(32), summary: "three joint projects".into() }
}

fn quit() -> PerformanceCommand {
    PerformanceCommand::Quit { reason: "reorganised".into() }
}

fn excuse() -> PerformanceCommand {
    PerformanceCommand::Excuse { reason: "a flood".into() }
}

fn without_cause() -> PerformanceCommand {
    PerformanceCommand::FindWithoutCause { facts: "three reminders stayed unanswered".into() }
}

fn falsehood() -> PerformanceCommand {
    PerformanceCommand::FindFalse { facts: "the projects do not exist".into() }
}

fn reviewed(score_hundredths: u32) -> PerformanceCommand {
    PerformanceCommand::Reviewed { score_hundredths, grade: Grade::Qualified }
}

fn publish(grade: Grade, reason: &str) -> PerformanceCommand {
    PerformanceCommand::PublishGrade { grade, reason: reason.into(), notice_on: None }
}

fn stop() -> PerformanceCommand {
    PerformanceCommand::Stop { reason: "the base was cancelled".into() }
}

fn commands() -> [PerformanceCommand; COMMANDS] {
    [
        PerformanceCommand::Open(entry()),
        file(),
        PerformanceCommand::MaterialsDue,
        quit(),
        excuse(),
        without_cause(),
        falsehood(),
        reviewed(7000),
        publish(Grade::Qualified, ""),
        stop(),
    ]
}

/// Holds that the table has a column for every command, and names who gives it.
fn column(command: &PerformanceCommand) -> (usize, Scene) {
    match command {
        PerformanceCommand::Open(_) => (0, scene()),
        PerformanceCommand::File { .. } => (1, host()),
        PerformanceCommand::MaterialsDue => (2, scene()),
        PerformanceCommand::Quit { .. } => (3, host()),
        PerformanceCommand::Excuse { .. } => (4, official()),
        PerformanceCommand::FindWithoutCause { .. } => (5, official()),
        PerformanceCommand::FindFalse { .. } => (6, official()),
        PerformanceCommand::Reviewed { .. } => (7, scene()),
        PerformanceCommand::PublishGrade { .. } => (8, official()),
        PerformanceCommand::Stop { .. } => (9, scene()),
    }
}

fn after(status: PerformanceStatus) -> Option<PerformanceStatus> {
    match status {
        PerformanceStatus::None => Some(PerformanceStatus::AwaitingMaterials),
        PerformanceStatus::AwaitingMaterials => Some(PerformanceStatus::Absent),
        PerformanceStatus::Absent => Some(PerformanceStatus::UnderReview),
        PerformanceStatus::UnderReview => Some(PerformanceStatus::Quit),
        PerformanceStatus::Quit => Some(PerformanceStatus::Excused),
        PerformanceStatus::Excused => Some(PerformanceStatus::Ground),
        PerformanceStatus::Ground => Some(PerformanceStatus::Scored),
        PerformanceStatus::Scored => Some(PerformanceStatus::Graded),
        PerformanceStatus::Graded => Some(PerformanceStatus::Closed),
        PerformanceStatus::Closed => None,
    }
}

fn told(commands: &[PerformanceCommand]) -> Performance {
    let mut state = Performance::default();
    tell(&Performances, &mut state, &scene(), &PerformanceCommand::Open(entry()));
    commands.iter().for_each(|command| drop(tell(&Performances, &mut state, &column(command).1, command)));
    state
}

fn representative(status: PerformanceStatus) -> Performance {
    let state = match status {
        PerformanceStatus::None => Performance::default(),
        PerformanceStatus::AwaitingMaterials => told(&[]),
        PerformanceStatus::Absent => told(&[PerformanceCommand::MaterialsDue]),
        PerformanceStatus::UnderReview => told(&[file()]),
        PerformanceStatus::Quit => told(&[file(), quit()]),
        PerformanceStatus::Excused => told(&[PerformanceCommand::MaterialsDue, excuse()]),
        PerformanceStatus::Ground => told(&[PerformanceCommand::MaterialsDue, without_cause()]),
        PerformanceStatus::Scored => told(&[file(), reviewed(6500)]),
        PerformanceStatus::Graded => told(&[file(), reviewed(6500), publish(Grade::Qualified, "")]),
        PerformanceStatus::Closed => told(&[file(), stop()]),
    };
    assert_eq!(state.status, status);
    state
}

fn row(status: PerformanceStatus) -> [&'static str; COMMANDS] {
    const WRONG: &str = "!WRONG_STATE";
    const NONE: &str = "!NOT_FOUND";
    const FOUND: &str = "ground_found";
    match status {
        PerformanceStatus::None => ["opened", NONE, "-", NONE, NONE, NONE, NONE, "-", NONE, "-"],
        PerformanceStatus::AwaitingMaterials => {
            ["-", "materials_filed", "materials_missed", "quit", WRONG, WRONG, WRONG, "-", WRONG, "closed"]
        }
        PerformanceStatus::Absent => {
            ["-", "materials_filed", "-", WRONG, "excused", FOUND, WRONG, "-", WRONG, "closed"]
        }
        PerformanceStatus::UnderReview => {
            ["-", WRONG, "-", "quit", WRONG, WRONG, FOUND, "scored", WRONG, "closed"]
        }
        PerformanceStatus::Quit => ["-", WRONG, "-", WRONG, "excused", FOUND, FOUND, "-", WRONG, "closed"],
        PerformanceStatus::Scored => {
            ["-", WRONG, "-", WRONG, WRONG, WRONG, FOUND, "scored", "graded", "closed"]
        }
        PerformanceStatus::Graded => ["-", WRONG, "-", WRONG, WRONG, WRONG, FOUND, "-", WRONG, "-"],
        PerformanceStatus::Excused | PerformanceStatus::Ground | PerformanceStatus::Closed => {
            ["-", WRONG, "-", WRONG, WRONG, WRONG, WRONG, "-", WRONG, "-"]
        }
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command).0 == index));
    let states = successors(Some(PerformanceStatus::None), |s| after(*s));
    hold_table(
        states,
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            commands()
                .iter()
                .map(|command| short(column(command).1.decide(&Performances, &state, command)))
                .collect()
        },
    );
}

#[test]
fn a_base_to_be_evaluated_is_told_reminded_and_timed() {
    let mut state = Performance::default();
    let decision = tell(&Performances, &mut state, &scene(), &PerformanceCommand::Open(entry()));
    assert_eq!(noticed(&decision), ["evaluation_opened"]);
    assert_eq!(timers(&decision), [("materials_due".to_owned(), end_of_day(date("2029-07-31")))]);
    let deadline = decision.messages.last().expect("a deadline");
    assert_eq!(deadline.data["remindOn"], serde_json::json!(["2029-07-24", "2029-07-30"]));
}

#[test]
fn a_passed_day_opens_a_task_and_finds_nothing() {
    let mut state = told(&[]);
    let late = scene().on("2029-08-01");
    let decision = tell(&Performances, &mut state, &late, &PerformanceCommand::MaterialsDue);
    assert!(sent(&decision).is_empty(), "the registry hears of a finding only");
    assert_eq!(state.tasks[0].code, "find_reason_for_absence");
    assert!(state.ground.is_empty());
}

#[test]
fn materials_filed_late_but_before_a_finding_are_taken_and_marked() {
    let mut state = representative(PerformanceStatus::Absent);
    let decision = tell(&Performances, &mut state, &host().on("2029-08-05"), &file());
    assert_eq!(sent(&decision), ["evaluation.performance.materials_filed"]);
    assert!(state.materials.is_some_and(|materials| materials.late));
    assert!(state.tasks.is_empty());
}

#[test]
fn materials_on_their_day_are_not_late() {
    let mut state = told(&[]);
    tell(&Performances, &mut state, &host().on("2029-07-31"), &file());
    assert!(state.materials.is_some_and(|materials| !materials.late));
}

#[test]
fn only_the_bases_host_files_and_leaves() {
    let state = told(&[]);
    for command in [file(), quit()] {
        for scene in
            [official(), scene().by(Role::Host, "h-2", "12430000444876031T"), scene().by(Role::Host, "h", "")]
        {
            assert_eq!(short(scene.decide(&Performances, &state, &command)), "!HOST_ONLY");
        }
    }
}

#[test]
fn only_officials_find_and_publish() {
    for (status, command) in [
        (PerformanceStatus::Absent, excuse()),
        (PerformanceStatus::Absent, without_cause()),
        (PerformanceStatus::UnderReview, falsehood()),
        (PerformanceStatus::Scored, publish(Grade::Qualified, "")),
    ] {
        let state = representative(status);
        assert_eq!(short(host().decide(&Performances, &state, &command)), "!OFFICIALS_ONLY");
    }
}

#[test]
fn each_finding_rests_on_the_packs_own_ground() {
    let found = |status, command: &PerformanceCommand| {
        let mut state = representative(status);
        let decision = tell(&Performances, &mut state, &official(), command);
        assert_eq!(decision.events[0].rules[0].rule, state.ground);
        assert_eq!(decision.messages[0].data["ground"], state.ground);
        state.ground
    };
    assert_eq!(found(PerformanceStatus::Absent, &without_cause()), "H26-X-2a");
    assert_eq!(found(PerformanceStatus::Quit, &without_cause()), "H26-X-2b");
    assert_eq!(found(PerformanceStatus::Scored, &falsehood()), "H26-X-1");
}

#[test]
fn a_leaving_before_anything_was_filed_cannot_be_false() {
    let state = told(&[quit()]);
    assert_eq!(short(official().decide(&Performances, &state, &falsehood())), "!NOTHING_FILED");
}

#[test]
fn leaving_stops_panel_and_sheets_once_there_are_any() {
    let mut early = told(&[]);
    assert!(sent(&tell(&Performances, &mut early, &host(), &quit())).is_empty());
    let mut late = representative(PerformanceStatus::UnderReview);
    assert_eq!(sent(&tell(&Performances, &mut late, &host(), &quit())), ["evaluation.performance.closed"]);
    assert_eq!(late.tasks[0].code, "find_reason_for_leaving");
}

#[test]
fn an_excused_absence_takes_the_base_out_of_the_round() {
    let mut state = representative(PerformanceStatus::Absent);
    let decision = tell(&Performances, &mut state, &official(), &excuse());
    assert_eq!(sent(&decision), ["evaluation.performance.excused"]);
}

#[test]
fn a_grade_that_departs_from_the_cards_needs_a_reason() {
    let state = representative(PerformanceStatus::Scored);
    let departs =
        |reason| short(official().decide(&Performances, &state, &publish(Grade::Unqualified, reason)));
    assert_eq!(departs(""), "!DEPARTURE_REASON");
    assert_eq!(departs("the key project was withdrawn"), "graded");
}

#[test]
fn a_published_grade_counts_from_its_notice_and_names_what_follows() {
    let mut state = representative(PerformanceStatus::Scored);
    let command = PerformanceCommand::PublishGrade {
        grade: Grade::Unqualified,
        reason: "the key project was withdrawn".into(),
        notice_on: Some(date("2029-06-08")),
    };
    let decision = tell(&Performances, &mut state, &official(), &command);
    assert_eq!(decision.events[0].effective_on, Some(date("2029-06-08")));
    assert_eq!(decision.events[0].rules[0].rule, "H26-E-3");
    let message = &decision.messages[0].data;
    assert_eq!(
        (message["grade"].as_str(), message["noticeOn"].as_str()),
        (Some("GRADE_FAIL"), Some("2029-06-08"))
    );
}

#[test]
fn a_failed_re_evaluation_rests_on_its_own_rule() {
    let mut state = Performance::default();
    let entry = Entry { re_evaluation: true, ..entry() };
    tell(&Performances, &mut state, &scene(), &PerformanceCommand::Open(entry));
    for command in
        [file(), PerformanceCommand::Reviewed { score_hundredths: 5000, grade: Grade::Unqualified }]
    {
        tell(&Performances, &mut state, &column(&command).1, &command);
    }
    let decision = tell(&Performances, &mut state, &official(), &publish(Grade::Unqualified, ""));
    assert_eq!(decision.events[0].rules[0].rule, "H26-E-4");
}

#[test]
fn a_notice_dated_tomorrow_is_refused() {
    let command = PerformanceCommand::PublishGrade {
        grade: Grade::Qualified,
        reason: String::new(),
        notice_on: Some(date("2029-06-11")),
    };
    let state = representative(PerformanceStatus::Scored);
    assert_eq!(short(official().decide(&Performances, &state, &command)), "!DATE_FUTURE");
}

#[test]
fn a_base_that_leaves_stops_everything_but_what_was_found_or_published() {
    let mut state = representative(PerformanceStatus::UnderReview);
    let decision = tell(&Performances, &mut state, &scene(), &stop());
    assert_eq!(sent(&decision), ["evaluation.performance.closed"]);
    assert_eq!(decision.timers, [guohe_flow::TimerChange::CancelAll]);
}
