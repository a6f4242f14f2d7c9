//! A call that funds: nobody recommends, and what experts reviewed goes to the library or to the candidates.

use guohe_testkit::decide::GUANGDONG_CALL;
use serde_json::json;

use super::*;
use crate::testing::{call_book, sent};

/// A call of the guide, from 1 July to 31 July 2020.
fn terms_2020() -> CallTerms {
    CallTerms {
        call: "gd-2020".into(),
        policy: GUANGDONG_CALL.into(),
        opens_on: day("2020-07-01"),
        closes_on: day("2020-07-31"),
        accepted_until: day("2020-07-31"),
        categories: vec!["overseas_rd".into(), "jrc".into(), "ttc".into()],
        recommend_by: None,
        review_by: None,
    }
}

fn begin(unit: &str) -> Command {
    Command::CreateDraft(DraftTerms {
        call: terms_2020(),
        institution: institution(),
        category: "jrc".into(),
        unit: unit.into(),
    })
}

/// A form of Guangdong with every document that the conditions ask for.
fn form_2020(case: &Case) -> Value {
    let mut form = form();
    form["org"]["province"] = json!("广东");
    let pack = case.book.pack(GUANGDONG_CALL).expect("adopted");
    let required = pack.required_documents("jrc", "university");
    form["attachments"] = required
        .iter()
        .map(|document| json!({"kind": document.kind, "sha256": "a".repeat(64), "pages": 1}))
        .collect();
    form
}

fn draft_2020() -> Case {
    let mut case = Case::new("g-1", morning("2020-07-10"));
    case.book = call_book(|_| ());
    case.asks(Role::Host, &begin("")).expect("begun");
    let form = form_2020(&case);
    case.asks(Role::Host, &save(&form)).expect("stored");
    case
}

fn handed() -> Case {
    let mut case = draft_2020();
    let form = form_2020(&case);
    case.asks(Role::Host, &submit(&form)).expect("lodged");
    case.hears(&standing(Standing::Eligible));
    case
}

#[test]
fn a_draft_names_no_unit_where_the_measures_name_nobody_who_recommends() {
    let mut case = Case::new("g-1", morning("2020-07-10"));
    case.book = call_book(|_| ());
    let refusal = case.asks(Role::Host, &begin("csu")).expect_err("refused");
    assert_eq!((refusal.code.as_str(), refusal.fields[0].0.as_str()), ("UNIT_NEEDLESS", "unit"));
    case.asks(Role::Host, &begin("")).expect("begun");
    let mut hunan = Case::new("a-1", morning("2026-05-08"));
    let Command::CreateDraft(mut terms) = create() else { panic!("a draft") };
    terms.unit = String::new();
    let refusal = hunan.asks(Role::Host, &Command::CreateDraft(terms)).expect_err("Hunan has units");
    assert_eq!(refusal.code, "IDENTIFIER");
}

#[test]
fn an_eligible_case_goes_to_the_department_itself_with_a_day_for_its_acceptance() {
    let mut case = draft_2020();
    let form = form_2020(&case);
    case.asks(Role::Host, &submit(&form)).expect("lodged");
    let decision = case.hears(&standing(Standing::Eligible));
    assert_eq!(crate::testing::tags(&decision), ["handed_to_department"]);
    assert!(sent(&decision.messages, "intake.application.presented").is_none());
    assert_eq!(case.state.status(), Status::AwaitingAcceptance);
    assert_eq!(case.state.tasks.first_code(), "accept_application");
    assert_eq!(case.state.tasks[0].due_on, Some(day("2020-07-24")));
    let told = crate::testing::notices(&decision.messages);
    assert_eq!(told, ["application_awaits_acceptance"]);
}

#[test]
fn a_correction_comes_back_to_the_department() {
    let mut case = handed();
    case.asks(Role::Official, &send_back()).expect("returned");
    assert_eq!(case.state.status(), Status::Returned);
    let form = form_2020(&case);
    case.asks(Role::Host, &submit(&form)).expect("lodged again");
    assert_eq!((case.state.status(), case.state.revision), (Status::AwaitingAcceptance, 2));
}

#[test]
fn nobody_is_told_in_the_name_of_a_unit_that_there_is_not() {
    let mut case = Case::new("a-1", morning("2026-05-08"));
    case.book = crate::testing::without_recommenders();
    let Command::CreateDraft(mut terms) = create() else { panic!("a draft") };
    terms.unit = String::new();
    case.asks(Role::Host, &Command::CreateDraft(terms)).expect("begun");
    case.asks(Role::Host, &save(&form())).expect("stored");
    case = case.on("2026-05-20");
    case.asks(Role::Host, &submit(&form())).expect("lodged");
    case.hears(&standing(Standing::Eligible));
    let decision = case.asks(Role::Official, &accept()).expect("accepted");
    let notice = sent(&decision.messages, "intake.notice.requested").expect("a notice");
    assert_eq!(notice["template"], "application_accepted");
    let told = notice["recipients"].as_array().expect("a list");
    assert_eq!((told.len(), &told[0]["id"]), (1, &json!(institution())));
}

#[test]
fn an_admitted_case_rests_here_and_names_the_rule_of_its_topic() {
    let mut case = handed();
    case.state.stage = Status::Reviewed;
    let decision = case.hears(&admitted());
    assert_eq!(decision.events[0].rules[0].rule, "G20-P-2");
    assert_eq!(case.state.status(), Status::Admitted);
    assert_eq!(case.state.destination, Some(Destination::Library));
    assert!(case.state.tasks.is_empty());
    let withdraw = Command::Withdraw { reason: String::new() };
    assert_eq!(case.asks(Role::Host, &withdraw).expect_err("it is the register's now").code, "WRONG_STATE");
}

#[test]
fn indicators_stay_open_until_the_day_of_the_guide_is_stated() {
    let guide = "call.guide_publication_date";
    let waits = |case: &Case| {
        let report = case.state.report.clone().expect("examined");
        report
            .eligibility
            .conditions
            .iter()
            .any(|condition| condition.missing_facts.iter().any(|fact| fact == guide))
    };
    assert!(!waits(&handed()), "the day is stated");
    let mut unstated = draft_2020();
    unstated.book = call_book(|pack| {
        let switch = pack.switches.iter_mut().find(|switch| switch.name == "guide_publication_date");
        switch.expect("a switch").chosen = None;
    });
    let mut form = form_2020(&unstated);
    form["investments"] = json!([{"on": "2019-01-10", "amount_cny": "9000000"}]);
    unstated.asks(Role::Host, &save(&form)).expect("stored");
    unstated.asks(Role::Host, &submit(&form)).expect("lodged");
    assert!(waits(&unstated));
    let open = unstated.state.report.as_ref().expect("examined").open();
    assert!(open.iter().any(|rule| rule.rule == "G20-J-2"), "{open:?}");
}
