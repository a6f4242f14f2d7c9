//! The round's decisions: every state against every command, and the rules that decide.

use std::iter::successors;

use guohe_flow::Role;

use super::*;
use crate::testing::{Scene, date, hold_table, sent, short, tell};

const COMMANDS: usize = 2;

fn scene() -> Scene {
    Scene::message("round", "joint_research-2029", "2029-06-01").official()
}

fn open() -> RoundCommand {
    RoundCommand::Open { category: "joint_research".into(), materials_due_on: date("2029-07-31") }
}

/// Holds that the table has a column for every command.
fn column(command: &RoundCommand) -> usize {
    match command {
        RoundCommand::Open { .. } => 0,
        RoundCommand::Close => 1,
    }
}

fn after(status: RoundStatus) -> Option<RoundStatus> {
    match status {
        RoundStatus::None => Some(RoundStatus::Open),
        RoundStatus::Open => Some(RoundStatus::Closed),
        RoundStatus::Closed => None,
    }
}

fn representative(status: RoundStatus) -> Round {
    let mut state = Round::default();
    let commands: &[RoundCommand] = match status {
        RoundStatus::None => &[],
        RoundStatus::Open => &[open()],
        RoundStatus::Closed => &[open(), RoundCommand::Close],
    };
    commands.iter().for_each(|command| drop(tell(&Rounds, &mut state, &scene(), command)));
    assert_eq!(state.status, status);
    state
}

fn row(status: RoundStatus) -> [&'static str; COMMANDS] {
    match status {
        RoundStatus::None => ["opened", "!NOT_FOUND"],
        RoundStatus::Open => ["!ROUND_EXISTS", "closed"],
        RoundStatus::Closed => ["!ROUND_EXISTS", "!WRONG_STATE"],
    }
}

#[test]
fn every_command_meets_every_state() {
    let commands = [open(), RoundCommand::Close];
    assert!(commands.iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(RoundStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            commands.iter().map(|command| short(scene().decide(&Rounds, &state, command))).collect()
        },
    );
}

#[test]
fn an_opened_round_tells_the_registry_and_its_cohort() {
    let decision = tell(&Rounds, &mut Round::default(), &scene(), &open());
    assert_eq!(sent(&decision), ["evaluation.round.opened"]);
    let message = &decision.messages[0].data;
    assert_eq!(message["materialsDueOn"], "2029-07-31");
    assert_eq!(message["policy"], "hunan-2026");
}

#[test]
fn a_round_needs_a_known_category_time_to_file_and_a_version_in_force() {
    let asked = |scene: Scene, category: &str, due: &str| {
        let command = RoundCommand::Open { category: category.into(), materials_due_on: date(due) };
        short(scene.decide(&Rounds, &Round::default(), &command))
    };
    assert_eq!(asked(scene(), "park", "2029-07-31"), "!CATEGORY");
    assert_eq!(asked(scene(), "featured", "2029-06-01"), "!DATE_PAST");
    assert_eq!(asked(scene(), "featured", "2029-06-02"), "opened");
    assert_eq!(asked(scene().on("2031-03-09"), "featured", "2031-06-02"), "!NO_VERSION_IN_FORCE");
}

#[test]
fn only_officials_open_and_close() {
    for (state, command) in
        [(Round::default(), open()), (representative(RoundStatus::Open), RoundCommand::Close)]
    {
        let outcome = scene().by(Role::Recommender, "r-1", "u-1").decide(&Rounds, &state, &command);
        assert_eq!(short(outcome), "!OFFICIALS_ONLY");
    }
}
