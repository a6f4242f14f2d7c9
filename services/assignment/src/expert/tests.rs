//! The expert's decisions: every state against every command, and the rules that decide.

use guohe_api::SubjectKind;
use std::iter::successors;

use guohe_flow::Role;

use super::*;
use crate::testing::{HOST, OTHER, Scene, date, hold_table, sent, short, tell};

const COMMANDS: usize = 6;

fn scene() -> Scene {
    Scene::message("expert", "e-1", "2026-06-01")
}

fn profile() -> Profile {
    Profile { institution: OTHER.into(), load_limit: 2, ..Profile::default() }
}

fn offer(panel: &str) -> Offer {
    Offer {
        panel: panel.into(),
        subject_kind: SubjectKind::Application,
        subject: "a-1".into(),
        institution: HOST.into(),
        answer_due_on: date("2026-06-08"),
    }
}

fn registered() -> Expert {
    let mut expert = Expert::default();
    tell(&Experts, &mut expert, &scene().official(), &ExpertCommand::Register { profile: profile() });
    expert
}

fn engaged() -> Expert {
    let mut expert = registered();
    tell(&Experts, &mut expert, &scene(), &ExpertCommand::Engage(offer("p-a-1")));
    expert
}

fn commands() -> [ExpertCommand; COMMANDS] {
    let absence = Absence { from: date("2026-06-02"), to: date("2026-06-03") };
    [
        ExpertCommand::Register { profile: profile() },
        ExpertCommand::Update { profile: Profile { region: "430000".into(), ..profile() } },
        ExpertCommand::SetAbsence { absence: Some(absence) },
        ExpertCommand::Retire { reason: "asked to".into() },
        ExpertCommand::Engage(offer("p-a-2")),
        ExpertCommand::Release { panel: "p-a-1".into(), reason: "done".into() },
    ]
}

/// Holds that the table has a column for every command.
fn column(command: &ExpertCommand) -> usize {
    match command {
        ExpertCommand::Register { .. } => 0,
        ExpertCommand::Update { .. } => 1,
        ExpertCommand::SetAbsence { .. } => 2,
        ExpertCommand::Retire { .. } => 3,
        ExpertCommand::Engage(_) => 4,
        ExpertCommand::Release { .. } => 5,
    }
}

fn after(status: ExpertStatus) -> Option<ExpertStatus> {
    match status {
        ExpertStatus::None => Some(ExpertStatus::Active),
        ExpertStatus::Active => Some(ExpertStatus::Retired),
        ExpertStatus::Retired => None,
    }
}

fn representative(status: ExpertStatus) -> Expert {
    let mut expert = match status {
        ExpertStatus::None => Expert::default(),
        ExpertStatus::Active | ExpertStatus::Retired => engaged(),
    };
    if status == ExpertStatus::Retired {
        tell(&Experts, &mut expert, &scene().official(), &ExpertCommand::Retire { reason: "old".into() });
    }
    assert_eq!(expert.status, status);
    expert
}

fn row(status: ExpertStatus) -> [&'static str; COMMANDS] {
    match status {
        ExpertStatus::None => {
            ["registered", "!WRONG_STATE", "!WRONG_STATE", "!WRONG_STATE", "offer_turned_away", "-"]
        }
        ExpertStatus::Active => {
            ["!EXPERT_EXISTS", "updated", "absence_set", "retired", "engaged", "released"]
        }
        ExpertStatus::Retired => [
            "!EXPERT_EXISTS",
            "!WRONG_STATE",
            "!WRONG_STATE",
            "!WRONG_STATE",
            "offer_turned_away",
            "released",
        ],
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(ExpertStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            let scene = scene().official();
            commands().iter().map(|command| short(scene.decide(&Experts, &state, command))).collect()
        },
    );
}

fn turned_away(expert: &Expert, offer: Offer) -> String {
    let decision = scene().decide(&Experts, expert, &ExpertCommand::Engage(offer)).expect("decided");
    assert_eq!(sent(&decision), ["assignment.expert.unavailable"]);
    decision.messages[0].data["reason"].as_str().expect("a reason").to_owned()
}

#[test]
fn an_offer_that_comes_twice_engages_once() {
    let command = ExpertCommand::Engage(offer("p-a-1"));
    assert_eq!(short(scene().decide(&Experts, &engaged(), &command)), "-");
}

#[test]
fn an_expert_with_all_panels_taken_is_unavailable_until_one_is_done() {
    let mut expert = engaged();
    tell(&Experts, &mut expert, &scene(), &ExpertCommand::Engage(offer("p-a-2")));
    assert_eq!(turned_away(&expert, offer("p-a-3")), "load");
    let release = ExpertCommand::Release { panel: "p-a-1".into(), reason: "done".into() };
    tell(&Experts, &mut expert, &scene(), &release);
    let again = scene().decide(&Experts, &expert, &ExpertCommand::Engage(offer("p-a-3")));
    assert_eq!(short(again), "engaged");
}

#[test]
fn an_absence_that_touches_the_days_for_the_answer_turns_an_offer_away() {
    let absent = |from: &str, to: &str| {
        let absence = Some(Absence { from: date(from), to: date(to) });
        Expert { absence, ..registered() }
    };
    assert_eq!(turned_away(&absent("2026-06-08", "2026-06-20"), offer("p-a-1")), "absent");
    assert_eq!(turned_away(&absent("2026-05-01", "2026-06-01"), offer("p-a-1")), "absent");
    let before =
        scene().decide(&Experts, &absent("2026-05-01", "2026-05-31"), &ExpertCommand::Engage(offer("p")));
    assert_eq!(short(before), "engaged");
}

#[test]
fn a_profile_changed_after_the_ranking_still_shows_the_conflict() {
    let mut expert = registered();
    expert.profile.institution = HOST.into();
    assert_eq!(turned_away(&expert, offer("p-a-1")), "same_institution");
}

#[test]
fn only_officials_and_the_expert_state_an_absence() {
    let command = ExpertCommand::SetAbsence {
        absence: Some(Absence { from: date("2026-07-01"), to: date("2026-07-02") }),
    };
    let asked = |role, id| short(scene().by(role, id, "").decide(&Experts, &registered(), &command));
    assert_eq!(asked(Role::Expert, "e-1"), "absence_set");
    assert_eq!(asked(Role::Official, "o-1"), "absence_set");
    assert_eq!(asked(Role::Expert, "e-2"), "!OFFICIALS_ONLY");
    assert_eq!(asked(Role::Host, "e-1"), "!OFFICIALS_ONLY");
}

#[test]
fn only_officials_keep_the_pool() {
    for (state, command) in
        [(Expert::default(), &commands()[0]), (registered(), &commands()[1]), (registered(), &commands()[3])]
    {
        let asked = scene().by(Role::Expert, "e-1", "").decide(&Experts, &state, command);
        assert_eq!(short(asked), "!OFFICIALS_ONLY");
    }
}

#[test]
fn a_malformed_profile_names_its_field() {
    let refused = |profile: Profile| {
        let command = ExpertCommand::Register { profile };
        let refusal = scene().official().decide(&Experts, &Expert::default(), &command).expect_err("refused");
        refusal.fields[0].0.clone()
    };
    assert_eq!(
        refused(Profile { institution: "91350100M000100Y44".into(), ..profile() }),
        "profile.institution"
    );
    assert_eq!(refused(Profile { load_limit: 0, ..profile() }), "profile.load_limit");
    assert_eq!(
        refused(Profile { fields: vec!["430".into(), "43".into()], ..profile() }),
        "profile.fields[1]"
    );
}
