//! The decision's decisions: every state against every command, and the rules that decide.

use std::iter::successors;

use guohe_clock::end_of_day;
use guohe_flow::Role;
use guohe_policy::{RuleRef, Switch, SwitchValue, Text};

use guohe_testkit::decide::{GUANGDONG_CALL, call_book};

use super::*;
use crate::{
    Grade,
    testing::{POLICY, Scene, book, date, hold_table, noticed, sent, short, tell, timers},
};

const COMMANDS: usize = 10;

fn scene() -> Scene {
    Scene::message("decision", "a-1", "2026-08-03").official()
}

/// A department that shows proposals to the public for so many days.
fn with_publicity(days: i64) -> Scene {
    let book = book(|pack| {
        let found = pack.switches.iter_mut().find(|switch| switch.name == "publicity_days");
        found.expect("the switch").chosen = Some(SwitchValue::Number(days));
    });
    Scene { book, ..scene() }
}

fn with_four_eyes() -> Scene {
    let book = book(|pack| {
        pack.switches.push(Switch {
            name: "recognition_four_eyes".into(),
            ambiguity: "A-20".into(),
            rules: vec![],
            question: Text::default(),
            options: vec![],
            default: SwitchValue::Flag(true),
            chosen: None,
            reason: Text::default(),
        });
    });
    Scene { book, ..scene() }
}

fn open() -> DecisionCommand {
    DecisionCommand::Open(Case {
        institution: "91350100M000100Y43".into(),
        institution_name: "某大学".into(),
        category: "joint_research".into(),
        field: "先进储能材料".into(),
        unit: "u-1".into(),
        leader: "p-leader".into(),
        countries: vec!["DE".into()],
        policy: POLICY.into(),
        call: "c-2026".into(),
        ..Case::default()
    })
}

fn reviewed(score_hundredths: u32) -> DecisionCommand {
    DecisionCommand::Reviewed { score_hundredths, grade: Grade::Excellent }
}

fn propose() -> DecisionCommand {
    DecisionCommand::Propose { opinion: "fits the layout".into(), balance: BalanceFactors::default() }
}

fn decide_not() -> DecisionCommand {
    DecisionCommand::DecideNot { reason: "no capacity in this field".into() }
}

fn issue(day: &str) -> DecisionCommand {
    DecisionCommand::Issue {
        document_number: "湘科发〔2026〕100号".into(),
        document_on: date(day),
        base: String::new(),
    }
}

fn close() -> DecisionCommand {
    DecisionCommand::Close { reason: "withdrawn".into() }
}

fn admit() -> DecisionCommand {
    DecisionCommand::Admit { opinion: "qualified and well run".into(), rulings: vec![] }
}

/// The call of 2020 in its time.
fn call_scene() -> Scene {
    Scene { book: call_book(|_| ()), ..scene().on("2020-09-01") }
}

fn open_2020(category: &str) -> DecisionCommand {
    let DecisionCommand::Open(case) = open() else { panic!("a case") };
    let category = category.to_owned();
    DecisionCommand::Open(Case { category, policy: GUANGDONG_CALL.into(), call: "gd-2020".into(), ..case })
}

fn commands() -> [DecisionCommand; COMMANDS] {
    [
        open(),
        reviewed(9000),
        propose(),
        DecisionCommand::PublicityOver,
        decide_not(),
        issue("2026-08-03"),
        close(),
        assess("2026-08-03"),
        concur("torch_centre"),
        admit(),
    ]
}

fn assess(day: &str) -> DecisionCommand {
    DecisionCommand::Assess { passed: true, findings: "管理规范".into(), assessed_on: date(day) }
}

fn concur(decider: &str) -> DecisionCommand {
    DecisionCommand::Concur { decider: decider.into(), reason: "同意".into() }
}

/// A category with an assessment beside the review and a joint decision, as transfer centres had in 2011.
fn jointly() -> Scene {
    let book = book(|pack| {
        pack.procedure.iter_mut().find(|step| step.key == "review").expect("a step").assessment = true;
        let recognise = pack.procedure.iter_mut().find(|step| step.key == "recognise").expect("a step");
        recognise.jointly = true;
        recognise.actors = vec!["department".into(), "torch_centre".into()];
    });
    Scene { book, ..scene() }
}

#[test]
fn an_assessment_goes_before_the_proposal_where_the_category_has_one() {
    let scene = jointly();
    let mut state = told(&scene, &[open(), reviewed(8800)]);
    assert_eq!(short(scene.decide(&Decisions, &state, &propose())), "!ASSESSMENT_MISSING");
    assert_eq!(short(scene.decide(&Decisions, &state, &assess("2026-08-04"))), "!DATE_FUTURE");
    tell(&Decisions, &mut state, &scene, &assess("2026-08-01"));
    assert_eq!(short(scene.decide(&Decisions, &state, &propose())), "proposed");
}

#[test]
fn a_joint_decision_waits_for_every_department_through_a_user_of_its_own() {
    let scene = jointly();
    let mut state = told(&scene, &[open(), reviewed(8800), assess("2026-08-01"), propose()]);
    assert_eq!(short(scene.decide(&Decisions, &state, &issue("2026-08-03"))), "!CONCURRENCE_MISSING");
    assert_eq!(short(scene.decide(&Decisions, &state, &concur("torch_centre"))), "!SAME_USER");
    let other = scene.by(Role::Official, "o-2", "");
    assert_eq!(short(other.decide(&Decisions, &state, &concur("somebody"))), "!DECIDER");
    tell(&Decisions, &mut state, &other, &concur("torch_centre"));
    assert_eq!(short(scene.decide(&Decisions, &state, &issue("2026-08-03"))), "recognised");
    tell(&Decisions, &mut state, &scene, &reviewed(5900));
    assert!(state.concurrences.is_empty(), "a new result unmakes the proposal and what rests on it");
}

/// Holds that the table has a column for every command.
fn column(command: &DecisionCommand) -> usize {
    match command {
        DecisionCommand::Open(_) => 0,
        DecisionCommand::Reviewed { .. } => 1,
        DecisionCommand::Propose { .. } => 2,
        DecisionCommand::PublicityOver => 3,
        DecisionCommand::DecideNot { .. } => 4,
        DecisionCommand::Issue { .. } => 5,
        DecisionCommand::Close { .. } => 6,
        DecisionCommand::Assess { .. } => 7,
        DecisionCommand::Concur { .. } => 8,
        DecisionCommand::Admit { .. } => 9,
    }
}

fn after(status: DecisionStatus) -> Option<DecisionStatus> {
    match status {
        DecisionStatus::None => Some(DecisionStatus::UnderReview),
        DecisionStatus::UnderReview => Some(DecisionStatus::Reviewed),
        DecisionStatus::Reviewed => Some(DecisionStatus::Publicity),
        DecisionStatus::Publicity => Some(DecisionStatus::Proposed),
        DecisionStatus::Proposed => Some(DecisionStatus::Recognised),
        DecisionStatus::Recognised => Some(DecisionStatus::Admitted),
        DecisionStatus::Admitted => Some(DecisionStatus::NotRecognised),
        DecisionStatus::NotRecognised => Some(DecisionStatus::Closed),
        DecisionStatus::Closed => None,
    }
}

fn told(scene: &Scene, commands: &[DecisionCommand]) -> Recognition {
    let mut state = Recognition::default();
    commands.iter().for_each(|command| drop(tell(&Decisions, &mut state, scene, command)));
    state
}

fn representative(status: DecisionStatus) -> Recognition {
    let state = match status {
        DecisionStatus::None => Recognition::default(),
        DecisionStatus::UnderReview => told(&scene(), &[open()]),
        DecisionStatus::Reviewed => told(&scene(), &[open(), reviewed(8800)]),
        DecisionStatus::Publicity => told(&with_publicity(7), &[open(), reviewed(8800), propose()]),
        DecisionStatus::Proposed => told(&scene(), &[open(), reviewed(8800), propose()]),
        DecisionStatus::Recognised => {
            told(&scene(), &[open(), reviewed(8800), propose(), issue("2026-08-03")])
        }
        DecisionStatus::Admitted => told(&call_scene(), &[open_2020("jrc"), reviewed(8800), admit()]),
        DecisionStatus::NotRecognised => told(&scene(), &[open(), reviewed(8800), decide_not()]),
        DecisionStatus::Closed => told(&scene(), &[open(), close()]),
    };
    assert_eq!(state.status, status);
    state
}

fn row(status: DecisionStatus) -> [&'static str; COMMANDS] {
    const WRONG: &str = "!WRONG_STATE";
    const NONE: &str = "!NOT_FOUND";
    match status {
        DecisionStatus::None => ["opened", "!CASE_UNKNOWN", NONE, "-", NONE, NONE, "-", NONE, NONE, NONE],
        DecisionStatus::UnderReview => {
            ["-", "reviewed", WRONG, "-", WRONG, WRONG, "closed", "!NO_ASSESSMENT", WRONG, WRONG]
        }
        DecisionStatus::Reviewed => [
            "-",
            "reviewed",
            "proposed",
            "-",
            "not_recognised",
            WRONG,
            "closed",
            "!NO_ASSESSMENT",
            WRONG,
            "!LEADS_TO_RECOGNITION",
        ],
        DecisionStatus::Publicity => [
            "-",
            "reviewed",
            WRONG,
            "publicity_ended",
            "not_recognised",
            WRONG,
            "closed",
            WRONG,
            "!DECIDER",
            WRONG,
        ],
        DecisionStatus::Proposed => {
            ["-", "reviewed", WRONG, "-", "not_recognised", "recognised", "closed", WRONG, "!DECIDER", WRONG]
        }
        DecisionStatus::Recognised
        | DecisionStatus::Admitted
        | DecisionStatus::NotRecognised
        | DecisionStatus::Closed => ["-", "-", WRONG, "-", WRONG, WRONG, "-", WRONG, WRONG, WRONG],
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(DecisionStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            commands().iter().map(|command| short(scene().decide(&Decisions, &state, command))).collect()
        },
    );
}

#[test]
fn a_completed_review_asks_for_a_proposal() {
    let mut state = representative(DecisionStatus::UnderReview);
    let decision = tell(&Decisions, &mut state, &scene(), &reviewed(8800));
    assert_eq!(noticed(&decision), ["decision_wanted"]);
    assert_eq!(state.tasks[0].code, "propose_decision");
}

#[test]
fn the_same_result_told_twice_changes_nothing_and_a_new_one_unmakes_the_proposal() {
    let mut state = representative(DecisionStatus::Proposed);
    assert_eq!(short(scene().decide(&Decisions, &state, &reviewed(8800))), "-");
    tell(&Decisions, &mut state, &scene(), &reviewed(5900));
    assert_eq!((state.status, &state.proposal), (DecisionStatus::Reviewed, &None));
}

#[test]
fn without_the_departments_publicity_a_proposal_waits_for_its_document_at_once() {
    let mut state = representative(DecisionStatus::Reviewed);
    let decision = tell(&Decisions, &mut state, &scene(), &propose());
    assert_eq!(sent(&decision), ["evaluation.decision.proposed"]);
    assert!(timers(&decision).is_empty());
    assert_eq!((state.status, state.tasks[0].code.as_str()), (DecisionStatus::Proposed, "issue_recognition"));
}

#[test]
fn publicity_holds_the_document_back_until_its_last_day_has_ended() {
    let mut state = representative(DecisionStatus::Reviewed);
    let scene = with_publicity(7);
    let decision = tell(&Decisions, &mut state, &scene, &propose());
    assert_eq!(timers(&decision), [("publicity_over".to_owned(), end_of_day(date("2026-08-10")))]);
    assert_eq!(short(scene.decide(&Decisions, &state, &issue("2026-08-03"))), "!WRONG_STATE");
    tell(&Decisions, &mut state, &scene.on("2026-08-11"), &DecisionCommand::PublicityOver);
    assert_eq!((state.status, state.tasks[0].code.as_str()), (DecisionStatus::Proposed, "issue_recognition"));
}

#[test]
fn recognition_names_the_base_and_counts_from_the_documents_date() {
    let mut state = representative(DecisionStatus::Proposed);
    let decision = tell(&Decisions, &mut state, &scene(), &issue("2026-07-30"));
    assert_eq!(decision.events[0].effective_on, Some(date("2026-07-30")));
    assert!(decision.events[0].policy.is_some());
    assert_eq!(sent(&decision), ["evaluation.decision.recognised"]);
    let message = &decision.messages[0].data;
    assert_eq!(message["base"], "b-a-1");
    assert_eq!(message["baseName"]["zh"], "湖南省科学技术厅先进储能材料国际科技合作基地（联合研究）");
    assert_eq!(message["unit"], "u-1");
}

#[test]
fn a_document_dated_tomorrow_or_without_a_number_is_refused() {
    let state = representative(DecisionStatus::Proposed);
    assert_eq!(short(scene().decide(&Decisions, &state, &issue("2026-08-04"))), "!DATE_FUTURE");
    let unnumbered = DecisionCommand::Issue {
        document_number: " ".into(),
        document_on: date("2026-08-03"),
        base: "b-1".into(),
    };
    assert_eq!(short(scene().decide(&Decisions, &state, &unnumbered)), "!TEXT_MISSING");
}

#[test]
fn two_hands_are_needed_only_where_the_department_asks_for_them() {
    let state = representative(DecisionStatus::Proposed);
    assert_eq!(short(scene().decide(&Decisions, &state, &issue("2026-08-03"))), "recognised");
    let strict = with_four_eyes();
    assert_eq!(short(strict.decide(&Decisions, &state, &issue("2026-08-03"))), "!FOUR_EYES");
    let other = strict.by(Role::Official, "o-2", "");
    assert_eq!(short(other.decide(&Decisions, &state, &issue("2026-08-03"))), "recognised");
}

#[test]
fn a_refusal_needs_reasons_and_tells_intake() {
    let state = representative(DecisionStatus::Reviewed);
    let silent = DecisionCommand::DecideNot { reason: String::new() };
    assert_eq!(short(scene().decide(&Decisions, &state, &silent)), "!TEXT_MISSING");
    let decision = scene().decide(&Decisions, &state, &decide_not()).expect("decided");
    assert_eq!(sent(&decision), ["evaluation.decision.not_recognised"]);
    assert_eq!(decision.messages[0].data["decidedOn"], "2026-08-03");
}

#[test]
fn only_officials_decide() {
    for (status, command) in [
        (DecisionStatus::Reviewed, propose()),
        (DecisionStatus::Reviewed, decide_not()),
        (DecisionStatus::Proposed, issue("2026-08-03")),
    ] {
        let outcome =
            scene().by(Role::Host, "h-1", "x").decide(&Decisions, &representative(status), &command);
        assert_eq!(short(outcome), "!OFFICIALS_ONLY");
    }
}

#[test]
fn a_case_of_a_funding_call_is_admitted_to_the_library_or_to_the_candidates() {
    for (category, destination) in [("jrc", "LIBRARY"), ("ttc", "LIBRARY"), ("overseas_rd", "FUNDING")] {
        let mut state = told(&call_scene(), &[open_2020(category), reviewed(8650)]);
        assert_eq!(state.tasks[0].code, "admit_case");
        assert_eq!(short(call_scene().decide(&Decisions, &state, &propose())), "!LEADS_TO_FUNDING");
        let decision = tell(&Decisions, &mut state, &call_scene(), &admit());
        assert_eq!(sent(&decision), ["evaluation.decision.admitted"]);
        let message = &decision.messages[0].data;
        assert_eq!(message["destination"], format!("DESTINATION_{destination}"));
        assert_eq!((&message["call"], &message["scoreHundredths"]), (&"gd-2020".into(), &8650.into()));
        assert_eq!(decision.events[0].rules[0].rule, "G20-P-2");
        assert_eq!((state.status, state.decided_on), (DecisionStatus::Admitted, Some(date("2020-09-01"))));
        assert!(state.tasks.is_empty());
    }
}

#[test]
fn only_an_official_admits_and_says_why() {
    let state = told(&call_scene(), &[open_2020("jrc"), reviewed(8650)]);
    let host = call_scene().by(Role::Host, "h-1", "x");
    assert_eq!(short(host.decide(&Decisions, &state, &admit())), "!OFFICIALS_ONLY");
    let silent = DecisionCommand::Admit { opinion: " ".into(), rulings: vec![] };
    assert_eq!(short(call_scene().decide(&Decisions, &state, &silent)), "!TEXT_MISSING");
}

#[test]
fn a_case_is_admitted_only_where_its_conditions_are_met_or_ruled_on() {
    let rule = |id: &str| RuleRef { rule: id.into(), article: "专题二（二）2".into() };
    let reviewed_case = |failed: &[&str], open: &[&str]| {
        let DecisionCommand::Open(mut case) = open_2020("jrc") else { panic!("a case") };
        case.failed = failed.iter().map(|id| rule(id)).collect();
        case.open = open.iter().map(|id| rule(id)).collect();
        told(&call_scene(), &[DecisionCommand::Open(case), reviewed(8650)])
    };
    let failed = reviewed_case(&["G20-B-2a"], &[]);
    let refusal = call_scene().decide(&Decisions, &failed, &admit()).expect_err("a condition fails");
    assert_eq!((refusal.code.as_str(), refusal.rules[0].rule.as_str()), ("CONDITIONS_FAILED", "G20-B-2a"));
    let open = reviewed_case(&[], &["G20-J-3"]);
    let refusal = call_scene().decide(&Decisions, &open, &admit()).expect_err("a ruling is wanted");
    assert_eq!((refusal.code.as_str(), refusal.rules[0].rule.as_str()), ("RULING_MISSING", "G20-J-3"));
    let ruling = |id: &str, reason: &str| CaseRuling { rule: id.into(), reason: reason.into() };
    let with = |rulings: Vec<CaseRuling>| DecisionCommand::Admit { opinion: "well run".into(), rulings };
    let silent = with(vec![ruling("G20-J-3", " ")]);
    assert_eq!(short(call_scene().decide(&Decisions, &open, &silent)), "!TEXT_MISSING");
    let unasked = with(vec![ruling("G20-J-3", "核实"), ruling("G20-J-2", "核实")]);
    assert_eq!(short(call_scene().decide(&Decisions, &open, &unasked)), "!RULING_UNASKED");
    let ruled = with(vec![ruling("G20-J-3", "核实")]);
    assert_eq!(short(call_scene().decide(&Decisions, &open, &ruled)), "admitted");
}
