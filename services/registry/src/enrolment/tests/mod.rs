//! Tests of enrolment.

use guohe_flow::{Attributes, Found, Role, Workflow};
use guohe_policy::ReEvaluation;

use super::{EnrolmentCommand, EnrolmentFlow, PAGE, Status};
use crate::testing::{Column, HUNAN, Play, Row, book_of, check_table, day, timer};

fn begin() -> EnrolmentCommand {
    EnrolmentCommand::Begin {
        category: "joint_research".into(),
        materials_due_on: "2029-08-31".into(),
        policy: HUNAN.into(),
        opened_on: Some(day("2029-08-01")),
    }
}

fn next(after: &str) -> EnrolmentCommand {
    EnrolmentCommand::Continue { after: after.into(), rectifying: false }
}

fn absent() -> Play<EnrolmentFlow> {
    Play::new(EnrolmentFlow, "r-1", "2029-08-01")
}

fn bases(count: u32) -> Vec<Found> {
    (0..count).map(|n| Found { id: format!("b-{n:03}"), attributes: Attributes::new() }).collect()
}

fn in_status(status: Status) -> Play<EnrolmentFlow> {
    let mut play = absent();
    match status {
        Status::Absent => {}
        Status::Running => drop(play.hears(&begin())),
        Status::Finished => {
            play.hears(&begin());
            play.hears(&next(""));
        }
    }
    play
}

fn name(command: &EnrolmentCommand) -> &'static str {
    match command {
        EnrolmentCommand::Begin { .. } => "begin",
        EnrolmentCommand::Continue { .. } => "continue",
    }
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    let rows: Vec<Row<EnrolmentFlow>> = vec![
        ("ABSENT", in_status(Status::Absent)),
        ("RUNNING", in_status(Status::Running)),
        ("FINISHED", in_status(Status::Finished)),
    ];
    let commands = vec![(Role::System, begin()), (Role::System, next(""))];
    let columns: Vec<Column<EnrolmentFlow>> =
        commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect();
    check_table(rows, &columns, include_str!("table.txt"));
}

#[test]
fn a_round_seeks_the_active_bases_of_its_category() {
    let play = in_status(Status::Running);
    let lookup = EnrolmentFlow.lookup(&play.state, &next("b-7")).expect("looks");
    assert_eq!(lookup.filter, Attributes::new().text("category", "joint_research").text("status", "ACTIVE"));
    assert_eq!((lookup.after_id.as_str(), lookup.limit), ("b-7", PAGE));
}

#[test]
fn every_base_is_told_once_page_by_page() {
    let mut play = in_status(Status::Running);
    play.found = bases(PAGE);
    let decision = play.hears(&next(""));
    assert_eq!(decision.messages.len(), PAGE as usize);
    let (due, command) = timer(&decision, "enrol").expect("goes on");
    assert_eq!((due, command), (play.now, &next("b-099")));
    assert!(play.hears(&next("")).is_nothing(), "the same page twice tells nobody twice");
    play.found = bases(3);
    let decision = play.hears(&next("b-099"));
    assert_eq!((decision.messages.len(), decision.timers.len()), (3, 0));
    assert_eq!((play.state.status, play.state.told), (Status::Finished, PAGE + 3));
}

#[test]
fn a_category_without_bases_is_finished_at_once() {
    assert_eq!(in_status(Status::Finished).state.told, 0);
}

#[test]
fn bases_that_rectify_are_told_after_the_others_where_the_round_evaluates_them_again() {
    let mut play = absent();
    play.book = book_of(|pack| pack.evaluation.re_evaluation = ReEvaluation::NextRound);
    play.hears(&begin());
    play.found = bases(3);
    let decision = play.hears(&next(""));
    let (_, again) = timer(&decision, "enrol").expect("a second walk");
    let second = EnrolmentCommand::Continue { after: String::new(), rectifying: true };
    assert_eq!(*again, second);
    let lookup = EnrolmentFlow.lookup(&play.state, &second).expect("a look-up");
    assert_eq!(lookup.filter.get_text("status"), "RECTIFYING");
    play.found = bases(1);
    play.hears(&second);
    assert_eq!((play.state.status, play.state.told), (Status::Finished, 4));
    assert!(play.hears(&next("")).is_nothing(), "a page of the first walk comes late");
}
