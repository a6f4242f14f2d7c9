//! Entry, the year of newcomers, and what was funded before.

use guohe_clock::start_of_day;

use super::*;

#[test]
fn a_newcomer_is_followed_up_for_a_year_and_assessed_from_the_day_after() {
    let mut case = with_history(&newcomer());
    let decision = case.asks(Role::Official, &enter());
    assert_eq!(case.state.status, Status::FollowUp);
    let deadline = &case.state.follow_up.as_ref().expect("followed up").deadline;
    assert_eq!((deadline.due, deadline.late_from), (day("2021-11-16"), day("2021-11-17")));
    let (due, _) = timer(&decision, "follow_up").expect("a timer");
    assert_eq!(due, start_of_day(day("2021-11-17")));
    assert_eq!(notices(&decision.messages), ["library_entered", "follow_up_begun"]);
    let reminder = crate::testing::sent(&decision.messages, "registry.deadline.set").expect("reminders");
    assert_eq!(reminder["remindOn"], serde_json::json!(["2021-10-17"]));
    let rules: Vec<_> = decision.events[0].rules.iter().map(|rule| rule.rule.as_str()).collect();
    assert_eq!(rules, ["G20-P-4b", "G20-T-04"]);
    // On the last day itself nothing is assessed yet.
    let case = case.on("2021-11-16");
    assert_eq!(refusal(&case, &actor(Role::Official), &assess(true)).0, "FOLLOW_UP_RUNNING");
    let mut case = case.on("2021-11-17");
    let decision = case.hears(&Command::FollowUpOver);
    assert_eq!(decision.events[0].effective_on, Some(day("2021-11-17")));
    assert_eq!(
        (case.state.status, case.state.tasks.first_code()),
        (Status::AssessmentDue, "assess_follow_up")
    );
}

#[test]
fn a_year_from_a_leap_day_ends_on_the_last_day_of_february() {
    let mut case = Play::of_call(ProjectFlow, "g-2", "2020-02-29");
    // The pack's first day is later; entry follows the paper's date all the same.
    case.hears(&admitted("ttc"));
    case.asks(Role::Official, &newcomer());
    case.asks(Role::Official, &Command::EnterLibrary { entered_on: Some(day("2020-02-29")) });
    let deadline = &case.state.follow_up.as_ref().expect("followed up").deadline;
    assert_eq!(deadline.due, day("2021-02-28"));
}

#[test]
fn what_was_recognised_at_any_time_or_funded_before_2017_waits_for_the_budget_at_once() {
    for finding in
        [history(Some(true), Some(&[])), history(Some(false), Some(&[2016])), history(None, Some(&[2012]))]
    {
        let mut case = with_history(&finding);
        let decision = case.asks(Role::Official, &enter());
        assert_eq!(case.state.status, Status::InLibrary);
        assert!(case.state.follow_up.is_none() && timer(&decision, "follow_up").is_none());
        assert_eq!(decision.events[0].rules[0].rule, "G20-P-4a");
        assert_eq!(case.state.tasks.first_code(), "decide_funding");
    }
}

#[test]
fn money_since_2017_bars_the_base_by_its_own_statement_or_by_the_registers_record() {
    let official = actor(Role::Official);
    let barred = with_history(&history(Some(true), Some(&[2012, 2017])));
    assert_eq!(refusal(&barred, &official, &enter()), ("FUNDED_ALREADY".into(), vec!["G20-B-4".into()]));
    let mut clean = with_history(&newcomer());
    clean.found = vec![other("base-77", 2019)];
    assert_eq!(refusal(&clean, &official, &enter()), ("FUNDED_ALREADY".into(), vec!["G20-B-4".into()]));
    // Another base of the same host stays fundable (rules.md 0b.6).
    clean.found = vec![other("base-78", 2019)];
    clean.asks(Role::Official, &enter());
    assert_eq!(clean.state.status, Status::FollowUp);
    // Older money of the register's own record makes it established instead.
    let mut older = with_history(&newcomer());
    older.found = vec![other("base-77", 2016)];
    older.asks(Role::Official, &enter());
    assert_eq!(older.state.status, Status::InLibrary);
}

#[test]
fn an_unknown_history_is_never_taken_for_a_no() {
    let official = actor(Role::Official);
    assert_eq!(refusal(&reviewed(), &official, &enter()).0, "HISTORY_UNKNOWN");
    for finding in [history(None, Some(&[])), history(Some(false), None), history(None, None)] {
        let case = with_history(&finding);
        let (code, rules) = refusal(&case, &official, &enter());
        assert_eq!((code.as_str(), rules), ("HISTORY_UNKNOWN", vec!["G20-P-4b".into(), "G20-P-4a".into()]));
    }
}

#[test]
fn a_failed_assessment_leaves_it_unfunded_in_the_library_or_outside_as_the_switch_says() {
    for (choice, stays) in [("stay", true), ("leave", false)] {
        let mut case = assessment_due().choosing("followup_fail", choice);
        let decision = case.asks(Role::Official, &assess(false));
        assert_eq!((case.state.status, case.state.in_library), (Status::NotFunded, stays), "{choice}");
        assert_eq!(notices(&decision.messages), ["project_not_funded"]);
        assert!(case.state.tasks.is_empty());
    }
}

#[test]
fn a_passed_assessment_waits_for_the_budget() {
    let mut case = assessment_due();
    let decision = case.asks(Role::Official, &assess(true));
    assert_eq!((case.state.status, case.state.tasks.first_code()), (Status::InLibrary, "decide_funding"));
    assert_eq!(notices(&decision.messages), ["follow_up_passed"]);
}

#[test]
fn a_candidate_of_topic_one_has_no_library_to_enter() {
    let mut case = Play::of_call(ProjectFlow, "g-3", "2020-11-16");
    case.hears(&admitted("overseas_rd"));
    assert_eq!((case.state.topic.as_str(), case.state.tasks.first_code()), ("overseas_rd", "record_history"));
    case.asks(Role::Official, &newcomer());
    assert_eq!(case.state.tasks.first_code(), "decide_funding");
    assert_eq!(refusal(&case, &actor(Role::Official), &enter()).0, "NO_LIBRARY");
}

#[test]
fn a_base_entered_without_a_follow_up_does_not_become_a_newcomer_by_a_correction() {
    let case = in_library();
    assert_eq!(refusal(&case, &actor(Role::Official), &newcomer()).0, "ENTERED_AS_ESTABLISHED");
    let mut case = in_library();
    case.asks(Role::Official, &history(Some(true), Some(&[2014])));
    assert_eq!(case.state.history.funded_years, Some(vec![2014]));
}

#[test]
fn a_finding_names_its_subject_its_basis_and_possible_years() {
    let official = actor(Role::Official);
    let with = |change: fn(&mut History)| {
        let Command::RecordHistory(mut finding) = newcomer() else { panic!("a finding") };
        change(&mut finding);
        reviewed().refused(&official, &Command::RecordHistory(finding)).code
    };
    assert_eq!(with(|finding| finding.subject = "有空格 的".into()), "IDENTIFIER");
    assert_eq!(with(|finding| finding.basis = " ".into()), "MISSING");
    assert_eq!(with(|finding| finding.funded_years = Some(vec![2021])), "PROGRAMME_YEAR");
    assert_eq!(with(|finding| finding.funded_years = Some(vec![1850])), "PROGRAMME_YEAR");
    assert_eq!(with(|finding| finding.funded_years = Some(vec![2000; 51])), "TOO_MANY");
}

#[test]
fn an_entry_lies_neither_in_the_future_nor_before_the_admission() {
    let case = with_history(&newcomer());
    let on = |date: &str| Command::EnterLibrary { entered_on: Some(day(date)) };
    assert_eq!(case.refused(&actor(Role::Official), &on("2020-11-17")).code, "DATE_IN_FUTURE");
    assert_eq!(case.refused(&actor(Role::Official), &on("2020-11-15")).code, "DATE_ORDER");
}
