//! The grant, three reports, lateness without consequence, the evaluation at the end.

use guohe_clock::start_of_day;

use super::*;

fn due_days(case: &Case) -> Vec<String> {
    case.state.reports.iter().map(|report| report.deadline.due.to_string()).collect()
}

#[test]
fn three_reports_are_due_on_the_anniversaries_of_the_approval() {
    let case = funded();
    assert_eq!(due_days(&case), ["2022-12-20", "2023-12-20", "2024-12-20"]);
    assert_eq!(case.state.grant.as_ref().expect("a grant").amount_cny, "1000000");
    let mut case = assessment_due();
    case.asks(Role::Official, &assess(true));
    let mut case = case.on("2021-12-20");
    let decision = case.hears(&fund("2021-12-20"));
    for number in 1..=3_u32 {
        let (due, command) = timer(&decision, &format!("progress_report.{number}")).expect("a timer");
        let late_from = case.state.report(number).expect("owed").deadline.late_from;
        assert_eq!((due, command), (start_of_day(late_from), &Command::MarkLate { number }));
    }
    let reminders = decision.messages.iter().filter(|message| message.event_type == "registry.deadline.set");
    let days: Vec<_> = reminders.map(|message| message.data["remindOn"][0].clone()).collect();
    assert_eq!(days, ["2022-11-20", "2023-11-20", "2024-11-20"]);
}

#[test]
fn the_switch_moves_the_reports_to_the_end_of_each_year() {
    let mut case = in_library().on("2021-12-20").choosing("progress_due", "year_end");
    case.hears(&fund("2021-12-20"));
    assert_eq!(due_days(&case), ["2022-12-31", "2023-12-31", "2024-12-31"]);
}

#[test]
fn a_day_the_department_has_not_set_is_not_made_up() {
    let case = in_library().on("2021-12-20").choosing("progress_due", "date");
    let refused = case.decide(&actor(Role::System), &fund("2021-12-20")).expect_err("no day is set");
    assert_eq!(refused.code, "PACK_SILENT");
    assert!(refused.message.contains("progress_due_date"), "{}", refused.message);
}

#[test]
fn a_late_report_is_a_flag_and_is_taken_all_the_same() {
    let mut case = funded().on("2022-12-21");
    let decision = case.hears(&Command::MarkLate { number: 1 });
    assert_eq!(notices(&decision.messages), ["progress_report_late"]);
    assert_eq!(case.state.status, Status::Funded);
    assert_eq!(case.state.report(1).expect("owed").late_since, Some(day("2022-12-21")));
    assert!(decision.timers.is_empty() && case.state.tasks.is_empty());
    case.asks(Role::Host, &file(1));
    case.asks(Role::Official, &Command::AcceptReport { number: 1 });
    assert_eq!(case.state.missing_reports(), [2, 3]);
}

#[test]
fn a_returned_report_is_filed_again() {
    let mut case = funded().on("2022-12-01");
    case.asks(Role::Host, &file(1));
    assert_eq!(case.refused(&actor(Role::Host), &file(1)).code, "REPORT_FILED");
    case.asks(Role::Official, &give_back(1));
    assert_eq!(case.state.report(1).expect("owed").reason, "缺数据");
    let decision = case.asks(Role::Host, &file(1));
    assert_eq!(tags(&decision), ["report_filed", "task_opened"]);
    assert_eq!(case.refused(&actor(Role::Host), &file(4)).code, "REPORT_UNKNOWN");
    assert_eq!(
        case.refused(&actor(Role::Official), &Command::AcceptReport { number: 2 }).code,
        "REPORT_NOT_FILED"
    );
}

#[test]
fn the_evaluation_is_due_once_all_reports_are_accepted_and_closes_the_project() {
    let mut case = funded();
    for (number, on) in [(1, "2022-12-10"), (2, "2023-12-10"), (3, "2024-12-10")] {
        case = case.on(on);
        case.asks(Role::Host, &file(number));
        case.asks(Role::Official, &Command::AcceptReport { number });
    }
    assert_eq!(case.state.tasks.first_code(), "evaluate_performance");
    let decision = case.asks(Role::Official, &evaluate(""));
    assert_eq!(decision.events[0].rules[0].rule, "G20-P-6");
    assert_eq!((case.state.status, case.state.ended_on), (Status::Closed, Some(day("2024-12-10"))));
    assert!(case.state.tasks.is_empty());
}

#[test]
fn an_evaluation_without_all_reports_needs_its_reason() {
    let case = funded();
    let (code, rules) = refusal(&case, &actor(Role::Official), &evaluate(" "));
    assert_eq!((code.as_str(), rules), ("REPORTS_MISSING", vec!["G20-D-01".into()]));
    let mut case = funded();
    let decision = case.asks(Role::Official, &evaluate("承担单位已撤销"));
    let cleared =
        decision.messages.iter().filter(|message| message.event_type == "registry.deadline.cleared");
    assert_eq!(cleared.count(), 3);
}

#[test]
fn the_document_governs_where_a_project_had_left_when_its_grant_arrives() {
    let mut case = in_status(Status::Left).on("2021-12-20");
    case.hears(&fund("2021-12-20"));
    assert_eq!((case.state.status, case.state.tasks.first_code()), (Status::Funded, "rule_on_grant"));
    assert_eq!(tags(&case.hears(&fund("2021-12-20"))), Vec::<String>::new());
}

#[test]
fn a_second_grant_for_one_base_that_slipped_through_asks_an_official() {
    let mut case = in_library().on("2021-12-20");
    case.found = vec![other("base-77", 2020)];
    case.hears(&fund("2021-12-20"));
    assert_eq!(case.state.tasks.first_code(), "rule_on_grant");
    let mut clean = in_library().on("2021-12-20");
    clean.found = vec![other("base-77", 2016)];
    clean.hears(&fund("2021-12-20"));
    assert!(clean.state.tasks.is_empty());
}

#[test]
fn an_official_rules_whether_a_conflicting_grant_stands() {
    let conflicting = || {
        let mut case = in_library().on("2021-12-20");
        case.found = vec![other("base-77", 2020)];
        case.hears(&fund("2021-12-20"));
        case
    };
    let mut stands = conflicting();
    stands.asks(Role::Official, &rule(true));
    assert_eq!((stands.state.status, stands.state.tasks.len()), (Status::Funded, 0));
    let mut falls = conflicting();
    assert_eq!(falls.refused(&actor(Role::Host), &rule(false)).code, "OFFICIAL_ONLY");
    let decision = falls.asks(Role::Official, &rule(false));
    assert_eq!((falls.state.status, falls.state.grant.as_ref()), (Status::NotFunded, None));
    assert!(decision.timers.contains(&guohe_flow::TimerChange::CancelAll));
    let told = crate::testing::sent(&decision.messages, "registry.project.grant_withdrawn").expect("told");
    assert_eq!((&told["call"], &told["topic"]), (&"gd-2020".into(), &"base".into()));
}
