//! The panel's decisions: every state against every command, and the rules that decide.

use guohe_api::SubjectKind;
use std::iter::successors;

use guohe_flow::Role;

use super::*;
use crate::testing::{HOST, POLICY, Scene, date, hold_table, noticed, sent, short, tell};

const COMMANDS: usize = 9;

fn scene() -> Scene {
    Scene::message("panel", "p-a-1", "2026-06-01")
}

fn case() -> Case {
    Case {
        subject_kind: SubjectKind::Application,
        subject: "a-1".into(),
        institution: HOST.into(),
        partners: vec!["91430100MA4L00001J".into()],
        leader: "p-leader".into(),
        category: "joint_research".into(),
        field: "先进储能材料".into(),
        policy: POLICY.into(),
        ..Case::default()
    }
}

/// Candidates `e-1` to `e-n`, each of an institution of their own.
fn ranking(numbers: impl IntoIterator<Item = u32>) -> Ranking {
    let candidates = numbers.into_iter().map(|n| Candidate {
        expert: format!("e-{n}"),
        institution: format!("institution-{n}"),
        ..Candidate::default()
    });
    Ranking { candidates: candidates.collect(), ..Ranking::default() }
}

fn form(candidates: u32) -> PanelCommand {
    PanelCommand::Form(Forming { size: Some(3), ranking: ranking(1..=candidates), ..Forming::default() })
}

fn add(numbers: impl IntoIterator<Item = u32>) -> PanelCommand {
    PanelCommand::AddCandidates { ranking: ranking(numbers), answer_due_on: None }
}

fn answered(expert: &str, answer: SeatAnswer) -> PanelCommand {
    PanelCommand::Answered { expert: expert.into(), answer, reason: "busy".into() }
}

fn recuse(expert: &str) -> PanelCommand {
    PanelCommand::Recuse { expert: expert.into(), reason: "a former co-author".into() }
}

fn review_done() -> PanelCommand {
    PanelCommand::ReviewDone { experts: ["e-3", "e-1", "e-2"].map(str::to_owned).to_vec() }
}

fn commands() -> [PanelCommand; COMMANDS] {
    [
        PanelCommand::Want(case()),
        form(5),
        add(11..=12),
        PanelCommand::Engaged { expert: "e-1".into() },
        PanelCommand::Unavailable { expert: "e-1".into(), reason: "load".into() },
        answered("e-1", SeatAnswer::Declined),
        recuse("e-1"),
        review_done(),
        PanelCommand::Close { reason: "withdrawn".into() },
    ]
}

/// Holds that the table has a column for every command.
fn column(command: &PanelCommand) -> usize {
    match command {
        PanelCommand::Want(_) => 0,
        PanelCommand::Form(_) => 1,
        PanelCommand::AddCandidates { .. } => 2,
        PanelCommand::Engaged { .. } => 3,
        PanelCommand::Unavailable { .. } => 4,
        PanelCommand::Answered { .. } => 5,
        PanelCommand::Recuse { .. } => 6,
        PanelCommand::ReviewDone { .. } => 7,
        PanelCommand::Close { .. } => 8,
    }
}

fn after(status: PanelStatus) -> Option<PanelStatus> {
    match status {
        PanelStatus::None => Some(PanelStatus::Wanted),
        PanelStatus::Wanted => Some(PanelStatus::Forming),
        PanelStatus::Forming => Some(PanelStatus::Exhausted),
        PanelStatus::Exhausted => Some(PanelStatus::Completed),
        PanelStatus::Completed => Some(PanelStatus::Reviewed),
        PanelStatus::Reviewed => Some(PanelStatus::Closed),
        PanelStatus::Closed => None,
    }
}

fn told(state: &mut Panel, commands: impl IntoIterator<Item = PanelCommand>) {
    commands.into_iter().for_each(|command| drop(tell(&Panels, state, &scene().official(), &command)));
}

fn wanted() -> Panel {
    let mut panel = Panel::default();
    told(&mut panel, [PanelCommand::Want(case())]);
    panel
}

/// A panel of three with that many candidates, its first seats offered.
fn forming(candidates: u32) -> Panel {
    let mut panel = wanted();
    told(&mut panel, [form(candidates)]);
    panel
}

fn completed(candidates: u32) -> Panel {
    let mut panel = forming(candidates);
    told(&mut panel, ["e-1", "e-2", "e-3"].map(|expert| answered(expert, SeatAnswer::Accepted)));
    panel
}

fn representative(status: PanelStatus) -> Panel {
    let panel = match status {
        PanelStatus::None => Panel::default(),
        PanelStatus::Wanted => wanted(),
        PanelStatus::Forming => forming(5),
        PanelStatus::Exhausted => forming(2),
        PanelStatus::Completed => completed(5),
        PanelStatus::Reviewed => {
            let mut panel = completed(5);
            told(&mut panel, [review_done()]);
            panel
        }
        PanelStatus::Closed => {
            let mut panel = forming(5);
            told(&mut panel, [PanelCommand::Close { reason: "withdrawn".into() }]);
            panel
        }
    };
    assert_eq!(panel.status, status);
    panel
}

fn row(status: PanelStatus) -> [&'static str; COMMANDS] {
    const OFFERS: &str = "formed+seat_offered+seat_offered+seat_offered";
    const CLOSED: &str = "seat_given_up+seat_given_up+seat_given_up+closed";
    match status {
        PanelStatus::None => ["wanted", "!NOT_FOUND", "!NOT_FOUND", "-", "-", "-", "!NOT_FOUND", "-", "-"],
        PanelStatus::Wanted => ["-", OFFERS, "!WRONG_STATE", "-", "-", "-", "!WRONG_STATE", "-", "closed"],
        PanelStatus::Forming => [
            "-",
            "!WRONG_STATE",
            "candidates_added",
            "seat_invited",
            "seat_given_up+seat_offered",
            "seat_given_up+seat_offered",
            "seat_given_up+seat_offered",
            "-",
            CLOSED,
        ],
        PanelStatus::Exhausted => [
            "-",
            "formed+seat_offered",
            "candidates_added+seat_offered",
            "seat_invited",
            "seat_given_up",
            "seat_given_up",
            "seat_given_up",
            "-",
            "seat_given_up+seat_given_up+closed",
        ],
        PanelStatus::Completed => [
            "-",
            "!WRONG_STATE",
            "!WRONG_STATE",
            "-",
            "-",
            "-",
            "seat_given_up+seat_offered",
            "reviewed",
            CLOSED,
        ],
        PanelStatus::Reviewed | PanelStatus::Closed => {
            ["-", "!WRONG_STATE", "!WRONG_STATE", "-", "-", "-", "!WRONG_STATE", "-", "-"]
        }
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(PanelStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            let scene = scene().official();
            commands().iter().map(|command| short(scene.decide(&Panels, &state, command))).collect()
        },
    );
}

fn seated(panel: &Panel) -> Vec<&str> {
    panel.active().map(|seat| seat.candidate.expert.as_str()).collect()
}

#[test]
fn a_case_waits_with_a_task_until_an_official_forms_its_panel() {
    let panel = wanted();
    assert_eq!(panel.tasks[0].code, "form_panel");
    assert!(!panel.tasks[0].rules.is_empty(), "the task names its rule");
    assert!(forming(5).tasks.is_empty());
}

#[test]
fn a_case_under_a_pack_not_adopted_here_yet_waits() {
    let case = Case { policy: "hunan-2099".into(), ..case() };
    let outcome = scene().decide(&Panels, &Panel::default(), &PanelCommand::Want(case));
    assert_eq!(outcome.expect_err("not yet").kind, guohe_flow::RefusalKind::NotYet);
}

#[test]
fn the_usual_size_is_the_score_cards_and_less_than_the_quorum_is_refused() {
    let ask = |size| Forming { size, ranking: ranking(1..=9), ..Forming::default() };
    let mut panel = wanted();
    told(&mut panel, [PanelCommand::Form(ask(None))]);
    assert_eq!(panel.size, 5);
    for size in [1, 2, 16] {
        let command = PanelCommand::Form(ask(Some(size)));
        assert_eq!(short(scene().official().decide(&Panels, &wanted(), &command)), "!PANEL_SIZE", "{size}");
    }
}

#[test]
fn experts_get_the_departments_working_days_to_answer() {
    // Five working days after Monday 1 June 2026.
    assert_eq!(forming(5).answer_due_on, Some(date("2026-06-08")));
}

#[test]
fn at_most_one_expert_of_an_institution_sits_on_a_panel() {
    let mut shared = ranking(1..=5);
    shared.candidates[1].institution = "institution-1".into();
    let mut panel = wanted();
    told(&mut panel, [PanelCommand::Form(Forming { size: Some(3), ranking: shared, ..Forming::default() })]);
    assert_eq!(seated(&panel), ["e-1", "e-3", "e-4"]);
    told(&mut panel, [answered("e-1", SeatAnswer::Declined)]);
    assert_eq!(seated(&panel), ["e-3", "e-4", "e-2"], "the colleague's place is free again");
}

#[test]
fn nobody_of_a_partys_institution_gets_a_seat_whoever_ranked() {
    for (institution, expert) in [(HOST, "e-1"), ("91430100MA4L00001J", "e-1"), ("institution-1", "p-leader")]
    {
        let mut ranked = ranking(1..=5);
        ranked.candidates[0].institution = institution.into();
        ranked.candidates[0].expert = expert.into();
        let command = PanelCommand::Form(Forming { ranking: ranked, ..Forming::default() });
        assert_eq!(short(scene().official().decide(&Panels, &wanted(), &command)), "!EXPERT_EXCLUDED");
    }
}

#[test]
fn whoever_declines_is_silent_or_has_no_room_makes_way_for_the_next() {
    let mut panel = forming(6);
    let unavailable = PanelCommand::Unavailable { expert: "e-2".into(), reason: "load".into() };
    told(
        &mut panel,
        [answered("e-1", SeatAnswer::Silent), unavailable, answered("e-3", SeatAnswer::Conflict)],
    );
    assert_eq!(seated(&panel), ["e-4", "e-5", "e-6"]);
}

#[test]
fn an_acceptance_may_overtake_the_word_that_the_invitation_is_out() {
    let mut panel = forming(5);
    told(&mut panel, [answered("e-1", SeatAnswer::Accepted), PanelCommand::Engaged { expert: "e-1".into() }]);
    assert_eq!(panel.accepted(), ["e-1"]);
}

#[test]
fn the_last_acceptance_completes_the_panel_once() {
    let mut panel = forming(5);
    told(&mut panel, ["e-1", "e-2"].map(|expert| answered(expert, SeatAnswer::Accepted)));
    let last = answered("e-3", SeatAnswer::Accepted);
    let decision = tell(&Panels, &mut panel, &scene(), &last);
    assert_eq!(sent(&decision), ["assignment.panel.completed"]);
    assert_eq!(decision.messages[0].data["policy"], POLICY);
    assert_eq!(noticed(&decision), ["panel_completed"]);
    assert_eq!(short(scene().decide(&Panels, &panel, &last)), "-");
}

#[test]
fn a_panel_without_candidates_asks_for_experts_and_goes_on_with_them() {
    let mut panel = wanted();
    let decision = tell(&Panels, &mut panel, &scene().official(), &form(2));
    assert_eq!(noticed(&decision), ["panel_exhausted"]);
    assert_eq!(panel.tasks[0].code, "add_experts");
    told(&mut panel, [add([7])]);
    assert_eq!((panel.status, seated(&panel)), (PanelStatus::Forming, vec!["e-1", "e-2", "e-7"]));
    assert!(panel.tasks.is_empty());
}

#[test]
fn an_exhausted_panel_runs_again_when_a_place_frees_a_colleague() {
    let mut shared = ranking(1..=3);
    shared.candidates[2].institution = "institution-1".into();
    let mut panel = wanted();
    told(&mut panel, [PanelCommand::Form(Forming { size: Some(3), ranking: shared, ..Forming::default() })]);
    assert_eq!(panel.status, PanelStatus::Exhausted);
    told(&mut panel, [answered("e-1", SeatAnswer::Declined)]);
    assert_eq!((panel.status, seated(&panel)), (PanelStatus::Exhausted, vec!["e-2", "e-3"]));
    told(&mut panel, [add([8])]);
    assert_eq!(panel.status, PanelStatus::Forming);
}

#[test]
fn who_had_no_room_may_be_asked_again_after_a_new_ranking() {
    let mut panel = forming(3);
    told(&mut panel, [PanelCommand::Unavailable { expert: "e-1".into(), reason: "absent".into() }]);
    assert_eq!(panel.status, PanelStatus::Exhausted);
    told(&mut panel, [form(3)]);
    assert_eq!(seated(&panel), ["e-2", "e-3", "e-1"]);
}

#[test]
fn a_recusal_before_completion_withdraws_and_tells_evaluation_nothing() {
    let mut panel = forming(5);
    told(&mut panel, [answered("e-1", SeatAnswer::Accepted)]);
    let decision = tell(&Panels, &mut panel, &scene().official(), &recuse("e-1"));
    assert_eq!(sent(&decision), ["assignment.panel.seat_withdrawn", "assignment.panel.seat_offered"]);
    assert_eq!(seated(&panel), ["e-2", "e-3", "e-4"]);
}

#[test]
fn a_recusal_after_completion_opens_the_seat_and_the_next_acceptance_fills_it() {
    let mut panel = completed(5);
    let decision = tell(&Panels, &mut panel, &scene().official(), &recuse("e-2"));
    let expected = [
        "assignment.panel.seat_withdrawn",
        "assignment.panel.seat_replaced",
        "assignment.panel.seat_offered",
    ];
    assert_eq!(sent(&decision), expected);
    assert_eq!((panel.status, &panel.vacancies), (PanelStatus::Forming, &vec!["e-2".to_owned()]));
    told(&mut panel, [answered("e-4", SeatAnswer::Declined)]);
    let filled = tell(&Panels, &mut panel, &scene(), &answered("e-5", SeatAnswer::Accepted));
    assert_eq!(sent(&filled), ["assignment.panel.seat_replaced"]);
    let message = &filled.messages[0].data;
    assert_eq!((message["removed"].as_str(), message["added"].as_str()), (Some("e-2"), Some("e-5")));
    assert_eq!((panel.status, panel.vacancies.len()), (PanelStatus::Completed, 0));
}

#[test]
fn a_result_from_before_a_replacement_does_not_end_the_panel() {
    let mut panel = completed(5);
    told(&mut panel, [recuse("e-2"), answered("e-4", SeatAnswer::Accepted)]);
    assert_eq!(short(scene().decide(&Panels, &panel, &review_done())), "-");
}

#[test]
fn a_replaced_seat_stays_one_of_as_many_as_sheets_are_open() {
    let mut panel = completed(3);
    told(&mut panel, [recuse("e-2")]);
    assert_eq!(panel.status, PanelStatus::Exhausted);
    let larger = PanelCommand::Form(Forming { size: Some(5), ranking: ranking(7..=9), ..Forming::default() });
    assert_eq!(short(scene().official().decide(&Panels, &panel, &larger)), "!PANEL_SIZE");
}

#[test]
fn an_expert_without_a_seat_cannot_be_recused() {
    let mut panel = forming(5);
    assert_eq!(short(scene().official().decide(&Panels, &panel, &recuse("e-5"))), "!SEAT_NOT_FOUND");
    told(&mut panel, [recuse("e-1")]);
    assert_eq!(short(scene().official().decide(&Panels, &panel, &recuse("e-1"))), "!SEAT_NOT_FOUND");
}

#[test]
fn a_case_that_ends_withdraws_every_seat() {
    let mut panel = completed(5);
    let decision = tell(&Panels, &mut panel, &scene(), &PanelCommand::Close { reason: "withdrawn".into() });
    assert_eq!(sent(&decision), ["assignment.panel.seat_withdrawn"; 3]);
    assert_eq!(panel.active().count(), 0);
}

#[test]
fn only_officials_form_and_change_panels() {
    for (state, command) in [
        (wanted(), form(5)),
        (forming(5), add([7])),
        (forming(5), recuse("e-1")),
        (completed(5), recuse("e-1")),
    ] {
        for role in [Role::Host, Role::Recommender, Role::Expert] {
            let outcome = scene().by(role, "x", HOST).decide(&Panels, &state, &command);
            assert_eq!(short(outcome), "!OFFICIALS_ONLY");
        }
    }
}

#[test]
fn a_day_for_answers_in_the_past_is_refused() {
    let past =
        Forming { answer_due_on: Some(date("2026-05-31")), ranking: ranking(1..=5), ..Forming::default() };
    assert_eq!(short(scene().official().decide(&Panels, &wanted(), &PanelCommand::Form(past))), "!DATE_PAST");
}

#[test]
fn a_replacement_asked_after_the_day_gets_a_day_of_its_own() {
    let mut panel = forming(5);
    let late = scene().on("2026-06-09");
    let decision = tell(&Panels, &mut panel, &late, &answered("e-1", SeatAnswer::Silent));
    assert_eq!(decision.messages[0].data["answerDueOn"], "2026-06-16");
}
