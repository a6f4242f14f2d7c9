//! The invitation's decisions: every state against every command, and the rules that decide.

use guohe_api::SubjectKind;
use std::iter::successors;

use guohe_clock::end_of_day;
use guohe_flow::Role;

use super::*;
use crate::testing::{Scene, date, hold_table, noticed, sent, short, tell, timers};

const COMMANDS: usize = 4;

fn scene() -> Scene {
    Scene::message("invitation", "p-a-1.e-1", "2026-06-01")
}

fn asked() -> Scene {
    scene().by(Role::Expert, "e-1", "")
}

fn send() -> InvitationCommand {
    InvitationCommand::Send(Invite {
        panel: "p-a-1".into(),
        expert: "e-1".into(),
        subject_kind: SubjectKind::Application,
        subject: "a-1".into(),
        answer_due_on: date("2026-06-08"),
    })
}

fn answer(answer: Answer) -> InvitationCommand {
    InvitationCommand::Answer { answer, reason: "I know them".into() }
}

fn withdraw() -> InvitationCommand {
    InvitationCommand::Withdraw { panel: "p-a-1".into(), expert: "e-1".into(), reason: "recused".into() }
}

fn commands() -> [InvitationCommand; COMMANDS] {
    [send(), answer(Answer::Accept), InvitationCommand::AnswerDue, withdraw()]
}

/// Holds that the table has a column for every command.
fn column(command: &InvitationCommand) -> usize {
    match command {
        InvitationCommand::Send(_) => 0,
        InvitationCommand::Answer { .. } => 1,
        InvitationCommand::AnswerDue => 2,
        InvitationCommand::Withdraw { .. } => 3,
    }
}

fn after(status: InvitationStatus) -> Option<InvitationStatus> {
    match status {
        InvitationStatus::None => Some(InvitationStatus::Sent),
        InvitationStatus::Sent => Some(InvitationStatus::Accepted),
        InvitationStatus::Accepted => Some(InvitationStatus::Declined),
        InvitationStatus::Declined => Some(InvitationStatus::Silent),
        InvitationStatus::Silent => Some(InvitationStatus::Conflict),
        InvitationStatus::Conflict => Some(InvitationStatus::Withdrawn),
        InvitationStatus::Withdrawn => None,
    }
}

fn representative(status: InvitationStatus) -> Invitation {
    let mut state = Invitation::default();
    if status != InvitationStatus::None {
        tell(&Invitations, &mut state, &scene(), &send());
    }
    let next = match status {
        InvitationStatus::None | InvitationStatus::Sent => None,
        InvitationStatus::Accepted => Some(answer(Answer::Accept)),
        InvitationStatus::Declined => Some(answer(Answer::Decline)),
        InvitationStatus::Conflict => Some(answer(Answer::Conflict)),
        InvitationStatus::Silent => Some(InvitationCommand::AnswerDue),
        InvitationStatus::Withdrawn => Some(withdraw()),
    };
    next.iter().for_each(|command| drop(tell(&Invitations, &mut state, &asked(), command)));
    assert_eq!(state.status, status);
    state
}

fn row(status: InvitationStatus) -> [&'static str; COMMANDS] {
    match status {
        InvitationStatus::None => ["sent", "!NOT_FOUND", "-", "withdrawn"],
        InvitationStatus::Sent => ["-", "answered", "expired", "withdrawn"],
        InvitationStatus::Accepted => ["-", "!WRONG_STATE", "-", "withdrawn"],
        InvitationStatus::Declined
        | InvitationStatus::Silent
        | InvitationStatus::Conflict
        | InvitationStatus::Withdrawn => ["-", "!WRONG_STATE", "-", "-"],
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(InvitationStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            commands().iter().map(|command| short(asked().decide(&Invitations, &state, command))).collect()
        },
    );
}

#[test]
fn an_invitation_sets_a_timer_to_the_end_of_its_day_and_a_ladder() {
    let mut state = Invitation::default();
    let decision = tell(&Invitations, &mut state, &scene(), &send());
    assert_eq!(timers(&decision), [("answer_due".to_owned(), end_of_day(date("2026-06-08")))]);
    assert_eq!(noticed(&decision), ["invitation_sent"]);
    let deadline = decision.messages.last().expect("a deadline");
    assert_eq!(deadline.data["remindOn"], serde_json::json!(["2026-06-06"]));
}

#[test]
fn silence_counts_as_declined() {
    let mut state = representative(InvitationStatus::Sent);
    let decision = tell(&Invitations, &mut state, &scene().on("2026-06-09"), &InvitationCommand::AnswerDue);
    assert_eq!(sent(&decision), ["assignment.invitation.answered"]);
    assert_eq!(decision.messages[0].data["answer"], "ANSWER_SILENT");
}

#[test]
fn only_the_invited_expert_answers() {
    let state = representative(InvitationStatus::Sent);
    for (role, id) in [(Role::Expert, "e-2"), (Role::Official, "e-1"), (Role::Host, "e-1")] {
        let scene = scene().by(role, id, "");
        assert_eq!(
            short(scene.decide(&Invitations, &state, &answer(Answer::Accept))),
            "!INVITED_EXPERT_ONLY"
        );
    }
}

#[test]
fn a_conflict_needs_words() {
    let command = InvitationCommand::Answer { answer: Answer::Conflict, reason: String::new() };
    let state = representative(InvitationStatus::Sent);
    assert_eq!(short(asked().decide(&Invitations, &state, &command)), "!TEXT_MISSING");
}

#[test]
fn a_withdrawal_that_overtakes_the_sending_leaves_nothing_to_send() {
    let mut state = Invitation::default();
    let early = tell(&Invitations, &mut state, &scene(), &withdraw());
    assert!(early.messages.is_empty(), "nobody was asked, nobody is told");
    assert_eq!(short(scene().decide(&Invitations, &state, &send())), "-");
}
