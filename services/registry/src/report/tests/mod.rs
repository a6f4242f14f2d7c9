//! Tests of yearly reports.

use guohe_flow::{RefusalKind, Role};
use guohe_policy::{GroundPurpose, ReportSigner, SwitchValue, YearlyReport};

use super::{Opening, ReportCommand, ReportFlow, Status};
use crate::{
    base::Leaving,
    testing::{
        Column, HUNAN, Play, Row, actor, book_of, book_with, check_table, day, hash, institution, notices,
        person, sent, tags, timer,
    },
};

fn opening(year: i32, changes: &[&str]) -> ReportCommand {
    ReportCommand::Open(Opening {
        base: "b-1".into(),
        year,
        institution: institution(),
        unit: "csu".into(),
        changes: changes.iter().map(|id| (*id).to_owned()).collect(),
        policy: HUNAN.into(),
        due_on: None,
    })
}

fn file(told: &[&str]) -> ReportCommand {
    ReportCommand::File {
        report_hash: hash(),
        plan_hash: hash(),
        opinion_hash: hash(),
        signed_by: "h-9".into(),
        told_changes: told.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn end(leaving: Leaving, effective_on: &str) -> ReportCommand {
    ReportCommand::End { leaving, effective_on: day(effective_on) }
}

fn give_back() -> ReportCommand {
    ReportCommand::Return { reason: "缺计划".into() }
}

fn open() -> Play<ReportFlow> {
    let mut play = Play::new(ReportFlow, "b-1-2026", "2027-01-01");
    play.hears(&opening(2026, &["c-1"]));
    play
}

fn late() -> Play<ReportFlow> {
    let mut play = open().on("2027-01-16");
    play.hears(&ReportCommand::MarkLate);
    play
}

fn filed() -> Play<ReportFlow> {
    let mut play = open().on("2027-01-10");
    play.asks(Role::Host, &file(&["c-1"]));
    play
}

/// Measures under which the recommending unit signs, and lateness without cause is a ground.
fn elsewhere() -> Play<ReportFlow> {
    let mut play = open();
    play.book = book_of(|pack| {
        let signed_by = ReportSigner::Recommender;
        pack.report = Some(YearlyReport { signed_by, with_plan: false, copy_to_recommender: false });
        pack.grounds[1].purpose = Some(GroundPurpose::LateReport);
    });
    play
}

fn unsigned() -> Play<ReportFlow> {
    let mut play = elsewhere().on("2027-01-10");
    play.asks(Role::Host, &unsigned_file());
    play
}

fn unsigned_file() -> ReportCommand {
    ReportCommand::File {
        report_hash: hash(),
        plan_hash: String::new(),
        opinion_hash: String::new(),
        signed_by: String::new(),
        told_changes: vec!["c-1".into()],
    }
}

fn late_with_ground() -> Play<ReportFlow> {
    let mut play = elsewhere().on("2027-01-16");
    play.hears(&ReportCommand::MarkLate);
    play
}

fn sign() -> ReportCommand {
    ReportCommand::Sign { opinion_hash: hash() }
}

fn excuse() -> ReportCommand {
    ReportCommand::ExcuseLateness { reason: "不可抗力".into() }
}

fn without_cause() -> ReportCommand {
    ReportCommand::FindLateWithoutCause { facts: "经催告仍未报送".into() }
}

#[test]
fn a_report_that_the_unit_signs_reaches_the_department_only_then() {
    let mut play = unsigned();
    assert_eq!(play.state.status, Status::Unsigned);
    assert!(!play.state.tasks.has("accept_report", ""), "nobody has to look at it yet");
    assert_eq!(play.refused(&actor(Role::Official), &ReportCommand::Accept).code, "WRONG_STATE");
    assert_eq!(play.refused(&actor(Role::Host), &sign()).code, "UNIT_ONLY");
    let other = person("r-9", Role::Recommender, "other");
    assert_eq!(play.refused(&other, &sign()).code, "OTHER_UNIT");
    play.asks(Role::Recommender, &sign());
    assert_eq!((play.state.status, play.state.filings[0].signed_by.as_str()), (Status::Filed, "r-1"));
    assert!(play.state.tasks.has("accept_report", ""));
}

#[test]
fn a_late_report_asks_a_person_for_its_cause_and_filing_late_does_not_answer_it() {
    let mut play = late_with_ground();
    assert_eq!(play.state.tasks.first_code(), "find_reason_for_lateness");
    play.asks(Role::Host, &unsigned_file());
    play.asks(Role::Recommender, &sign());
    play.asks(Role::Official, &ReportCommand::Accept);
    assert_eq!(play.state.tasks.first_code(), "find_reason_for_lateness", "still to be answered");
    let decision = play.asks(Role::Official, &without_cause());
    let found = sent(&decision.messages, "registry.report.ground_found").expect("a matter is opened");
    assert_eq!((found["ground"].as_str(), found["subject"].as_str()), (Some("H26-X-2a"), Some("b-1-2026")));
    assert_eq!(play.refused(&actor(Role::Official), &excuse()).code, "WRONG_STATE", "answered once");
}

#[test]
fn an_excused_lateness_leads_to_nothing() {
    let mut play = late_with_ground();
    let decision = play.asks(Role::Official, &excuse());
    assert!(sent(&decision.messages, "registry.report.ground_found").is_none());
    assert!(play.state.tasks.is_empty());
}

#[test]
fn a_report_asked_for_is_due_on_the_day_the_department_set() {
    let mut play = Play::new(ReportFlow, "b-1-2026", "2026-11-02");
    let ReportCommand::Open(opening) = opening(2026, &[]) else { unreachable!("an opening") };
    let decision = play.hears(&ReportCommand::Open(Opening { due_on: Some(day("2026-12-15")), ..opening }));
    assert_eq!(play.state.deadline.expect("a date").due, day("2026-12-15"));
    assert!(timer(&decision, "annual_report").is_some());
}

fn in_status(status: Status) -> Play<ReportFlow> {
    match status {
        Status::Absent => Play::new(ReportFlow, "b-1-2026", "2027-01-01"),
        Status::Open => open(),
        Status::Unsigned => unsigned(),
        Status::Filed => filed(),
        Status::Returned => {
            let mut play = filed();
            play.asks(Role::Official, &give_back());
            play
        }
        Status::Accepted => {
            let mut play = filed();
            play.asks(Role::Official, &ReportCommand::Accept);
            play
        }
        Status::Closed => {
            let mut play = open();
            play.hears(&end(Leaving::National, "2027-01-05"));
            play
        }
    }
}

fn rows() -> Vec<Row<ReportFlow>> {
    vec![
        ("ABSENT", in_status(Status::Absent)),
        ("OPEN", in_status(Status::Open)),
        ("LATE", late()),
        ("LATE_WITH_GROUND", late_with_ground()),
        ("UNSIGNED", in_status(Status::Unsigned)),
        ("FILED", in_status(Status::Filed)),
        ("RETURNED", in_status(Status::Returned)),
        ("ACCEPTED", in_status(Status::Accepted)),
        ("CLOSED", in_status(Status::Closed)),
    ]
}

fn name(command: &ReportCommand) -> &'static str {
    match command {
        ReportCommand::Open(_) => "open",
        ReportCommand::File { .. } => "file",
        ReportCommand::Accept => "accept",
        ReportCommand::Return { .. } => "return",
        ReportCommand::MarkLate => "mark_late",
        ReportCommand::End { .. } => "end",
        ReportCommand::Sign { .. } => "sign",
        ReportCommand::ExcuseLateness { .. } => "excuse_lateness",
        ReportCommand::FindLateWithoutCause { .. } => "find_late_without_cause",
    }
}

fn columns() -> Vec<Column<ReportFlow>> {
    let commands = vec![
        (Role::System, opening(2026, &["c-1", "c-2"])),
        (Role::Host, file(&["c-1"])),
        (Role::Official, ReportCommand::Accept),
        (Role::Official, give_back()),
        (Role::System, ReportCommand::MarkLate),
        (Role::System, end(Leaving::Cancelled, "2027-01-05")),
        (Role::Recommender, sign()),
        (Role::Official, excuse()),
        (Role::Official, without_cause()),
    ];
    commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect()
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    check_table(rows(), &columns(), include_str!("table.txt"));
}

#[test]
fn the_report_on_2026_and_the_plan_for_2027_are_due_on_15_january_2027() {
    let mut play = Play::new(ReportFlow, "b-1-2026", "2027-01-01");
    let decision = play.hears(&opening(2026, &[]));
    let deadline = play.state.deadline.clone().expect("due");
    assert_eq!((deadline.due, deadline.late_from), (day("2027-01-15"), day("2027-01-16")));
    assert_eq!(play.state.plan_year, 2027);
    assert_eq!(
        timer(&decision, "annual_report").expect("a timer").0,
        guohe_clock::start_of_day(day("2027-01-16"))
    );
    let reminders = sent(&decision.messages, "registry.deadline.set").expect("reminders");
    assert_eq!(reminders["remindOn"], serde_json::json!(["2026-12-16", "2027-01-08", "2027-01-14"]));
    assert_eq!(reminders["dueOn"], "2027-01-15");
}

#[test]
fn a_due_day_on_a_rest_day_stays_while_lateness_begins_after_the_next_working_day() {
    let mut play = Play::new(ReportFlow, "b-1-2027", "2028-01-01");
    play.hears(&opening(2027, &[]));
    let deadline = play.state.deadline.expect("due");
    assert_eq!((deadline.due, deadline.late_from), (day("2028-01-15"), day("2028-01-18")));
    assert!(deadline.provisional, "the calendar of 2028 is not published");
}

#[test]
fn a_report_that_tells_not_every_change_is_refused_with_its_rule() {
    let refusal = open().refused(&actor(Role::Host), &file(&[]));
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Rule, "REPORT_INCOMPLETE"));
    assert_eq!(refusal.rules[0].rule, "H26-T-03");
    assert!(refusal.message.contains("c-1"));
}

#[test]
fn a_report_without_the_hosts_signed_opinion_is_refused() {
    let unsigned = match file(&["c-1"]) {
        ReportCommand::File { report_hash, plan_hash, opinion_hash, told_changes, .. } => {
            ReportCommand::File { report_hash, plan_hash, opinion_hash, signed_by: " ".into(), told_changes }
        }
        other => other,
    };
    let refusal = open().refused(&actor(Role::Host), &unsigned);
    assert_eq!((refusal.code.as_str(), refusal.rules[0].rule.as_str()), ("REPORT_UNSIGNED", "H26-T-01"));
}

#[test]
fn only_the_host_files_and_only_an_official_accepts() {
    assert_eq!(open().refused(&actor(Role::Official), &file(&["c-1"])).code, "HOST_ONLY");
    let other = person("h-2", Role::Host, "91430000000000000X");
    assert_eq!(open().refused(&other, &file(&["c-1"])).code, "OTHER_INSTITUTION");
    assert_eq!(filed().refused(&actor(Role::Host), &ReportCommand::Accept).code, "OFFICIAL_ONLY");
}

#[test]
fn filing_sends_the_recommending_unit_its_copy_and_stops_the_clock() {
    let mut play = open().on("2027-01-15");
    let decision = play.asks(Role::Host, &file(&["c-1"]));
    let copy = sent(&decision.messages, "registry.notice.requested").expect("a copy");
    assert_eq!(copy["recipients"][0]["id"], "csu");
    assert!(play.hears(&ReportCommand::MarkLate).is_nothing(), "filed on its last day is in time");
    assert!(play.state.late_since.is_none());
}

#[test]
fn a_late_report_is_flagged_and_nothing_else_happens() {
    let mut play = open().on("2027-01-16");
    let decision = play.hears(&ReportCommand::MarkLate);
    assert_eq!(tags(&decision), ["late"]);
    assert_eq!(notices(&decision.messages), ["report_late"]);
    assert_eq!(sent(&decision.messages, "registry.report.settled").expect("told")["year"], 2026);
    assert!(play.hears(&ReportCommand::MarkLate).is_nothing());
}

#[test]
fn the_departments_switch_adds_a_task_for_a_missing_report_and_no_more() {
    let mut play = open().on("2027-01-16");
    play.book = book_with("missing_report_effect", SwitchValue::Word("ground8_review".into()));
    assert_eq!(tags(&play.hears(&ReportCommand::MarkLate)), ["late", "task_opened"]);
}

#[test]
fn a_late_report_may_still_be_filed_and_accepted() {
    let mut play = late().on("2027-03-01");
    play.asks(Role::Host, &file(&["c-1"]));
    let decision = play.asks(Role::Official, &ReportCommand::Accept);
    assert_eq!(play.state.status, Status::Accepted);
    assert_eq!(play.state.late_since, Some(day("2027-01-16")));
    assert_eq!(sent(&decision.messages, "registry.report.settled").expect("told")["accepted"], true);
}

#[test]
fn a_change_recorded_after_the_filing_keeps_the_report_from_being_accepted() {
    let mut play = filed();
    play.hears(&opening(2026, &["c-1", "c-2"]));
    assert_eq!(play.refused(&actor(Role::Official), &ReportCommand::Accept).code, "REPORT_INCOMPLETE");
}

#[test]
fn a_late_flag_set_after_the_base_had_left_is_annulled() {
    let mut play = late().on("2027-02-01");
    let decision = play.hears(&end(Leaving::National, "2027-01-10"));
    assert_eq!(tags(&decision), ["closed", "late_annulled"]);
    assert!(play.state.late_since.is_none() && !play.state.missing);
}

#[test]
fn a_report_late_before_the_base_left_stays_on_file_as_missing() {
    let mut play = late().on("2027-02-01");
    play.hears(&end(Leaving::National, "2027-01-20"));
    assert!(play.state.late_since.is_some() && play.state.missing);
}

#[test]
fn an_unknown_pack_is_waited_for() {
    let play = Play::new(ReportFlow, "b-1-2026", "2027-01-01");
    let foreign = match opening(2026, &[]) {
        ReportCommand::Open(opening) => {
            ReportCommand::Open(Opening { policy: "hunan-2099".into(), ..opening })
        }
        other => other,
    };
    assert_eq!(play.refused(&actor(Role::System), &foreign).kind, RefusalKind::NotYet);
}
