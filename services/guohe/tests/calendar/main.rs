//! A calendar year loaded into a whole system: the list, the sign-off, the dates that move, what is refused.

mod town;

use guohe_api::{refusal_from, registry::v1 as registry};
use guohe_flow::verify_audit;
use tonic::{Code, Status};
use town::{DEPARTMENT, Town, YEAR, host, official};

fn code(status: &Status) -> String {
    refusal_from(status).unwrap_or_else(|| panic!("no details in {status:?}")).code
}

/// Subject, what is due, the last day and the first late day before and after.
fn lines(proposal: &registry::CalendarProposal) -> Vec<String> {
    let line = |m: &registry::MovedDate| {
        let rule = m.rule.as_ref().expect("a rule");
        format!(
            "{} {} {} {}: {} to {}, late {} to {}",
            m.subject, m.what, rule.rule, rule.article, m.was_due, m.due, m.was_late_from, m.late_from
        )
    };
    let mut lines: Vec<String> = proposal.moved.iter().map(line).collect();
    lines.sort();
    lines
}

const MOVED: [&str; 3] = [
    "application/a-1 call_close H26-DS-02 部门设定: 2027-01-15 to 2027-01-18, late 2027-01-16 to 2027-01-19",
    "call/call-1 close H26-DS-02 部门设定: 2027-01-15 to 2027-01-18, late 2027-01-16 to 2027-01-19",
    "report/b-1-2026 annual_report H26-T-01 第十四条: 2027-01-15 to 2027-01-15, late 2027-01-16 to 2027-01-19",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposed_year_lists_what_it_moves_and_moves_nothing() {
    let mut town = Town::at_the_new_year().await;
    let proposal = town.propose("propose", YEAR).await.expect("proposed");
    let listed = town.proposal(&proposal).await;
    assert_eq!((listed.status.as_str(), listed.year, listed.awaiting.len()), ("READY", 2027, 0));
    assert_eq!(lines(&listed), MOVED);
    assert_eq!(town.call().await.accepted_until, "2027-01-15");
    assert!(town.call().await.provisional);
    assert_eq!(town.report().await.deadline.expect("due").late_from, "2027-01-16");
    assert_eq!(town.reminder("application.a-1.application_submission").await.due_on, "2027-01-15");

    let again = town.propose("propose-again", YEAR).await.expect("the same proposal");
    assert_eq!(again, proposal);
    assert_eq!(town.proposal(&proposal).await.round, 1, "the list is not made twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_sign_off_dates_timers_and_reminders_have_moved_with_their_receipts() {
    let mut town = Town::at_the_new_year().await;
    let proposal = town.propose("propose", YEAR).await.expect("proposed");
    let confirmed = town.confirm("confirm", &proposal).await.expect("signed off");
    assert_eq!((confirmed.status.as_str(), confirmed.decided_by.as_str()), ("CONFIRMED", "o-1"));
    town.settle().await;

    let call = town.call().await;
    assert_eq!((call.accepted_until.as_str(), call.provisional), ("2027-01-18", false));
    let deadline = town.report().await.deadline.expect("due");
    assert_eq!((deadline.due_on.as_str(), deadline.late_from.as_str()), ("2027-01-15", "2027-01-19"));
    assert!(!deadline.provisional);
    let receipt = deadline.receipt.expect("a receipt");
    assert_eq!(receipt.calendar_versions, ["2027@invented"]);
    assert_eq!(receipt.skipped_days, ["2027-01-15", "2027-01-16", "2027-01-17"]);
    let reminder = town.reminder("application.a-1.application_submission").await;
    assert_eq!(reminder.due_on, "2027-01-18");
    assert_eq!(reminder.remind_on, ["2027-01-11", "2027-01-17"], "seven days and one day before");

    for service in ["intake", "registry", "notification"] {
        let engine = town.system.engine(service).expect("runs");
        let definition =
            guohe::system::SERVICES.iter().find(|s| s.name == service).expect("is there").definition;
        let report = verify_audit(&definition(), engine.store().as_ref()).await.expect("walks");
        assert!(report.findings.is_empty(), "{service}: {:?}", report.findings);
    }

    town.advance("2027-01-18").await;
    assert_eq!(town.report().await.late_since, "", "the sixteenth is no late day any more");
    assert_eq!(town.application().await.status().as_str_name(), "APPLICATION_STATUS_DRAFT");
    town.advance("2027-01-19").await;
    assert_eq!(town.report().await.late_since, "2027-01-19");
    assert_eq!(town.application().await.status().as_str_name(), "APPLICATION_STATUS_LAPSED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_loaded_twice_changes_nothing_and_other_days_are_refused() {
    let mut town = Town::at_the_new_year().await;
    let proposal = town.propose("propose", YEAR).await.expect("proposed");
    town.confirm("confirm", &proposal).await.expect("signed off");
    town.settle().await;
    let before = town.version("regime", "adopted").await;
    assert_eq!(town.propose("twice", YEAR).await.expect("known"), "");
    let renamed = YEAR.replace("version: invented", "version: by-another-name");
    assert_eq!(town.propose("renamed", &renamed).await.expect("known"), "", "the days are what counts");

    let other = YEAR.replace("to: 2027-01-17", "to: 2027-01-18");
    let refused = town.propose("other", &other).await.expect_err("contradicts");
    assert_eq!((refused.code(), code(&refused).as_str()), (Code::AlreadyExists, "CALENDAR_CONTRADICTS"));
    assert!(refused.message().contains("2027-01-18 is a working day there and a rest day here"), "{refused}");
    assert_eq!(town.version("regime", "adopted").await, before);

    let amended = other.replace("version: invented", "version: corrected\namends: invented");
    let proposal = town.propose("amended", &amended).await.expect("an amendment");
    let listed = town.proposal(&proposal).await;
    assert_eq!(listed.moved.len(), 3, "{:?}", lines(&listed));
    town.confirm("confirm-amended", &proposal).await.expect("signed off");
    town.settle().await;
    assert_eq!(town.call().await.accepted_until, "2027-01-19");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_official_proposes_and_confirms_and_a_broken_file_names_its_line() {
    let mut town = Town::at_the_new_year().await;
    let refused = town.propose_as(host("by-host"), YEAR).await.expect_err("refused");
    assert_eq!((refused.code(), code(&refused).as_str()), (Code::PermissionDenied, "OFFICIAL_ONLY"));

    let broken = YEAR.replace("- 2027-01-23", "- 2027-01-22");
    let refused = town.propose("broken", &broken).await.expect_err("refused");
    let refusal = refusal_from(&refused).expect("details");
    assert_eq!(refusal.code, "CALENDAR_INVALID");
    assert_eq!(refusal.fields[0].0, "2027.yaml:11:5");
    assert!(refusal.fields[0].1.contains("2027-01-22 is a Fri, which is worked anyway"), "{refusal}");

    let proposal = town.propose("propose", YEAR).await.expect("proposed");
    let request =
        registry::ConfirmCalendarYearRequest { context: host("host-confirms"), proposal: proposal.clone() };
    let refused = town.calendars.confirm_calendar_year(request).await.expect_err("refused");
    assert_eq!(code(&refused), "OFFICIAL_ONLY");
    let refused = town.confirm("unknown", "2027-000000000000").await.expect_err("unknown");
    assert_eq!(code(&refused), "CALENDAR_UNKNOWN");

    let request = registry::WithdrawCalendarYearRequest {
        context: official("withdraw"),
        proposal: proposal.clone(),
        reason: "the notice was corrected".into(),
    };
    let withdrawn = town.calendars.withdraw_calendar_year(request).await.expect("taken back").into_inner();
    assert_eq!(withdrawn.proposal.expect("shown").status, "WITHDRAWN");
    let refused = town.confirm("too-late", &proposal).await.expect_err("withdrawn");
    assert_eq!(code(&refused), "WRONG_STATE");
    assert!(town.call().await.provisional, "nothing took effect");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_made_before_another_year_was_loaded_cannot_be_signed_off() {
    let mut town = Town::at_the_new_year().await;
    let later = YEAR.replace("2027", "2028").replace("- 2028-01-23", "- 2028-01-22");
    let stale = town.propose("later", &later).await.expect("proposed");
    let first = town.propose("propose", YEAR).await.expect("proposed");
    town.confirm("confirm", &first).await.expect("signed off");
    town.settle().await;
    let refused = town.confirm("stale", &stale).await.expect_err("stale");
    assert_eq!(code(&refused), "PROPOSAL_STALE");
    assert_eq!(town.propose("again", &later).await.expect("a new list"), stale);
    assert_eq!(town.proposal(&stale).await.round, 2);
    town.confirm("fresh", &stale).await.expect("signed off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_first_of_december_an_official_is_asked_for_the_next_year() {
    let mut town = Town::in_november().await;
    assert_eq!(town.regime_tasks().await, Vec::<String>::new());
    town.advance("2026-12-01").await;
    assert_eq!(town.regime_tasks().await, ["load_calendar 2027 H26-DS-08"]);
    let proposal = town.propose("propose", YEAR).await.expect("proposed");
    town.confirm("confirm", &proposal).await.expect("signed off");
    town.settle().await;
    assert_eq!(town.regime_tasks().await, Vec::<String>::new(), "{DEPARTMENT} has the year now");
    town.advance("2027-12-01").await;
    assert_eq!(town.regime_tasks().await, ["load_calendar 2028 H26-DS-08"]);
}
