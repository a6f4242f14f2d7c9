//! Tests of reminders: the table of every state and command, and the ladder.

use guohe_flow::TimerChange;

use super::*;
use crate::testing::{Play, at, day, host, set};

fn setting(due_on: &str, remind_on: &[&str]) -> Setting {
    Setting {
        deadline: "report.b-1-2026.annual_report".into(),
        name: "annual_report".into(),
        subject: "report/b-1-2026".into(),
        recipients: vec![host()],
        due_on: day(due_on),
        remind_on: remind_on.iter().map(|text| day(text)).collect(),
        rules: vec![],
        values: BTreeMap::from([("year".into(), "2026".into()), ("base".into(), "b-1".into())]),
    }
}

fn ladder() -> ReminderCommand {
    ReminderCommand::Set(setting("2027-01-15", &["2026-12-16", "2027-01-08", "2027-01-14"]))
}

fn clear() -> ReminderCommand {
    ReminderCommand::Clear { reason: "filed".into() }
}

fn remind(on: &str) -> ReminderCommand {
    ReminderCommand::Remind { on: day(on) }
}

fn absent() -> Play<ReminderFlow> {
    Play::new(at("2027-01-01", 0))
}

fn running() -> Play<ReminderFlow> {
    let mut play = absent();
    play.hears(&ReminderFlow, &ladder());
    play
}

fn in_status(status: Status) -> Play<ReminderFlow> {
    match status {
        Status::Absent => absent(),
        Status::Set => running(),
        Status::Cleared => {
            let mut play = running();
            play.hears(&ReminderFlow, &clear());
            play
        }
    }
}

/// Events that each command records in a state, by column set, set anew, clear, remind; a new command needs a
/// column.
fn column(command: &ReminderCommand) -> usize {
    match command {
        ReminderCommand::Set(_) => 0,
        ReminderCommand::Clear { .. } => 1,
        ReminderCommand::Remind { .. } => 2,
    }
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    let table = [(Status::Absent, [1, 0, 0]), (Status::Set, [0, 1, 1]), (Status::Cleared, [1, 0, 0])];
    for (status, expected) in table {
        for command in [ladder(), clear(), remind("2027-01-08")] {
            let decision = in_status(status).decide(&ReminderFlow, &command);
            assert_eq!(decision.events.len(), expected[column(&command)], "{status:?} {command:?}");
        }
    }
}

#[test]
fn each_day_of_the_ladder_reminds_at_nine_in_beijing_and_past_days_are_skipped() {
    let decision = absent().hears(&ReminderFlow, &ladder());
    assert_eq!(set(&decision), [at("2027-01-08", 9), at("2027-01-14", 9)]);
    let play = running();
    assert_eq!(play.state.skipped, [day("2026-12-16")]);
}

#[test]
fn a_day_of_the_ladder_that_is_today_still_reminds() {
    let mut play = Play::<ReminderFlow>::new(at("2027-01-14", 20));
    let decision = play.hears(&ReminderFlow, &ladder());
    assert_eq!(set(&decision), [at("2027-01-14", 9)], "due already, so it goes out at once");
}

#[test]
fn where_every_day_has_passed_one_reminder_goes_out_at_once() {
    let mut play = Play::<ReminderFlow>::new(at("2027-01-15", 8));
    play.hears(&ReminderFlow, &ladder());
    assert_eq!(play.state.pending, [day("2027-01-15")]);
    let mut too_late = Play::<ReminderFlow>::new(at("2027-01-16", 8));
    assert!(
        set(&too_late.hears(&ReminderFlow, &ladder())).is_empty(),
        "after the due day there is nothing to remind of"
    );
}

#[test]
fn a_reminder_is_delivered_to_each_recipient_once() {
    let mut play = running();
    play.now = at("2027-01-08", 9);
    play.hears(&ReminderFlow, &remind("2027-01-08"));
    assert_eq!((play.state.deliveries.len(), play.state.pending.len()), (1, 1));
    assert!(play.state.deliveries[0].title.zh.contains("2027-01-15"));
    assert!(play.hears(&ReminderFlow, &remind("2027-01-08")).is_nothing());
}

#[test]
fn a_cleared_deadline_reminds_nobody() {
    let mut play = running();
    let decision = play.hears(&ReminderFlow, &clear());
    assert_eq!(decision.timers, [TimerChange::CancelAll]);
    assert!(play.hears(&ReminderFlow, &remind("2027-01-08")).is_nothing());
}

#[test]
fn a_deadline_set_anew_replaces_the_days_before() {
    let mut play = running();
    let moved = ReminderCommand::Set(setting("2027-02-15", &["2027-01-14", "2027-02-08"]));
    let decision = play.hears(&ReminderFlow, &moved);
    assert!(decision.timers.contains(&TimerChange::Cancel("remind-2027-01-08".into())));
    assert_eq!(set(&decision), [at("2027-01-14", 9), at("2027-02-08", 9)]);
    assert!(
        play.hears(&ReminderFlow, &remind("2027-01-08")).is_nothing(),
        "a timer already on its way does nothing"
    );
}
