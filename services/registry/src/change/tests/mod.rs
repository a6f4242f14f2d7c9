//! Tests of changes.

use guohe_flow::Role;
use guohe_policy::{ChangeMode, FindingLimb, GroundPurpose, Limb, Text};

use super::{ChangeCommand, ChangeFlow, Status, Verdict};
use crate::{
    base::Leaving,
    testing::{
        Column, Play, Row, actor, book_of, check_table, day, hash, notices, person, sent, tags, timer,
    },
};

fn record(kind: &str, happened_on: &str, value: &str) -> ChangeCommand {
    ChangeCommand::Record {
        base: "b-1".into(),
        kind: kind.into(),
        happened_on: day(happened_on),
        value: value.into(),
    }
}

fn file() -> ChangeCommand {
    ChangeCommand::File { document_hash: hash(), explanation: "换届".into() }
}

fn opinion(verdict: Verdict, revision: u32) -> ChangeCommand {
    ChangeCommand::TakeOpinion { verdict, opinion: "意见".into(), signed_by: "r-1".into(), revision }
}

fn refuse() -> ChangeCommand {
    ChangeCommand::Refuse { reason: "材料不符".into() }
}

fn end() -> ChangeCommand {
    ChangeCommand::End { leaving: Leaving::National, effective_on: day("2026-07-01") }
}

fn absent() -> Play<ChangeFlow> {
    Play::new(ChangeFlow, "c-1", "2026-06-10").with_base("b-1", "ACTIVE")
}

fn due() -> Play<ChangeFlow> {
    let mut play = absent();
    play.asks(Role::Host, &record("leader", "2026-06-01", "p-2"));
    play
}

fn filed() -> Play<ChangeFlow> {
    let mut play = due();
    play.asks(Role::Host, &file());
    play
}

fn after_opinion(verdict: Verdict) -> Play<ChangeFlow> {
    let mut play = filed();
    play.hears(&opinion(verdict, 1));
    play
}

/// Measures under which a late application that harms the base is a ground, and planned changes are applied for early.
fn elsewhere() -> Play<ChangeFlow> {
    let mut play = absent();
    play.book = book_of(|pack| {
        let changes = pack.changes.as_mut().expect("a duty");
        changes.mode = ChangeMode::Both;
        changes.needs_approval = true;
        let text = Text::new("影响正常运行", "its operation suffers");
        let harmed = FindingLimb { code: "operation_affected".into(), text };
        pack.grounds[7].purpose = Some(GroundPurpose::LateChange);
        pack.grounds[7].needs = vec![Limb::LateChange, Limb::Finding(harmed)];
    });
    play
}

fn late_with_ground() -> Play<ChangeFlow> {
    let mut play = elsewhere();
    play.asks(Role::Host, &record("leader", "2026-06-01", "p-2"));
    play.hears(&ChangeCommand::Escalate);
    play
}

fn effect(affected: bool) -> ChangeCommand {
    ChangeCommand::FindEffect { affected, facts: "合作中断两月".into() }
}

#[test]
fn a_late_change_is_one_limb_and_the_harm_a_person_finds_is_the_other() {
    let mut play = elsewhere();
    play.asks(Role::Host, &record("leader", "2026-06-01", "p-2"));
    let decision = play.hears(&ChangeCommand::Escalate);
    assert!(sent(&decision.messages, "registry.change.late").is_some(), "the base keeps it");
    assert!(sent(&decision.messages, "registry.change.ground_found").is_none());
    play.asks(Role::Host, &file());
    assert_eq!(play.state.tasks.first_code(), "find_effect_of_late_change", "filing late does not answer it");
    let decision = play.asks(Role::Official, &effect(true));
    let found = sent(&decision.messages, "registry.change.ground_found").expect("a matter is opened");
    assert_eq!(found["findings"], serde_json::json!(["operation_affected"]));
    let mut unharmed = late_with_ground();
    let decision = unharmed.asks(Role::Official, &effect(false));
    assert!(sent(&decision.messages, "registry.change.ground_found").is_none());
}

#[test]
fn a_planned_change_is_applied_for_before_it_happens_only_where_the_measures_take_it() {
    let planned = record("leader", "2026-07-01", "p-2");
    assert_eq!(absent().refused(&actor(Role::Host), &planned).code, "DATE_IN_FUTURE");
    let mut play = elsewhere();
    play.asks(Role::Host, &planned);
    play.asks(Role::Host, &file());
    assert_eq!(play.state.status, Status::Filed);
}

fn in_status(status: Status) -> Play<ChangeFlow> {
    match status {
        Status::Absent => absent(),
        Status::Due => due(),
        Status::Filed => filed(),
        Status::Returned => after_opinion(Verdict::Returned),
        Status::Consented => after_opinion(Verdict::Consented),
        Status::Refused => after_opinion(Verdict::Refused),
        Status::Registered => {
            let mut play = after_opinion(Verdict::Consented);
            play.asks(Role::Official, &ChangeCommand::Register);
            play
        }
        Status::Ended => {
            let mut play = due();
            play.hears(&end());
            play
        }
    }
}

fn rows() -> Vec<Row<ChangeFlow>> {
    let mut escalated = due();
    escalated.hears(&ChangeCommand::Escalate);
    vec![
        ("ABSENT", in_status(Status::Absent)),
        ("DUE", in_status(Status::Due)),
        ("DUE_ESCALATED", escalated),
        ("DUE_LATE", late_with_ground()),
        ("FILED", in_status(Status::Filed)),
        ("RETURNED", in_status(Status::Returned)),
        ("CONSENTED", in_status(Status::Consented)),
        ("REGISTERED", in_status(Status::Registered)),
        ("REFUSED", in_status(Status::Refused)),
        ("ENDED", in_status(Status::Ended)),
    ]
}

fn name(command: &ChangeCommand) -> &'static str {
    match command {
        ChangeCommand::Record { .. } => "record",
        ChangeCommand::File { .. } => "file",
        ChangeCommand::TakeOpinion { .. } => "take_opinion",
        ChangeCommand::Register => "register",
        ChangeCommand::Refuse { .. } => "refuse",
        ChangeCommand::FindEffect { .. } => "find_effect",
        ChangeCommand::Escalate => "escalate",
        ChangeCommand::End { .. } => "end",
    }
}

fn columns() -> Vec<Column<ChangeFlow>> {
    let commands = vec![
        (Role::Host, record("leader", "2026-06-01", "p-2")),
        (Role::Host, file()),
        (Role::System, opinion(Verdict::Consented, 1)),
        (Role::Official, ChangeCommand::Register),
        (Role::Official, refuse()),
        (Role::System, ChangeCommand::Escalate),
        (Role::System, end()),
        (Role::Official, effect(true)),
    ];
    commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect()
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    check_table(rows(), &columns(), include_str!("table.txt"));
}

#[test]
fn a_recorded_change_reminds_at_14_and_30_days_and_binds_the_report_of_its_year() {
    let decision = absent().asks(Role::Host, &record("leader", "2026-06-01", "p-2"));
    let reminders = sent(&decision.messages, "registry.deadline.set").expect("reminders");
    assert_eq!(reminders["remindOn"], serde_json::json!(["2026-06-15", "2026-07-01"]));
    assert_eq!(sent(&decision.messages, "registry.change.opened").expect("told")["year"], 2026);
    let (due, command) = timer(&decision, "change_filing").expect("a timer");
    assert_eq!((due, command), (guohe_clock::end_of_day(day("2026-07-01")), &ChangeCommand::Escalate));
    assert_eq!(decision.events[0].effective_on, Some(day("2026-06-01")));
}

#[test]
fn an_official_may_record_what_a_host_did_not() {
    let decision = absent().asks(Role::Official, &record("partner", "2026-06-01", "INSA Lyon"));
    assert_eq!(notices(&decision.messages), ["change_recorded"]);
}

#[test]
fn another_institutions_user_may_not_record_or_file() {
    let other = person("h-2", Role::Host, "91430000000000000X");
    assert_eq!(absent().refused(&other, &record("leader", "2026-06-01", "p-2")).code, "OTHER_INSTITUTION");
    assert_eq!(due().refused(&other, &file()).code, "OTHER_INSTITUTION");
    assert_eq!(due().refused(&actor(Role::Official), &file()).code, "HOST_ONLY");
}

#[test]
fn impossible_changes_name_what_is_wrong() {
    let host = actor(Role::Host);
    for (command, code) in [
        (record("colour", "2026-06-01", "red"), "CHANGE_KIND"),
        (record("leader", "2026-06-11", "p-2"), "DATE_IN_FUTURE"),
        (record("leader", "2026-06-01", ""), "MISSING"),
        (record("host", "2026-06-01", "123"), "CREDIT_CODE_CHECK"),
        (record("leader", "2026-03-08", "p-2"), "NO_VERSION_IN_FORCE"),
    ] {
        assert_eq!(absent().refused(&host, &command).code, code);
    }
    let unknown = Play::new(ChangeFlow, "c-1", "2026-06-10");
    assert_eq!(unknown.refused(&host, &record("leader", "2026-06-01", "p-2")).code, "BASE_NOT_FOUND");
    let left = absent().with_base("b-1", "REVOKED");
    assert_eq!(left.refused(&host, &record("leader", "2026-06-01", "p-2")).code, "WRONG_STATE");
}

#[test]
fn the_soft_date_only_opens_a_task() {
    let mut play = due().on("2026-07-02");
    let decision = play.hears(&ChangeCommand::Escalate);
    assert_eq!(tags(&decision), ["escalated", "task_opened"]);
    assert_eq!(play.state.status, Status::Due);
    let mut filed = play.clone();
    filed.asks(Role::Host, &file());
    assert!(filed.state.tasks.is_empty(), "a late filing closes the task");
}

#[test]
fn an_opinion_on_an_earlier_filing_changes_nothing() {
    let mut play = after_opinion(Verdict::Returned);
    play.asks(Role::Host, &file());
    assert!(play.hears(&opinion(Verdict::Consented, 1)).is_nothing());
    play.hears(&opinion(Verdict::Consented, 2));
    assert_eq!(play.state.status, Status::Consented);
    assert!(play.hears(&opinion(Verdict::Refused, 2)).is_nothing(), "an opinion is given once");
}

#[test]
fn without_the_units_consent_the_department_cannot_register() {
    for play in [due(), filed(), after_opinion(Verdict::Refused), after_opinion(Verdict::Returned)] {
        assert_eq!(play.refused(&actor(Role::Official), &ChangeCommand::Register).code, "WRONG_STATE");
    }
}

#[test]
fn a_registered_change_reaches_the_entry() {
    let mut play = after_opinion(Verdict::Consented);
    assert_eq!(play.state.tasks.first_code(), "register_change");
    let decision = play.asks(Role::Official, &ChangeCommand::Register);
    let told = sent(&decision.messages, "registry.change.registered").expect("told");
    assert_eq!((told["kind"].as_str(), told["value"].as_str()), (Some("leader"), Some("p-2")));
    assert_eq!(decision.events[0].rules[0].rule, "H26-P-6");
}

#[test]
fn a_refused_change_leaves_the_entry_alone() {
    let mut play = after_opinion(Verdict::Consented);
    let decision = play.asks(Role::Official, &refuse());
    assert!(sent(&decision.messages, "registry.change.registered").is_none());
    assert_eq!(play.state.status, Status::Refused);
}
