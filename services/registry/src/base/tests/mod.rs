//! Tests of bases: the table of every state and command, and the decisive rules as sentences.

mod departure;
mod evaluation;
mod lives;
mod reports;

use guohe_flow::Role;
use guohe_policy::Text;

use lives::{benchmark, left_by_wish, limit_by_command, national_to_rule, notice_asked, wishing_to_leave};

use super::{BaseCommand, BaseFlow, Entry, Grade, Status};
use crate::testing::{Column, HUNAN, Play, Row, actor, check_table, day, institution, timer};

pub(super) const BASE: &str = "b-1";

pub(super) fn entry(recognised_on: &str) -> Entry {
    Entry {
        base: BASE.into(),
        name: Text::new("湖南省科学技术厅高速铁路国际科技合作基地（联合研究）", ""),
        category: "joint_research".into(),
        field: "高速铁路".into(),
        institution: institution(),
        institution_name: "中南大学".into(),
        unit: "csu".into(),
        leader: "p-1".into(),
        recognised_on: day(recognised_on),
        document_number: "湘科认〔2026〕1号".into(),
        policy: HUNAN.into(),
    }
}

pub(super) fn legacy(kind: &str) -> BaseCommand {
    BaseCommand::RegisterLegacy {
        legacy_kind: kind.into(),
        recognised_on: day("2019-06-01"),
        document_number: "湘科〔2019〕6号".into(),
        name: Text::new("旧基地", ""),
        institution: institution(),
        institution_name: "中南大学".into(),
        unit: "csu".into(),
        field: "新材料".into(),
        leader: "p-1".into(),
        inclusion: None,
    }
}

pub(super) fn graded(performance: &str, grade: Grade, notice_on: &str) -> BaseCommand {
    BaseCommand::TakeGrade {
        performance: performance.into(),
        round: "r-1".into(),
        re_evaluation: performance.starts_with("re-"),
        grade,
        notice_on: day(notice_on),
        policy: HUNAN.into(),
    }
}

pub(super) fn round(round: &str) -> BaseCommand {
    BaseCommand::EnterRound {
        round: round.into(),
        materials_due_on: "2029-08-31".into(),
        policy: HUNAN.into(),
    }
}

pub(super) fn cancel(matter: &str, document_on: &str) -> BaseCommand {
    BaseCommand::Cancel {
        matter: matter.into(),
        ground: "H26-X-3".into(),
        document_number: "湘科撤〔2030〕1号".into(),
        document_on: day(document_on),
        policy: HUNAN.into(),
    }
}

pub(super) fn national(document_on: &str) -> BaseCommand {
    BaseCommand::RecordNationalRecognition {
        document_number: "国科发外〔2030〕9号".into(),
        document_on: day(document_on),
    }
}

pub(super) fn active() -> Play<BaseFlow> {
    let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
    play.hears(&BaseCommand::Recognise(entry("2026-05-20")));
    play
}

pub(super) fn in_round() -> Play<BaseFlow> {
    let mut play = active().on("2029-08-01");
    play.hears(&round("r-1"));
    play
}

pub(super) fn rectifying() -> Play<BaseFlow> {
    let mut play = in_round().on("2029-09-20");
    play.hears(&graded("r-1.b-1", Grade::Fail, "2029-09-20"));
    play
}

pub(super) fn re_evaluation() -> Play<BaseFlow> {
    let mut play = rectifying().on("2030-09-21");
    play.hears(&BaseCommand::EndRectification { performance: "r-1.b-1".into() });
    play
}

pub(super) fn note_matter(matter: &str) -> BaseCommand {
    BaseCommand::NoteMatter { matter: matter.into(), ground: "H26-X-3".into() }
}

pub(super) fn clear_matter(matter: &str) -> BaseCommand {
    BaseCommand::ClearMatter { matter: matter.into(), reason: "证据不足".into() }
}

/// Failed the re-evaluation, and the matter about it was dismissed.
pub(super) fn to_settle() -> Play<BaseFlow> {
    let mut play = re_evaluation().on("2030-10-10");
    play.hears(&graded("re-b-1-1", Grade::Fail, "2030-10-10"));
    play.hears(&note_matter("m-1"));
    play.hears(&clear_matter("m-1"));
    play
}

pub(super) fn revoked() -> Play<BaseFlow> {
    let mut play = re_evaluation().on("2030-11-01");
    play.hears(&cancel("m-1", "2030-10-31"));
    play
}

pub(super) fn exited() -> Play<BaseFlow> {
    let mut play = active().on("2030-06-20");
    play.asks(Role::Official, &national("2030-06-15"));
    play
}

pub(super) fn disputed() -> Play<BaseFlow> {
    let mut play = exited().on("2030-11-01");
    play.hears(&cancel("m-1", "2030-10-31"));
    play
}

/// A stream in each status; a new status needs its own here.
fn in_status(status: Status) -> Play<BaseFlow> {
    match status {
        Status::Absent => Play::new(BaseFlow, BASE, "2026-05-21"),
        Status::Active => active(),
        Status::Rectifying => rectifying(),
        Status::ReEvaluation => re_evaluation(),
        Status::Revoked => revoked(),
        Status::ExitedNational => exited(),
        Status::Exited => left_by_wish(),
    }
}

fn rows() -> Vec<Row<BaseFlow>> {
    let mut legacy_base = Play::new(BaseFlow, BASE, "2026-05-21");
    legacy_base.asks(Role::Official, &legacy("示范型"));
    legacy_base.asks(Role::Host, &object());
    vec![
        ("ABSENT", in_status(Status::Absent)),
        ("ACTIVE", in_status(Status::Active)),
        ("LEGACY_OBJECTED", legacy_base),
        ("IN_ROUND", in_round()),
        ("RECTIFYING", in_status(Status::Rectifying)),
        ("RE_EVALUATION", in_status(Status::ReEvaluation)),
        ("TO_SETTLE", to_settle()),
        ("REVOKED", in_status(Status::Revoked)),
        ("EXITED_NATIONAL", in_status(Status::ExitedNational)),
        ("DISPUTED", disputed()),
        ("EXITED", in_status(Status::Exited)),
        ("EXIT_REQUESTED", wishing_to_leave()),
        ("LIMIT_BY_COMMAND", limit_by_command()),
        ("NATIONAL_TO_RULE", national_to_rule()),
        ("BENCHMARK", benchmark()),
        ("NOTICE_ASKED", notice_asked()),
    ]
}

fn object() -> BaseCommand {
    BaseCommand::ObjectCategory { category: "tech_transfer".into(), reason: "以转移为主".into() }
}

/// The column of a command; a new command needs its own.
fn name(command: &BaseCommand) -> &'static str {
    match command {
        BaseCommand::Recognise(_) => "recognise",
        BaseCommand::RegisterLegacy { .. } => "register_legacy",
        BaseCommand::ObjectCategory { .. } => "object_category",
        BaseCommand::DecideObjection { .. } => "decide_objection",
        BaseCommand::OpenReportYear { .. } => "open_report_year",
        BaseCommand::RuleOnReportDuty { .. } => "rule_on_report_duty",
        BaseCommand::NoteReportSettled { .. } => "note_report_settled",
        BaseCommand::NoteChange { .. } => "note_change",
        BaseCommand::ApplyChange { .. } => "apply_change",
        BaseCommand::EnterRound { .. } => "enter_round",
        BaseCommand::LeaveRound { .. } => "leave_round",
        BaseCommand::TakeGrade { .. } => "take_grade",
        BaseCommand::EndRectification { .. } => "end_rectification",
        BaseCommand::SettleReEvaluation { .. } => "settle_re_evaluation",
        BaseCommand::NoteMatter { .. } => "note_matter",
        BaseCommand::ClearMatter { .. } => "clear_matter",
        BaseCommand::Cancel { .. } => "cancel",
        BaseCommand::RecordNationalRecognition { .. } => "record_national_recognition",
        BaseCommand::RuleOnDeparture { .. } => "rule_on_departure",
        BaseCommand::SetRectificationLimit { .. } => "set_rectification_limit",
        BaseCommand::IssueNotice { .. } => "issue_notice",
        BaseCommand::Commend { .. } => "commend",
        BaseCommand::RuleOnMark { .. } => "rule_on_mark",
        BaseCommand::RecordNationalResult { .. } => "record_national_result",
        BaseCommand::RequestExit { .. } => "request_exit",
        BaseCommand::DecideExit { .. } => "decide_exit",
        BaseCommand::RuleOnNationalExit { .. } => "rule_on_national_exit",
        BaseCommand::RecordOverseasPlaque(_) => "record_overseas_plaque",
        BaseCommand::RequestReport { .. } => "request_report",
        BaseCommand::NoteLateChange { .. } => "note_late_change",
    }
}

fn columns() -> Vec<Column<BaseFlow>> {
    let reason = || "理由".to_owned();
    let commands = vec![
        (Role::System, BaseCommand::Recognise(entry("2026-05-20"))),
        (Role::Official, legacy("示范型")),
        (Role::Host, object()),
        (
            Role::Official,
            BaseCommand::DecideObjection { granted: true, category: String::new(), reason: reason() },
        ),
        (Role::System, BaseCommand::OpenReportYear { year: 2026 }),
        (
            Role::Official,
            BaseCommand::RuleOnReportDuty { year: 2026, owed: true, policy: HUNAN.into(), reason: reason() },
        ),
        (Role::System, BaseCommand::NoteReportSettled { year: 2026, accepted: true }),
        (Role::System, BaseCommand::NoteChange { change: "c-1".into(), year: 2026 }),
        (
            Role::System,
            BaseCommand::ApplyChange {
                change: "c-1".into(),
                kind: "leader".into(),
                value: "p-2".into(),
                happened_on: day("2026-06-01"),
            },
        ),
        (Role::System, round("r-2")),
        (
            Role::System,
            BaseCommand::LeaveRound { performance: "r-1.b-1".into(), excused: true, reason: reason() },
        ),
        (Role::System, graded("r-1.b-1", Grade::Pass, "2029-09-20")),
        (Role::System, BaseCommand::EndRectification { performance: "r-1.b-1".into() }),
        (Role::Official, BaseCommand::SettleReEvaluation { repeat: false, reason: reason() }),
        (Role::System, note_matter("m-9")),
        (Role::System, clear_matter("m-1")),
        (Role::System, cancel("m-9", "2030-06-01")),
        (Role::Official, national("2026-05-21")),
        (Role::Official, BaseCommand::RuleOnDeparture { national: true, reason: reason() }),
    ];
    let commands = commands.into_iter().chain(lives::commands());
    commands.map(|(role, command)| (name(&command), role, command)).collect()
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    check_table(rows(), &columns(), include_str!("table.txt"));
}

#[test]
fn a_recognised_base_is_active_and_its_first_report_opens_on_the_next_new_year() {
    let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
    let decision = play.hears(&BaseCommand::Recognise(entry("2026-05-20")));
    let (due, command) = timer(&decision, "report_year").expect("a timer");
    assert_eq!(due, guohe_clock::start_of_day(day("2027-01-01")));
    assert_eq!(*command, BaseCommand::OpenReportYear { year: 2026 });
    assert_eq!(play.state.status, Status::Active);
    assert_eq!(decision.events[0].effective_on, Some(day("2026-05-20")));
}

#[test]
fn a_base_of_a_pack_not_adopted_yet_waits_for_it() {
    let play = Play::new(BaseFlow, BASE, "2026-05-21");
    let foreign = Entry { policy: "hunan-2099".into(), ..entry("2026-05-20") };
    let refusal = play.refused(&actor(Role::System), &BaseCommand::Recognise(foreign));
    assert_eq!(refusal.kind, guohe_flow::RefusalKind::NotYet);
}

#[test]
fn older_kinds_go_where_the_measures_send_them_by_rule_and_not_by_decision() {
    for (kind, category, rule) in [
        ("国际联合研究中心（实验室）", "joint_research", "H26-G-1"),
        ("国际技术转移中心", "tech_transfer", "H26-G-2"),
        ("示范型", "featured", "H26-G-3"),
        ("国际创新科技园", "featured", "H26-G-4"),
    ] {
        let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
        let decision = play.asks(Role::Official, &legacy(kind));
        assert_eq!(play.state.category, category);
        assert_eq!(decision.events[0].rules[0].rule, rule);
        assert_eq!(play.state.recognised_on, Some(day("2019-06-01")), "tenure from the original recognition");
    }
}

#[test]
fn an_older_base_owes_no_report_on_a_year_before_the_measures() {
    let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
    let decision = play.asks(Role::Official, &legacy("示范型"));
    let (due, _) = timer(&decision, "report_year").expect("a timer");
    assert_eq!(due, guohe_clock::start_of_day(day("2027-01-01")));
}

#[test]
fn only_an_official_enters_an_older_base_and_only_of_a_known_kind() {
    let play = Play::new(BaseFlow, BASE, "2026-05-21");
    assert_eq!(play.refused(&actor(Role::Host), &legacy("示范型")).code, "OFFICIAL_ONLY");
    assert_eq!(play.refused(&actor(Role::Official), &legacy("某类")).code, "LEGACY_KIND");
}

#[test]
fn only_an_older_base_may_object_and_a_granted_objection_moves_it() {
    assert_eq!(active().refused(&actor(Role::Host), &object()).code, "NOT_LEGACY");
    let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
    play.asks(Role::Official, &legacy("示范型"));
    play.asks(Role::Host, &object());
    assert_eq!(play.state.tasks.first_code(), "decide_objection");
    let answer =
        BaseCommand::DecideObjection {
            granted: true, category: String::new(), reason: "情况属实".into()
        };
    play.asks(Role::Official, &answer);
    assert_eq!(play.state.category, "tech_transfer");
    assert_eq!(play.state.tasks.first_code(), "");
}
