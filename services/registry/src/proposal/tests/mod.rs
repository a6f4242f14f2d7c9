//! Tests of proposals.

use guohe_flow::Role;
use guohe_policy::SwitchValue;

use super::{ProposalCommand, ProposalFlow, Status};
use crate::testing::{Column, HUNAN, Play, Row, actor, book_with, check_table, day, institution, sent};

fn open() -> ProposalCommand {
    ProposalCommand::Open {
        institution: institution(),
        facts: "伪造合作协议".into(),
        found_on: day("2026-06-01"),
        policy: HUNAN.into(),
    }
}

fn decide(ban: bool, document_on: Option<&str>) -> ProposalCommand {
    ProposalCommand::Decide {
        ban,
        document_number: if ban { "湘科〔2026〕30号".into() } else { String::new() },
        document_on: document_on.map(day),
        reason: "情节严重".into(),
    }
}

fn in_status(status: Status) -> Play<ProposalFlow> {
    let mut play = Play::new(ProposalFlow, "a-1", "2026-06-02");
    let answers = match status {
        Status::Absent => return play,
        Status::Open => None,
        Status::Banned => Some(decide(true, Some("2026-06-02"))),
        Status::Dropped => Some(decide(false, None)),
    };
    play.hears(&open());
    if let Some(answer) = answers {
        play.asks(Role::Official, &answer);
    }
    play
}

fn rows() -> Vec<Row<ProposalFlow>> {
    vec![
        ("ABSENT", in_status(Status::Absent)),
        ("OPEN", in_status(Status::Open)),
        ("BANNED", in_status(Status::Banned)),
        ("DROPPED", in_status(Status::Dropped)),
    ]
}

fn name(command: &ProposalCommand) -> &'static str {
    match command {
        ProposalCommand::Open { .. } => "open",
        ProposalCommand::Decide { .. } => "decide",
    }
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    let commands = vec![(Role::System, open()), (Role::Official, decide(true, Some("2026-06-02")))];
    let columns: Vec<Column<ProposalFlow>> =
        commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect();
    check_table(rows(), &columns, include_str!("table.txt"));
}

#[test]
fn false_information_in_an_application_is_a_question_for_a_person() {
    let mut play = in_status(Status::Absent);
    let decision = play.hears(&open());
    assert_eq!(decision.events[0].rules[0].rule, "H26-X-1");
    assert_eq!(play.state.tasks.first_code(), "decide_falsehood_ban");
    assert!(sent(&decision.messages, "registry.proposal.falsehood_ban_decided").is_none());
}

#[test]
fn false_information_received_under_no_version_asks_nothing_and_waits_for_nothing() {
    let mut play = in_status(Status::Absent);
    let unversioned = match open() {
        ProposalCommand::Open { institution, facts, found_on, .. } => {
            ProposalCommand::Open { institution, facts, found_on, policy: String::new() }
        }
        other => other,
    };
    let decision = play.hears(&unversioned);
    assert!(decision.is_nothing() && decision.note.contains("no version was in force"));
    assert_eq!(play.state.status, Status::Absent);
}

#[test]
fn a_decided_ban_goes_to_the_institutions_standing() {
    let mut play = in_status(Status::Open);
    let decision = play.asks(Role::Official, &decide(true, Some("2026-06-02")));
    let told = sent(&decision.messages, "registry.proposal.falsehood_ban_decided").expect("told");
    assert_eq!((told["ground"].as_str(), told["documentOn"].as_str()), (Some("H26-X-1"), Some("2026-06-02")));
}

#[test]
fn a_dropped_proposal_bars_nobody() {
    let mut play = in_status(Status::Open);
    let decision = play.asks(Role::Official, &decide(false, None));
    assert!(sent(&decision.messages, "registry.proposal.falsehood_ban_decided").is_none());
}

#[test]
fn a_ban_needs_an_official_and_a_dated_document() {
    let play = in_status(Status::Open);
    assert_eq!(play.refused(&actor(Role::Host), &decide(true, Some("2026-06-02"))).code, "OFFICIAL_ONLY");
    assert_eq!(play.refused(&actor(Role::Official), &decide(true, None)).code, "MISSING");
    assert_eq!(
        play.refused(&actor(Role::Official), &decide(true, Some("2026-06-03"))).code,
        "DATE_IN_FUTURE"
    );
    assert_eq!(
        play.refused(&actor(Role::Official), &decide(true, Some("2026-05-31"))).code,
        "DATE_BEFORE_FINDING"
    );
}

#[test]
fn where_the_department_wants_no_such_bans_nothing_is_asked() {
    let mut play = in_status(Status::Absent);
    play.book = book_with("ban_on_false_application", SwitchValue::Word("no".into()));
    assert!(play.hears(&open()).is_nothing());
}
