//! The cohort's decisions: every state against every command, and how cycles count.

use std::iter::successors;

use guohe_clock::end_of_day;
use guohe_flow::Role;

use super::*;
use crate::testing::{Scene, date, hold_table, noticed, sent, short, tell, timers};

const COMMANDS: usize = 3;

fn scene() -> Scene {
    Scene::message("cohort", "joint_research", "2026-06-01").official()
}

fn anchor(day: &str) -> CohortCommand {
    CohortCommand::SetAnchor { anchor_on: date(day) }
}

fn opened(round: &str, day: &str) -> CohortCommand {
    CohortCommand::RoundOpened { round: round.into(), opened_on: date(day) }
}

fn due(day: &str) -> CohortCommand {
    CohortCommand::CycleDue { by: date(day) }
}

fn commands() -> [CohortCommand; COMMANDS] {
    [anchor("2026-09-15"), opened("joint_research-2029", "2029-06-01"), due("2029-09-15")]
}

/// Holds that the table has a column for every command.
fn column(command: &CohortCommand) -> usize {
    match command {
        CohortCommand::SetAnchor { .. } => 0,
        CohortCommand::RoundOpened { .. } => 1,
        CohortCommand::CycleDue { .. } => 2,
    }
}

fn after(status: CohortStatus) -> Option<CohortStatus> {
    match status {
        CohortStatus::None => Some(CohortStatus::OnTime),
        CohortStatus::OnTime => Some(CohortStatus::RoundOverdue),
        CohortStatus::RoundOverdue => None,
    }
}

fn representative(status: CohortStatus) -> Cohort {
    let mut state = Cohort::default();
    if status != CohortStatus::None {
        tell(&Cohorts, &mut state, &scene(), &anchor("2026-09-15"));
    }
    if status == CohortStatus::RoundOverdue {
        tell(&Cohorts, &mut state, &scene().on("2029-09-16"), &due("2029-09-15"));
    }
    assert_eq!(state.status, status);
    state
}

fn row(status: CohortStatus) -> [&'static str; COMMANDS] {
    match status {
        CohortStatus::None => ["anchored", "round_opened", "-"],
        CohortStatus::OnTime => ["anchored", "round_opened+moved_on", "round_overdue"],
        CohortStatus::RoundOverdue => ["anchored", "round_opened+moved_on", "-"],
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(CohortStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            let scene = scene().on("2029-09-16");
            commands().iter().map(|command| short(scene.decide(&Cohorts, &state, command))).collect()
        },
    );
}

fn next_round_by(state: &Cohort) -> guohe_clock::Date {
    state.cycle.as_ref().expect("a cycle").next_round_by
}

#[test]
fn the_next_round_is_due_three_years_after_the_cohort_date_with_a_receipt() {
    let mut state = Cohort::default();
    let decision = tell(&Cohorts, &mut state, &scene(), &anchor("2026-09-15"));
    assert_eq!(timers(&decision), [("cycle_due".to_owned(), end_of_day(date("2029-09-15")))]);
    assert_eq!(sent(&decision), ["evaluation.cohort.anchored"]);
    assert_eq!(decision.messages[0].data["nextRoundBy"], "2029-09-15");
    assert_eq!(decision.messages[1].data["remindOn"], serde_json::json!(["2029-06-17", "2029-08-16"]));
    let receipt = &state.cycle.as_ref().expect("a cycle").receipt;
    assert_eq!(receipt.start, date("2026-09-15"));
    assert_eq!(decision.events[0].rules, std::slice::from_ref(&receipt.rule));
}

#[test]
fn a_leap_day_never_makes_the_cycle_drift() {
    let mut state = Cohort::default();
    tell(&Cohorts, &mut state, &scene().on("2028-03-01"), &anchor("2028-02-29"));
    let mut dates = vec![next_round_by(&state)];
    for year in [2031, 2034, 2037] {
        let round = format!("joint_research-{year}");
        let day = format!("{year}-02-01");
        tell(&Cohorts, &mut state, &scene().on(&day), &opened(&round, &day));
        dates.push(next_round_by(&state));
    }
    assert_eq!(dates, ["2031-02-28", "2034-02-28", "2037-02-28", "2040-02-29"].map(date));
}

#[test]
fn a_round_opened_early_answers_its_cycle_and_the_next_counts_from_the_cohort_date() {
    let mut state = representative(CohortStatus::OnTime);
    let moved =
        tell(&Cohorts, &mut state, &scene().on("2028-05-01"), &opened("joint_research-2028", "2028-05-01"));
    assert_eq!(next_round_by(&state), date("2032-09-15"));
    assert_eq!(sent(&moved), ["evaluation.cohort.anchored"], "the registry shows the new date");
}

#[test]
fn a_second_round_within_a_cycle_already_answered_moves_nothing() {
    let mut state = representative(CohortStatus::OnTime);
    tell(&Cohorts, &mut state, &scene().on("2028-05-01"), &opened("joint_research-2028", "2028-05-01"));
    let again =
        tell(&Cohorts, &mut state, &scene().on("2029-05-01"), &opened("joint_research-2029", "2029-05-01"));
    assert!(again.timers.is_empty());
    assert_eq!(next_round_by(&state), date("2032-09-15"));
    assert_eq!(state.last_round, "joint_research-2029");
}

#[test]
fn a_round_opened_late_ends_the_flag_and_keeps_the_rhythm() {
    let mut state = representative(CohortStatus::RoundOverdue);
    assert_eq!(state.tasks[0].code, "open_round");
    tell(&Cohorts, &mut state, &scene().on("2029-12-01"), &opened("joint_research-2029", "2029-12-01"));
    assert_eq!((state.status, next_round_by(&state)), (CohortStatus::OnTime, date("2032-09-15")));
    assert!(state.tasks.is_empty());
}

#[test]
fn a_passed_date_flags_and_opens_no_round() {
    let mut state = representative(CohortStatus::OnTime);
    let decision = tell(&Cohorts, &mut state, &scene().on("2029-09-16"), &due("2029-09-15"));
    assert!(sent(&decision).is_empty());
    assert_eq!(noticed(&decision), ["round_overdue"]);
}

#[test]
fn a_date_of_a_cycle_that_moved_on_does_nothing() {
    let mut state = representative(CohortStatus::OnTime);
    tell(&Cohorts, &mut state, &scene(), &anchor("2026-10-01"));
    assert_eq!(short(scene().on("2029-09-16").decide(&Cohorts, &state, &due("2029-09-15"))), "-");
}

#[test]
fn a_cohort_date_long_past_makes_nobody_overdue_on_day_one() {
    let mut state = Cohort::default();
    tell(&Cohorts, &mut state, &scene(), &anchor("2016-06-02"));
    assert_eq!(next_round_by(&state), date("2028-06-02"));
    tell(&Cohorts, &mut state, &scene(), &anchor("2020-06-01"));
    assert_eq!(next_round_by(&state), date("2026-06-01"), "today is not overdue");
}

#[test]
fn only_officials_set_a_cohort_date_and_only_of_a_known_category() {
    let by_host =
        scene().by(Role::Host, "h-1", "x").decide(&Cohorts, &Cohort::default(), &anchor("2026-09-15"));
    assert_eq!(short(by_host), "!OFFICIALS_ONLY");
    let unknown = Scene::message("cohort", "park", "2026-06-01").official();
    assert_eq!(short(unknown.decide(&Cohorts, &Cohort::default(), &anchor("2026-09-15"))), "!CATEGORY");
}
