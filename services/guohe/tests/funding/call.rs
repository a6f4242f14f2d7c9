//! The call from its announcement to the last report: both topics, a newcomer's year, limits, money only once.

use guohe_api::{
    evaluation::v1 as evaluation, intake::v1::ApplicationStatus, refusal_from, registry::v1 as registry,
};
use tonic::Status;

use crate::town::{CALL, DEPARTMENT, Town, files};

/// The call as a training tenant declares it in force, with one expert a panel and two bases at most: the limit of
/// ten is the pack's, and every limit is met alike.
fn declared() -> Vec<registry::PackFile> {
    let chosen = |name: &str, value: &str| format!("  - name: {name}\n    chosen: {value}\n");
    let begins = |name: &str| format!("  - name: {name}\n");
    let changes = [
        (begins("declared_in_force"), chosen("declared_in_force", "true")),
        (begins("effective_from"), chosen("effective_from", "\"2020-06-01\"")),
        (begins("guide_publication_date"), chosen("guide_publication_date", "\"2020-06-30\"")),
        ("experts: 5".to_owned(), "experts: 1".to_owned()),
        ("quorum: 3".to_owned(), "quorum: 1".to_owned()),
        ("drop_highest: 1".to_owned(), "drop_highest: 0".to_owned()),
        ("drop_lowest: 1".to_owned(), "drop_lowest: 0".to_owned()),
        ("most_items: 10".to_owned(), "most_items: 2".to_owned()),
    ];
    let changes: Vec<(&str, &str)> = changes.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    files("guangdong-2020-call", &changes)
}

fn refused(status: &Status) -> (String, Vec<String>) {
    let refusal = refusal_from(status).unwrap_or_else(|| panic!("no details in {status:?}"));
    (refusal.code, refusal.rules.into_iter().map(|rule| format!("{} {}", rule.rule, rule.article)).collect())
}

fn by(code: &str, rule: &str) -> (String, Vec<String>) {
    (code.to_owned(), vec![rule.to_owned()])
}

async fn status(town: &mut Town, project: &str) -> registry::ProjectStatus {
    town.project(project).await.status()
}

/// From the lodging to the admission.
async fn admitted(town: &mut Town, number: u32, category: &str, percent: u32) -> String {
    let application = town.lodge(number, category).await;
    town.accept(&application).await;
    town.review(&application, percent).await;
    town.admit(&application).await;
    application
}

#[tokio::test(flavor = "multi_thread")]
async fn topic_one_funds_five_by_rank_and_refuses_the_sixth() {
    let mut town = Town::with_pack("2020-07-01", declared()).await;
    town.open_call().await;
    // Nobody recommends: a lodged case goes to the department itself.
    let first = town.lodge(1, "overseas_rd").await;
    let seen = town.application(&first).await;
    assert_eq!((seen.status(), seen.unit.as_str()), (ApplicationStatus::AwaitingAcceptance, ""));
    assert_eq!(seen.tasks[0].code, "accept_application");
    town.accept(&first).await;
    town.review(&first, 70).await;
    // This call recognises no base.
    let propose = evaluation::ProposeRecognitionRequest {
        context: town.official(),
        application: first.clone(),
        opinion: "x".into(),
        balance: None,
    };
    let wrong = town.evaluation.propose_recognition(propose).await.expect_err("refused");
    assert_eq!(refused(&wrong), by("LEADS_TO_FUNDING", "G20-P-2 专题一（四）、专题二（四）"));
    town.admit(&first).await;
    assert_eq!(town.application(&first).await.status(), ApplicationStatus::Admitted);
    for number in 2..=6 {
        admitted(&mut town, number, "overseas_rd", 90).await;
    }
    town.go_to("2020-12-20").await;
    let unknown = town.fund("g-2", "2020-12-20", "").await.expect_err("history unknown");
    assert_eq!(refused(&unknown), by("HISTORY_UNKNOWN", "G20-O-5 专题一（二）5"));
    for number in 1..=6 {
        town.history(&format!("g-{number}"), &format!("rd-{number}"), registry::Known::No, &[]).await;
    }
    let early = town.fund("g-1", "2020-12-20", "").await.expect_err("others rank before it");
    assert_eq!(refused(&early).0, "OUT_OF_RANK");
    for number in 2..=5 {
        town.fund(&format!("g-{number}"), "2020-12-20", "").await.expect("funded");
    }
    let budget = town.fund("g-1", "2020-12-20", "企业建有省级创新平台").await.expect("funded with a reason");
    assert_eq!((budget.grants.len(), budget.most_items), (5, 5));
    let sixth = town.fund("g-6", "2020-12-20", "").await.expect_err("the sixth");
    assert_eq!(refused(&sixth), by("CAP_REACHED", "G20-W-1 专题一（四）"));
    assert_eq!(status(&mut town, "g-6").await, registry::ProjectStatus::Reviewed);
    let turned_down = registry::DecideNotFundedRequest {
        context: town.official(),
        project: "g-6".into(),
        reason: "名额已满".into(),
    };
    town.funding.decide_not_funded(turned_down).await.expect("decided");
    let funded = town.project("g-1").await;
    assert_eq!((funded.status(), funded.amount_cny.as_str()), (registry::ProjectStatus::Funded, "1000000"));
    let due: Vec<_> = funded.reports.iter().map(|r| r.deadline.clone().unwrap_or_default().due_on).collect();
    assert_eq!(due, ["2021-12-20", "2022-12-20", "2023-12-20"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn topic_two_follows_newcomers_for_a_year_funds_within_its_limit_and_takes_three_reports() {
    let mut town = Town::with_pack("2020-07-01", declared()).await;
    town.open_call().await;
    for (number, category) in [(1, "jrc"), (2, "ttc"), (3, "jrc"), (4, "jrc")] {
        admitted(&mut town, number, category, 85).await;
    }
    town.go_to("2020-11-16").await;
    // 1 is new; 2 was recognised long ago; 3 was funded in 2017, which bars it; 4 was funded in 2015.
    town.history("g-1", "base-1", registry::Known::No, &[]).await;
    town.history("g-2", "base-2", registry::Known::Yes, &[]).await;
    town.history("g-3", "base-3", registry::Known::Yes, &[2017]).await;
    town.history("g-4", "base-4", registry::Known::No, &[2015]).await;
    for number in [1, 2, 4] {
        town.enter(&format!("g-{number}")).await.expect("entered");
    }
    let barred = town.enter("g-3").await.expect_err("funded since 2017");
    assert_eq!(refused(&barred), by("FUNDED_ALREADY", "G20-B-4 专题二（二）4"));
    assert_eq!(status(&mut town, "g-2").await, registry::ProjectStatus::InLibrary);
    assert_eq!(status(&mut town, "g-4").await, registry::ProjectStatus::InLibrary);
    let newcomer = town.project("g-1").await;
    assert_eq!(newcomer.status(), registry::ProjectStatus::FollowUp);
    assert_eq!(newcomer.follow_up.expect("a period").due_on, "2021-11-16");
    let early = town.fund("g-1", "2020-11-16", "").await.expect_err("not followed up yet");
    assert_eq!(refused(&early), by("FOLLOW_UP_FIRST", "G20-P-4b 专题二（五）1"));
    town.fund("g-2", "2020-11-16", "").await.expect("funded");

    // The year of the newcomer: nothing before its last day is over, a task on the day after (S-37).
    town.go_to("2021-11-16").await;
    assert_eq!(status(&mut town, "g-1").await, registry::ProjectStatus::FollowUp);
    town.go_to("2021-11-17").await;
    let due = town.project("g-1").await;
    assert_eq!(due.status(), registry::ProjectStatus::AssessmentDue);
    assert_eq!(due.tasks[0].code, "assess_follow_up");
    let assess = registry::AssessFollowUpRequest {
        context: town.official(),
        project: "g-1".into(),
        passed: true,
        opinion: "考评通过".into(),
    };
    town.funding.assess_follow_up(assess).await.expect("assessed");
    town.go_to("2021-12-20").await;
    town.fund("g-1", "2021-12-20", "").await.expect("funded");
    let full = town.fund("g-4", "2021-12-20", "").await.expect_err("the limit of the call");
    assert_eq!(refused(&full), by("CAP_REACHED", "G20-W-2 专题二（四）"));

    // Three reports on the anniversaries; the second comes late, which is a flag and nothing else.
    for (number, filed_on, late) in
        [(1, "2022-12-20", false), (2, "2024-01-05", true), (3, "2024-12-01", false)]
    {
        town.go_to(filed_on).await;
        let file = registry::FileProgressReportRequest {
            context: town.host(1),
            project: "g-1".into(),
            number,
            report_hash: "b".repeat(64),
        };
        town.funding.file_progress_report(file).await.expect("filed");
        let accept =
            registry::AcceptProgressReportRequest { context: town.official(), project: "g-1".into(), number };
        let project = town.funding.accept_progress_report(accept).await.expect("accepted").into_inner();
        let report = project.project.expect("one").reports[number as usize - 1].clone();
        assert_eq!(!report.late_since.is_empty(), late, "report {number}");
    }
    assert_eq!(town.project("g-1").await.tasks[0].code, "evaluate_performance");
    let evaluate = registry::EvaluatePerformanceRequest {
        context: town.official(),
        project: "g-1".into(),
        opinion: "绩效良好".into(),
        reason: String::new(),
    };
    town.funding.evaluate_performance(evaluate).await.expect("closed");
    town.settle().await;
    assert_eq!(status(&mut town, "g-1").await, registry::ProjectStatus::Closed);
    let mut told = town.told("project/g-1").await;
    told.sort();
    told.dedup();
    for template in [
        "follow_up_begun",
        "follow_up_ended",
        "library_entered",
        "progress_report_late",
        "project_closed",
        "project_funded",
    ] {
        assert!(told.iter().any(|code| code == template), "{template} is not among {told:?}");
    }

    let budget =
        registry::GetBudgetRequest { department: DEPARTMENT.into(), call: CALL.into(), topic: "base".into() };
    let budget = town.funding.get_budget(budget).await.expect("read").into_inner().budget.expect("one");
    let funded: Vec<_> = budget.grants.iter().map(|grant| grant.project.as_str()).collect();
    assert_eq!(funded, ["g-2", "g-1"]);
    let list = registry::ListProjectsRequest {
        department: DEPARTMENT.into(),
        status: registry::ProjectStatus::InLibrary.into(),
        ..Default::default()
    };
    let waiting = town.funding.list_projects(list).await.expect("listed").into_inner().projects;
    assert_eq!(waiting.iter().map(|project| project.project.as_str()).collect::<Vec<_>>(), ["g-4"]);
}
