//! Tests of matters: the table of every state and command, and the fair procedure.

mod hearing;

use guohe_flow::{RefusalKind, Role};
use guohe_policy::{BaseMark, FindingLimb, Limb, SwitchValue, Text};

use super::{Finding, MatterCommand, MatterFlow, Status};
use crate::{
    base::Leaving,
    testing::{
        Column, HUNAN, Play, Row, actor, book_of, book_with, check_table, day, hash, institution, person,
        sent, tags, timer,
    },
};

pub(super) fn open(ground: &str, conduct_on: Option<&str>) -> MatterCommand {
    MatterCommand::Open {
        base: "b-1".into(),
        ground: ground.into(),
        facts: "经查证属实".into(),
        evidence_hash: hash(),
        conduct_on: conduct_on.map(day),
    }
}

pub(super) fn propose() -> MatterCommand {
    MatterCommand::Propose { ground: String::new(), reason: "事实清楚".into(), findings: vec![] }
}

pub(super) fn serve(on: &str) -> MatterCommand {
    MatterCommand::ServeNotice { served_on: day(on), notice_hash: hash() }
}

pub(super) fn decide(document_on: &str) -> MatterCommand {
    MatterCommand::DecideCancellation {
        document_number: "湘科撤〔2026〕1号".into(),
        document_on: day(document_on),
        reason: "依程序决定".into(),
    }
}

pub(super) fn dismiss() -> MatterCommand {
    MatterCommand::Dismiss { reason: "证据不足".into() }
}

fn end() -> MatterCommand {
    MatterCommand::End { leaving: Leaving::National, effective_on: day("2026-06-20") }
}

pub(super) fn absent() -> Play<MatterFlow> {
    Play::new(MatterFlow, "m-1", "2026-06-01").with_base("b-1", "ACTIVE")
}

pub(super) fn opened() -> Play<MatterFlow> {
    let mut play = absent();
    play.asks(Role::Official, &open("H26-X-4", Some("2026-05-01")));
    play
}

pub(super) fn proposed() -> Play<MatterFlow> {
    let mut play = opened();
    play.asks(Role::Official, &propose());
    play
}

/// The notice was served on Friday 12 June 2026; five working days end on Monday 22 June, for the 19th to the
/// 21st are holidays.
pub(super) fn hearing() -> Play<MatterFlow> {
    let mut play = proposed().on("2026-06-12");
    play.asks(Role::Official, &serve("2026-06-12"));
    play
}

pub(super) fn decidable() -> Play<MatterFlow> {
    let mut play = hearing().on("2026-06-23");
    play.hears(&MatterCommand::EndHearing);
    play
}

pub(super) fn cancelled() -> Play<MatterFlow> {
    let mut play = decidable().on("2026-06-25");
    play.told(&second(), &decide("2026-06-24")).expect("somebody else decides");
    play
}

/// An official other than the proposer.
pub(super) fn second() -> guohe_flow::Actor {
    person("o-2", Role::Official, "")
}

fn in_status(status: Status) -> Play<MatterFlow> {
    match status {
        Status::Absent => absent(),
        Status::Opened => opened(),
        Status::Proposed => proposed(),
        Status::Hearing => hearing(),
        Status::Decidable => decidable(),
        Status::Cancelled => cancelled(),
        Status::Dismissed => {
            let mut play = opened();
            play.asks(Role::Official, &dismiss());
            play
        }
        Status::Moot => {
            let mut play = opened();
            play.hears(&end());
            play
        }
    }
}

fn rows() -> Vec<Row<MatterFlow>> {
    let mut early = absent();
    early.asks(Role::Official, &open("H26-X-4", Some("2026-03-08")));
    let mut stopped = hearing().on("2026-06-15");
    stopped.asks(Role::Official, &MatterCommand::StopClock { reason: "调查".into() });
    vec![
        ("ABSENT", in_status(Status::Absent)),
        ("OPENED", in_status(Status::Opened)),
        ("OPENED_EARLY_CONDUCT", early),
        ("PROPOSED", in_status(Status::Proposed)),
        ("HEARING", in_status(Status::Hearing)),
        ("HEARING_STOPPED", stopped),
        ("DECIDABLE", in_status(Status::Decidable)),
        ("CANCELLED", in_status(Status::Cancelled)),
        ("DISMISSED", in_status(Status::Dismissed)),
        ("MOOT", in_status(Status::Moot)),
    ]
}

fn name(command: &MatterCommand) -> &'static str {
    match command {
        MatterCommand::Open { .. } => "open",
        MatterCommand::OpenFound(_) => "open_found",
        MatterCommand::RuleOnConduct { .. } => "rule_on_conduct",
        MatterCommand::Propose { .. } => "propose",
        MatterCommand::ServeNotice { .. } => "serve_notice",
        MatterCommand::StopClock { .. } => "stop_clock",
        MatterCommand::ResumeClock => "resume_clock",
        MatterCommand::StateCase { .. } => "state_case",
        MatterCommand::WaiveHearing => "waive_hearing",
        MatterCommand::EndHearing => "end_hearing",
        MatterCommand::DecideCancellation { .. } => "decide_cancellation",
        MatterCommand::Dismiss { .. } => "dismiss",
        MatterCommand::ServeDecision { .. } => "serve_decision",
        MatterCommand::End { .. } => "end",
    }
}

fn columns() -> Vec<Column<MatterFlow>> {
    let commands = vec![
        (Role::Official, open("H26-X-4", None)),
        (Role::System, MatterCommand::OpenFound(finding("H26-X-2a", ""))),
        (Role::Official, MatterCommand::RuleOnConduct { reaches: true, reason: "持续至今".into() }),
        (Role::Official, propose()),
        (Role::Official, serve("2026-06-01")),
        (Role::Official, MatterCommand::StopClock { reason: "调查".into() }),
        (Role::Official, MatterCommand::ResumeClock),
        (Role::Host, MatterCommand::StateCase { document_hash: hash() }),
        (Role::Host, MatterCommand::WaiveHearing),
        (Role::System, MatterCommand::EndHearing),
        // The table's official is the proposer: FOUR_EYES stands in the row DECIDABLE.
        (Role::Official, decide("2026-06-24")),
        (Role::Official, dismiss()),
        (Role::Official, MatterCommand::ServeDecision { served_on: day("2026-06-25") }),
        (Role::System, end()),
    ];
    commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect()
}

fn finding(ground: &str, policy: &str) -> Finding {
    Finding {
        base: "b-1".into(),
        ground: ground.into(),
        facts: "未提交材料".into(),
        found_by: "o-3".into(),
        found_on: day("2026-05-30"),
        policy: policy.into(),
        findings: vec![],
    }
}

/// A ground of two limbs: a base under notice, and a serious violation that a person finds.
fn two_limbs(flags: &[&str]) -> Play<MatterFlow> {
    let mut play = absent().with_flags(flags);
    play.book = book_of(|pack| {
        let text = Text::new("严重违纪违规", "a serious violation");
        let violation = FindingLimb { code: "serious_violation".into(), text };
        let ground = pack.grounds.iter_mut().find(|ground| ground.id == "H26-X-6").expect("a ground");
        ground.needs = vec![Limb::Mark(BaseMark::Notified), Limb::Finding(violation)];
    });
    play.asks(Role::Official, &open("H26-X-6", None));
    play
}

fn propose_finding(findings: &[&str]) -> MatterCommand {
    let findings = findings.iter().map(|code| (*code).to_owned()).collect();
    MatterCommand::Propose { ground: String::new(), reason: "两项俱备".into(), findings }
}

#[test]
fn a_ground_of_two_limbs_is_proposed_only_when_both_hold() {
    let official = actor(Role::Official);
    let violation = propose_finding(&["serious_violation"]);
    let unnoticed = two_limbs(&[]).refused(&official, &violation);
    assert_eq!((unnoticed.code.as_str(), unnoticed.rules[0].rule.as_str()), ("LIMB_MISSING", "H26-X-6"));
    let unfound = two_limbs(&["notified"]).refused(&official, &propose_finding(&[]));
    assert_eq!(unfound.code, "LIMB_MISSING");
    let unasked = two_limbs(&["notified"]).refused(&official, &propose_finding(&["weather"]));
    assert_eq!(unasked.code, "FINDING_UNASKED");
    let mut both = two_limbs(&["notified"]);
    both.asks(Role::Official, &violation);
    assert_eq!(
        (both.state.status, both.state.findings.as_slice()),
        (Status::Proposed, &["serious_violation".to_owned()][..])
    );
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    check_table(rows(), &columns(), include_str!("table.txt"));
}

#[test]
fn a_matter_may_be_opened_on_each_of_the_ten_grounds_and_no_other() {
    let grounds = [
        "H26-X-1", "H26-X-2a", "H26-X-2b", "H26-X-3", "H26-X-4", "H26-X-5", "H26-X-6", "H26-X-7a",
        "H26-X-7b", "H26-X-8",
    ];
    for ground in grounds {
        let mut play = absent();
        let decision = play.asks(Role::Official, &open(ground, None));
        assert_eq!(decision.events[0].rules[0].rule, ground);
        assert_eq!(sent(&decision.messages, "registry.matter.opened").expect("told")["ground"], ground);
    }
    assert_eq!(absent().refused(&actor(Role::Official), &open("H26-X-9", None)).code, "GROUND");
}

#[test]
fn a_failed_re_evaluation_opens_a_matter_on_the_packs_ground() {
    let mut play = absent().with_base("b-1", "RE_EVALUATION");
    let decision = play.hears(&MatterCommand::OpenFound(finding("", HUNAN)));
    assert_eq!(play.state.ground, "H26-X-3");
    assert_eq!(tags(&decision), ["opened", "task_opened"]);
    assert_eq!(play.state.status, Status::Opened, "people go on from here");
}

#[test]
fn a_finding_is_not_lost_when_its_day_has_no_version_in_force() {
    let mut late = finding("H26-X-2a", "");
    late.found_on = day("2031-04-01");
    let mut play = absent().on("2031-04-01").with_base("b-1", "ACTIVE");
    play.hears(&MatterCommand::OpenFound(late.clone()));
    assert_eq!(play.state.ground, "H26-X-2a");
    late.ground = "G-99".into();
    let refusal = absent().refused(&actor(Role::System), &MatterCommand::OpenFound(late));
    assert_eq!(refusal.kind, RefusalKind::NotYet, "an unknown ground ends where people look");
}

#[test]
fn a_finding_about_a_base_that_left_opens_nothing() {
    let mut play = absent().with_base("b-1", "EXITED_NATIONAL");
    assert!(play.hears(&MatterCommand::OpenFound(finding("H26-X-2a", ""))).is_nothing());
    assert_eq!(play.refused(&actor(Role::Official), &open("H26-X-4", None)).code, "WRONG_STATE");
}

#[test]
fn conduct_before_the_measures_needs_a_ruling_before_anything_is_proposed() {
    let mut play = absent();
    play.asks(Role::Official, &open("H26-X-4", Some("2026-03-08")));
    let refusal = play.refused(&actor(Role::Official), &propose());
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::NeedsRuling, "CONDUCT_BEFORE_MEASURES"));
    let mut reaches = play.clone();
    reaches.asks(Role::Official, &MatterCommand::RuleOnConduct { reaches: true, reason: "持续至今".into() });
    reaches.asks(Role::Official, &propose());
    assert_eq!(reaches.state.status, Status::Proposed);
    play.asks(Role::Official, &MatterCommand::RuleOnConduct { reaches: false, reason: "不溯及既往".into() });
    let refusal = play.refused(&actor(Role::Official), &propose());
    assert_eq!(refusal.kind, RefusalKind::Rule);
}

#[test]
fn conduct_on_the_first_day_of_the_measures_needs_no_ruling() {
    let mut play = absent();
    play.asks(Role::Official, &open("H26-X-4", Some("2026-03-09")));
    play.asks(Role::Official, &propose());
    assert_eq!(play.state.status, Status::Proposed);
}

#[test]
fn a_proposal_may_move_to_another_ground_with_a_reason() {
    let mut play = opened();
    let other =
        MatterCommand::Propose { ground: "H26-X-7a".into(), reason: "实为瞒报".into(), findings: vec![] };
    play.asks(Role::Official, &other);
    assert_eq!(play.state.ground, "H26-X-7a");
    let silent = MatterCommand::Propose { ground: String::new(), reason: " ".into(), findings: vec![] };
    assert_eq!(opened().refused(&actor(Role::Official), &silent).code, "MISSING");
}

#[test]
fn where_the_department_has_switched_the_hearing_off_a_proposal_may_be_decided() {
    let mut play = opened();
    play.book = book_with("fair_procedure", SwitchValue::Flag(false));
    play.asks(Role::Official, &propose());
    assert_eq!(play.state.status, Status::Decidable);
}

#[test]
fn a_dismissed_matter_tells_the_base_and_stops_the_clock() {
    let mut play = hearing();
    let decision = play.asks(Role::Official, &dismiss());
    assert!(decision.timers.contains(&guohe_flow::TimerChange::CancelAll));
    assert_eq!(sent(&decision.messages, "registry.matter.dismissed").expect("told")["base"], "b-1");
    assert!(play.state.tasks.is_empty());
}

#[test]
fn a_matter_about_a_base_recognised_nationally_has_lost_its_object() {
    let mut play = hearing();
    play.hears(&end());
    assert_eq!(play.state.status, Status::Moot);
    assert!(play.hears(&MatterCommand::EndHearing).is_nothing());
}

#[test]
fn a_hosts_user_neither_opens_nor_decides() {
    let host = person("h-1", Role::Host, &institution());
    assert_eq!(absent().refused(&host, &open("H26-X-4", None)).code, "OFFICIAL_ONLY");
    assert_eq!(decidable().refused(&host, &decide("2026-06-24")).code, "OFFICIAL_ONLY");
}
