//! Tests of projects: every state with every command, the follow-up, the reports.

mod library;
mod reports;

use guohe_flow::{Actor, Attributes, Found, Refusal, Role};

use super::{Admitted, Granted, History, Project, ProjectCommand as Command, ProjectFlow, Status};
use crate::testing::{
    Column, GUANGDONG_CALL, Play, Row, actor, check_table, day, hash, institution, notices, person, tags,
    timer,
};

type Case = Play<ProjectFlow>;

fn admitted(category: &str) -> Command {
    Command::Open(Admitted {
        call: "gd-2020".into(),
        institution: institution(),
        institution_name: "某大学".into(),
        category: category.into(),
        field: "先进储能材料".into(),
        leader: "p-1".into(),
        policy: GUANGDONG_CALL.into(),
        score_hundredths: 8800,
    })
}

fn history(recognised: Option<bool>, funded_years: Option<&[i32]>) -> Command {
    Command::RecordHistory(History {
        subject: "base-77".into(),
        recognised,
        funded_years: funded_years.map(<[i32]>::to_vec),
        basis: "省科技厅历年认定和立项文件".into(),
    })
}

fn newcomer() -> Command {
    history(Some(false), Some(&[]))
}

fn established() -> Command {
    history(Some(true), Some(&[]))
}

fn enter() -> Command {
    Command::EnterLibrary { entered_on: None }
}

fn assess(passed: bool) -> Command {
    Command::Assess { passed, opinion: "考评意见".into() }
}

fn fund(document_on: &str) -> Command {
    Command::Fund(Granted {
        amount_cny: "1000000".into(),
        document_number: "粤科函〔2021〕9号".into(),
        document_on: day(document_on),
        programme_year: 2021,
    })
}

fn rule(stands: bool) -> Command {
    Command::RuleOnGrant { stands, reason: "经研究".into() }
}

fn file(number: u32) -> Command {
    Command::FileReport { number, report_hash: hash() }
}

fn give_back(number: u32) -> Command {
    Command::ReturnReport { number, reason: "缺数据".into() }
}

fn evaluate(reason: &str) -> Command {
    Command::EvaluatePerformance { opinion: "绩效良好".into(), reason: reason.into() }
}

/// Admitted to topic two on 16 November 2020.
fn reviewed() -> Case {
    let mut case = Play::of_call(ProjectFlow, "g-1", "2020-11-16");
    case.hears(&admitted("jrc"));
    case
}

fn with_history(finding: &Command) -> Case {
    let mut case = reviewed();
    case.asks(Role::Official, finding);
    case
}

/// A base recognised before, in the library.
fn in_library() -> Case {
    let mut case = with_history(&established());
    case.asks(Role::Official, &enter());
    case
}

/// A newcomer, in the library since 16 November 2020.
fn followed_up() -> Case {
    let mut case = with_history(&newcomer());
    case.asks(Role::Official, &enter());
    case
}

fn assessment_due() -> Case {
    let mut case = followed_up().on("2021-11-17");
    case.hears(&Command::FollowUpOver);
    case
}

/// Funded by a document of 20 December 2021.
fn funded() -> Case {
    let mut case = assessment_due();
    case.asks(Role::Official, &assess(true));
    case = case.on("2021-12-20");
    case.hears(&fund("2021-12-20"));
    case
}

fn in_status(status: Status) -> Case {
    match status {
        Status::Absent => Play::of_call(ProjectFlow, "g-1", "2020-11-16"),
        Status::Reviewed => with_history(&established()),
        Status::InLibrary => in_library(),
        Status::FollowUp => followed_up(),
        Status::AssessmentDue => assessment_due(),
        Status::Funded => funded(),
        Status::NotFunded => {
            let mut case = assessment_due();
            case.asks(Role::Official, &assess(false));
            case
        }
        Status::Left => {
            let mut case = in_library();
            case.asks(Role::Host, &Command::Leave { reason: "合作方变动".into() });
            case
        }
        Status::Closed => {
            let mut case = funded();
            case.asks(Role::Official, &evaluate("承担单位已撤销"));
            case
        }
    }
}

fn rows() -> Vec<Row<ProjectFlow>> {
    let mut rows = vec![("ABSENT", in_status(Status::Absent))];
    rows.extend(Status::ALL.map(|status| {
        let case = in_status(status);
        assert_eq!(case.state.status, status);
        (status.code(), case)
    }));
    rows
}

fn name(command: &Command) -> &'static str {
    match command {
        Command::Open(_) => "open",
        Command::RecordHistory(_) => "record_history",
        Command::EnterLibrary { .. } => "enter_library",
        Command::FollowUpOver => "follow_up_over",
        Command::Assess { .. } => "assess",
        Command::DecideNotFunded { .. } => "decide_not_funded",
        Command::Leave { .. } => "leave",
        Command::Fund(_) => "fund",
        Command::RuleOnGrant { .. } => "rule_on_grant",
        Command::FileReport { .. } => "file_report",
        Command::AcceptReport { .. } => "accept_report",
        Command::ReturnReport { .. } => "return_report",
        Command::MarkLate { .. } => "mark_late",
        Command::EvaluatePerformance { .. } => "evaluate_performance",
    }
}

fn columns() -> Vec<Column<ProjectFlow>> {
    let commands = vec![
        (Role::System, admitted("jrc")),
        (Role::Official, history(Some(true), Some(&[2015]))),
        (Role::Official, enter()),
        (Role::System, Command::FollowUpOver),
        (Role::Official, assess(true)),
        (Role::Official, Command::DecideNotFunded { reason: "预算不足".into() }),
        (Role::Host, Command::Leave { reason: "合作方变动".into() }),
        (Role::System, fund("2021-12-20")),
        (Role::Official, rule(false)),
        (Role::Host, file(1)),
        (Role::Official, Command::AcceptReport { number: 1 }),
        (Role::Official, give_back(1)),
        (Role::System, Command::MarkLate { number: 1 }),
        (Role::Official, evaluate("")),
    ];
    commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect()
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    check_table(rows(), &columns(), include_str!("table.txt"));
}

#[test]
fn states_and_commands_read_back_what_was_stored() {
    for (_, case) in rows() {
        let json = serde_json::to_string(&case.state).expect("serialises");
        assert_eq!(serde_json::from_str::<Project>(&json).expect("reads"), case.state);
    }
    for (_, _, command) in columns() {
        let json = serde_json::to_value(&command).expect("serialises");
        assert_eq!(serde_json::from_value::<Command>(json).expect("reads"), command);
    }
}

#[test]
fn only_officials_decide_and_only_the_host_files() {
    let host = actor(Role::Host);
    let asked: [(Case, Command); 5] = [
        (reviewed(), newcomer()),
        (with_history(&newcomer()), enter()),
        (assessment_due(), assess(true)),
        (in_library(), Command::DecideNotFunded { reason: "x".into() }),
        (funded(), evaluate("x")),
    ];
    for (case, command) in asked {
        assert_eq!(case.refused(&host, &command).code, "OFFICIAL_ONLY", "{}", name(&command));
    }
    let stranger = person("h-2", Role::Host, "91350100M000100Y43");
    assert_eq!(funded().refused(&stranger, &file(1)).code, "OTHER_INSTITUTION");
    assert_eq!(
        in_library().refused(&stranger, &Command::Leave { reason: "x".into() }).code,
        "HOST_OR_OFFICIAL"
    );
}

/// Another project of a subject, as a look-up finds it.
fn other(subject: &str, programme_year: i64) -> Found {
    let attributes = Attributes::new()
        .text("subject", subject)
        .text("topic", "base")
        .number("programme_year", programme_year);
    Found { id: "g-0".into(), attributes }
}

fn refusal(case: &Case, who: &Actor, command: &Command) -> (String, Vec<String>) {
    let Refusal { code, rules, .. } = case.refused(who, command);
    (code, rules.into_iter().map(|rule| rule.rule).collect())
}
