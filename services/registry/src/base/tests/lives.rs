//! Marks, limits set by command, exits on request, rulings on national recognition, reports on request: what other
//! measures than Hunan's ask for, played on Hunan's pack with these rules added.

use guohe_flow::Role;
use guohe_policy::{
    BaseMark, Consequence, EvaluationEvent, EvaluationRule, ExitEffect, ExitRule, ExitTrigger, Migration,
    MigrationMode, Pack, PolicyBook, ReEvaluation, Step, Streak, StreakUnit, SwitchValue, Text, TimedPurpose,
    TimerSpan, UnconfirmedMark,
};

use super::{
    BASE, BaseCommand, BaseFlow, Entry, Grade, Status, entry, graded, legacy, national, note_matter, round,
};
use crate::{
    base::{Inclusion, OverseasPlaque},
    testing::{Play, actor, book_of, day, hash, notices, sent, tags, timer},
};

fn rule(id: &str, on: EvaluationEvent, then: Consequence) -> EvaluationRule {
    let text = Text::new("规则", "a rule");
    EvaluationRule { id: id.into(), article: "第十八条".into(), text, on, then, implied: false }
}

fn streak(grade: &str, length: u32, of: StreakUnit) -> EvaluationEvent {
    EvaluationEvent::Streak(Streak { grade: grade.into(), length, of })
}

fn by_command(pack: &mut Pack, purpose: TimedPurpose) {
    let rule = pack.timers.iter_mut().find(|rule| rule.purpose == purpose).expect("a rule");
    rule.span = TimerSpan::Unstated;
}

/// Rounds by command, rectification until the next round, benchmark bases, exits on request (Z26).
fn rounds() -> PolicyBook {
    rounds_with(|pack| chosen(pack, "legacy_clock_start", "inclusion_document"))
}

/// Sets a switch, whatever options the pack lists.
fn chosen(pack: &mut Pack, name: &str, word: &str) {
    let switch = pack.switches.iter_mut().find(|switch| switch.name == name).expect("a switch");
    switch.chosen = Some(SwitchValue::Word(word.to_owned()));
}

/// The same with a choice of the department.
fn rounds_with(choose: impl FnOnce(&mut Pack)) -> PolicyBook {
    book_of(|pack| {
        choose(pack);
        pack.evaluation.re_evaluation = ReEvaluation::NextRound;
        let excellent = || EvaluationEvent::Grade("excellent".into());
        let lost = UnconfirmedMark { mark: BaseMark::Benchmark, grade: "excellent".into() };
        pack.evaluation.rules.extend([
            rule("H26-E-6", streak("excellent", 2, StreakUnit::Results), Consequence::Benchmark),
            rule("H26-E-7", excellent(), Consequence::SubsidyList),
            rule("H26-E-8", EvaluationEvent::MarkUnconfirmed(lost), Consequence::MarkRuling),
        ]);
        by_command(pack, TimedPurpose::Rectification);
        pack.exits[0].effect = ExitEffect::Ruling;
        pack.exits.push(ExitRule {
            id: "H26-Q-2".into(),
            article: "第二十三条".into(),
            text: Text::new("主动退出", "an exit on request"),
            trigger: ExitTrigger::HostRequest,
            effect: ExitEffect::Automatic,
        });
        pack.migrations.push(Migration {
            id: "H26-G-9".into(),
            article: "第十七条".into(),
            text: Text::new("经决定纳入", "taken in by decision"),
            from: Some("incubator".into()),
            names: vec!["省海外创新孵化中心".into()],
            to: Some("tech_transfer".into()),
            mode: MigrationMode::Conditional,
        });
    })
}

/// Yearly assessments with a notice after three fails, reports on request, a plaque abroad (M11).
fn yearly() -> PolicyBook {
    book_of(|pack| {
        pack.evaluation.rules.retain(|rule| rule.then != Consequence::Rectification);
        pack.evaluation.rules.extend([
            rule("H26-E-6", streak("unqualified", 3, StreakUnit::Years), Consequence::Notice),
            rule("H26-E-7", EvaluationEvent::OutstandingResults, Consequence::Commendation),
        ]);
        by_command(pack, TimedPurpose::AnnualReport);
        let plaque =
            Step { key: "overseas_plaque".into(), id: "H26-P-9".into(), ..pack.procedure[0].clone() };
        pack.procedure.push(Step { categories: vec!["joint_research".into()], ..plaque });
    })
}

fn active(book: PolicyBook) -> Play<BaseFlow> {
    let mut play = Play::new(BaseFlow, BASE, "2026-05-21");
    play.book = book;
    play.hears(&BaseCommand::Recognise(entry("2026-05-20")));
    play
}

/// Holds a round in September of a year.
fn evaluated(mut play: Play<BaseFlow>, year: i32, grade: Grade) -> Play<BaseFlow> {
    let (name, on) = (format!("r-{year}"), format!("{year}-09-01"));
    play = play.on(&on);
    play.hears(&round(&name));
    play.hears(&graded(&format!("{name}.{BASE}"), grade, &on));
    play
}

pub(super) fn limit_by_command() -> Play<BaseFlow> {
    evaluated(active(rounds()), 2028, Grade::Fail)
}

pub(super) fn benchmark() -> Play<BaseFlow> {
    evaluated(evaluated(active(rounds()), 2028, Grade::Excellent), 2030, Grade::Excellent)
}

pub(super) fn wishing_to_leave() -> Play<BaseFlow> {
    let mut play = active(rounds()).on("2027-04-01");
    play.asks(Role::Host, &request_exit());
    play
}

pub(super) fn left_by_wish() -> Play<BaseFlow> {
    let mut play = wishing_to_leave().on("2027-05-01");
    play.asks(Role::Official, &decide_exit(true));
    play
}

pub(super) fn national_to_rule() -> Play<BaseFlow> {
    let mut play = active(rounds()).on("2030-06-20");
    play.asks(Role::Official, &national("2030-06-15"));
    play
}

pub(super) fn notice_asked() -> Play<BaseFlow> {
    let once = evaluated(active(yearly()), 2027, Grade::Fail);
    evaluated(evaluated(once, 2028, Grade::Fail), 2029, Grade::Fail)
}

fn request_exit() -> BaseCommand {
    BaseCommand::RequestExit { reason: "合作方终止合作".into(), document_hash: hash() }
}

fn decide_exit(granted: bool) -> BaseCommand {
    BaseCommand::DecideExit {
        granted,
        document_number: "浙科〔2027〕9号".into(),
        document_on: Some(day("2027-04-30")),
        reason: "情况属实".into(),
    }
}

fn limit(until: &str) -> BaseCommand {
    BaseCommand::SetRectificationLimit { until: day(until), reason: "问题集中在机制".into() }
}

fn notice() -> BaseCommand {
    BaseCommand::IssueNotice {
        document_number: "国科通〔2029〕1号".into(),
        document_on: day("2026-05-21"),
        reason: "连续三年不合格".into(),
    }
}

fn plaque() -> OverseasPlaque {
    OverseasPlaque {
        partner: "ETH Zürich".into(),
        consent_hash: hash(),
        confirmation_hash: hash(),
        hung_on: day("2026-05-21"),
    }
}

fn rule_on_mark(keep: bool) -> BaseCommand {
    BaseCommand::RuleOnMark { mark: BaseMark::Benchmark, keep, reason: "结果下滑".into() }
}

fn rule_on_national(leaves: bool) -> BaseCommand {
    BaseCommand::RuleOnNationalExit { leaves, reason: "经省厅推荐".into() }
}

/// The commands this file adds to the table.
pub(super) fn commands() -> Vec<(Role, BaseCommand)> {
    vec![
        (Role::Official, limit("2032-01-15")),
        (Role::Official, notice()),
        (Role::Official, BaseCommand::Commend { document_number: String::new(), reason: "成绩突出".into() }),
        (Role::Official, rule_on_mark(false)),
        (
            Role::Official,
            BaseCommand::RecordNationalResult {
                document_number: "国科评〔2031〕1号".into(),
                document_on: day("2026-05-21"),
                grade: Grade::Excellent,
            },
        ),
        (Role::Host, request_exit()),
        (Role::Official, decide_exit(false)),
        (Role::Official, rule_on_national(true)),
        (Role::Official, BaseCommand::RecordOverseasPlaque(plaque())),
        (Role::Official, BaseCommand::RequestReport { year: 2026, due_on: day("2032-12-15") }),
        (Role::System, BaseCommand::NoteLateChange { change: "c-1".into() }),
    ]
}

#[test]
fn without_a_period_an_official_sets_the_limit_and_the_next_round_ends_it() {
    let mut play = limit_by_command();
    assert_eq!(play.state.status, Status::Rectifying);
    assert_eq!(play.state.rectification.as_ref().expect("running").deadline, None, "no number is made up");
    assert_eq!(play.state.tasks.first_code(), "set_rectification_limit");
    let decision = play.asks(Role::Official, &limit("2029-03-01"));
    let (due, _) = timer(&decision, "rectification").expect("a timer");
    assert_eq!(due, guohe_clock::end_of_day(day("2029-03-01")));
    assert!(play.state.tasks.is_empty());
    play = play.on("2029-03-02");
    let over = play.hears(&BaseCommand::EndRectification { performance: format!("r-2028.{BASE}") });
    assert_eq!(tags(&over), ["rectification_limit_passed"]);
    assert_eq!(play.state.status, Status::Rectifying, "only the next evaluation shows what came of it");
    play = play.on("2030-09-01");
    let entered = play.hears(&round("r-2030"));
    let due = sent(&entered.messages, "registry.base.evaluation_due").expect("evaluated in the round");
    assert_eq!((due["round"].as_str(), due["reEvaluation"].as_bool()), (Some("r-2030"), Some(true)));
}

#[test]
fn the_next_round_puts_a_failed_base_right_or_leaves_the_matter_to_people() {
    let passed = evaluated(limit_by_command(), 2030, Grade::Pass);
    assert_eq!(passed.state.status, Status::Active);
    let failed = evaluated(limit_by_command(), 2030, Grade::Fail);
    assert_eq!(failed.state.status, Status::ReEvaluation, "nothing is cancelled");
    let mut excused = limit_by_command().on("2030-09-01");
    excused.hears(&round("r-2030"));
    let performance = format!("r-2030.{BASE}");
    excused.hears(&BaseCommand::LeaveRound { performance, excused: true, reason: "疫情".into() });
    assert_eq!(excused.state.status, Status::Rectifying, "until the round after");
    assert_eq!(evaluated(excused, 2032, Grade::Pass).state.status, Status::Active);
}

#[test]
fn two_excellent_running_make_a_benchmark_base_and_each_stands_on_the_list_of_subsidies() {
    let play = benchmark();
    assert!(play.state.carries(BaseMark::Benchmark));
    assert_eq!(play.state.subsidies.len(), 2);
    let broken = evaluated(evaluated(active(rounds()), 2028, Grade::Excellent), 2030, Grade::Pass);
    let third = evaluated(broken, 2032, Grade::Excellent);
    assert!(!third.state.carries(BaseMark::Benchmark), "a pass between them breaks the streak");
}

#[test]
fn a_benchmark_base_keeps_its_mark_until_a_person_has_ruled() {
    let mut play = evaluated(benchmark(), 2032, Grade::Pass);
    assert!(play.state.carries(BaseMark::Benchmark));
    assert!(play.state.tasks.has("rule_on_mark", "BENCHMARK"));
    play.asks(Role::Official, &rule_on_mark(false));
    assert!(!play.state.carries(BaseMark::Benchmark));
    assert!(play.state.tasks.is_empty());
}

#[test]
fn three_failed_years_running_ask_for_a_notice_that_an_official_issues() {
    let mut play = notice_asked();
    assert_eq!(play.state.status, Status::Active, "the text knows no rectification");
    assert!(!play.state.carries(BaseMark::Notified));
    assert_eq!(play.state.tasks.first_code(), "issue_notice");
    let decision = play.asks(Role::Official, &notice());
    assert!(play.state.carries(BaseMark::Notified));
    assert_eq!(notices(&decision.messages), ["base_marked"]);
    let gap = evaluated(evaluated(active(yearly()), 2027, Grade::Fail), 2029, Grade::Fail);
    let after_gap = evaluated(gap, 2030, Grade::Fail);
    assert!(after_gap.state.tasks.is_empty(), "2028 had no result");
}

#[test]
fn a_host_leaves_only_with_approval_and_not_while_a_matter_is_open() {
    let mut matter = active(rounds()).on("2027-04-01");
    matter.hears(&note_matter("m-1"));
    assert_eq!(matter.refused(&actor(Role::Host), &request_exit()).code, "MATTER_OPEN");
    let mut later = wishing_to_leave();
    later.hears(&note_matter("m-1"));
    assert_eq!(
        later.on("2027-05-01").refused(&actor(Role::Official), &decide_exit(true)).code,
        "MATTER_OPEN"
    );
    let mut play = wishing_to_leave().on("2027-05-01");
    let decision = play.asks(Role::Official, &decide_exit(true));
    assert_eq!(play.state.status, Status::Exited);
    let left = sent(&decision.messages, "registry.base.left").expect("told");
    assert_eq!(left["leaving"], "LEAVING_VOLUNTARY");
    let mut refused = wishing_to_leave().on("2027-05-01");
    refused.asks(Role::Official, &decide_exit(false));
    assert_eq!((refused.state.status, refused.state.tasks.is_empty()), (Status::Active, true));
    let hunan = super::active();
    assert_eq!(hunan.refused(&actor(Role::Host), &request_exit()).code, "PACK_SILENT");
}

#[test]
fn a_national_recognition_asks_a_person_where_the_text_leaves_it_open() {
    let mut play = national_to_rule();
    assert_eq!(play.state.status, Status::Active);
    assert_eq!(play.state.tasks.first_code(), "rule_on_national_exit");
    let decision = play.asks(Role::Official, &rule_on_national(true));
    assert_eq!(play.state.status, Status::ExitedNational);
    assert_eq!(decision.events[0].effective_on, Some(day("2030-06-15")), "on the ministry's document's date");
    let mut stays = national_to_rule();
    stays.asks(Role::Official, &rule_on_national(false));
    assert_eq!((stays.state.status, stays.state.national.is_none()), (Status::Active, true));
}

#[test]
fn a_national_base_with_an_excellent_national_grade_stands_on_the_list_all_the_same() {
    let mut play = national_to_rule();
    play.asks(Role::Official, &rule_on_national(true));
    let result = |grade| BaseCommand::RecordNationalResult {
        document_number: "国科评〔2030〕1号".into(),
        document_on: day("2030-06-20"),
        grade,
    };
    assert_eq!(play.refused(&actor(Role::Official), &result(Grade::Pass)).code, "PACK_SILENT");
    play.asks(Role::Official, &result(Grade::Excellent));
    assert!(play.state.subsidies[0].national);
}

#[test]
fn an_older_kind_comes_in_by_a_decision_after_a_check_and_its_tenure_begins_there() {
    let mut play = Play::new(BaseFlow, BASE, "2026-08-01");
    play.book = rounds();
    let given = |conditions_met, findings: &str| {
        let BaseCommand::RegisterLegacy {
            legacy_kind: _,
            recognised_on,
            document_number,
            name,
            institution,
            institution_name,
            unit,
            field,
            leader,
            ..
        } = legacy("incubator")
        else {
            unreachable!("an entry")
        };
        BaseCommand::RegisterLegacy {
            legacy_kind: "省海外创新孵化中心".into(),
            recognised_on,
            document_number,
            name,
            institution,
            institution_name,
            unit,
            field,
            leader,
            inclusion: Some(Inclusion {
                conditions_met,
                findings: findings.into(),
                category: String::new(),
                document_number: "浙科〔2026〕30号".into(),
                document_on: day("2026-07-20"),
            }),
        }
    };
    let official = actor(Role::Official);
    assert_eq!(play.refused(&official, &legacy("incubator")).code, "INCLUSION_MISSING");
    assert_eq!(play.refused(&official, &given(false, "不符")).code, "CONDITIONS_NOT_MET");
    assert_eq!(play.refused(&official, &given(true, " ")).code, "MISSING");
    play.asks(Role::Official, &given(true, "逐条核对，符合"));
    assert_eq!(play.state.recognised_on, Some(day("2026-07-20")), "not the original recognition (A-42)");
    assert_eq!(play.state.category, "tech_transfer");
    let mut continued = Play::new(BaseFlow, BASE, "2026-08-01");
    continued.book = rounds_with(|pack| chosen(pack, "legacy_clock_start", "original_recognition"));
    continued.asks(Role::Official, &given(true, "逐条核对，符合"));
    assert_eq!(continued.state.recognised_on, Some(day("2019-06-01")), "as the department chose");
}

#[test]
fn a_report_without_a_date_in_the_text_opens_when_it_is_asked_for() {
    let mut play = active(yearly()).on("2027-01-01");
    let decision = play.hears(&BaseCommand::OpenReportYear { year: 2026 });
    assert_eq!(tags(&decision), ["report_year_passed"]);
    play = play.on("2027-02-01");
    let ask = |due_on: &str| BaseCommand::RequestReport { year: 2026, due_on: day(due_on) };
    assert_eq!(play.refused(&actor(Role::Official), &ask("2027-01-31")).code, "DATE_PAST");
    let decision = play.asks(Role::Official, &ask("2027-03-31"));
    let opened = sent(&decision.messages, "registry.base.report_opened").expect("opened");
    assert_eq!(opened["dueOn"], "2027-03-31");
    assert_eq!(play.refused(&actor(Role::Official), &ask("2027-04-30")).code, "REPORT_EXISTS");
    let hunan = super::active();
    assert_eq!(hunan.refused(&actor(Role::Official), &ask("2027-03-31")).code, "REPORT_DATE_IN_TEXT");
}

#[test]
fn a_plaque_abroad_needs_the_category_the_partner_and_both_governments() {
    let official = actor(Role::Official);
    let record = |plaque| BaseCommand::RecordOverseasPlaque(plaque);
    let mut play = active(yearly());
    let unconfirmed = OverseasPlaque { confirmation_hash: String::new(), ..plaque() };
    assert_eq!(play.refused(&official, &record(unconfirmed)).code, "PLAQUE_UNCONFIRMED");
    play.asks(Role::Official, &record(plaque()));
    assert!(play.state.overseas_plaque.is_some());
    let mut other = Play::new(BaseFlow, BASE, "2026-05-21");
    other.book = yearly();
    other.hears(&BaseCommand::Recognise(Entry { category: "featured".into(), ..entry("2026-05-20") }));
    assert_eq!(other.refused(&official, &record(plaque())).code, "NO_OVERSEAS_PLAQUE");
}
