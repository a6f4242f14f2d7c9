//! A base's life under Zhejiang's measures of 2026: taken in by decision, reporting after a full year, changing with two
//! approvals, failing and recovering, becoming a benchmark, leaving.

use guohe_api::{evaluation::v1::Grade, registry::v1 as wire};

use super::{Office, Town, code, hash};

const CATEGORY: &str = "open_service";

async fn town() -> Town {
    let town = Town::starting_on("2026-07-20").await;
    town.office("zhejiang").adopts("zhejiang-2026", &[]).await;
    town
}

pub(super) fn inclusion(conditions_met: bool) -> Option<wire::Inclusion> {
    Some(wire::Inclusion {
        conditions_met,
        findings: "逐条核对".into(),
        category: String::new(),
        document_number: "浙科发外〔2026〕30号".into(),
        document_on: "2026-07-20".into(),
    })
}

async fn report(office: &Office<'_>, year: i32) -> wire::Report {
    let request = wire::GetReportRequest { department: "zhejiang".into(), report: format!("b-1-{year}") };
    office.reports().get_report(request).await.expect("a report").into_inner().report.expect("a report")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_carrier_comes_in_by_decision_reports_late_is_excused_and_changes_with_two_approvals() {
    let town = town().await;
    let office = town.office("zhejiang");
    let refused = office.takes_in("省海外创新孵化中心", None).await.expect_err("no decision");
    assert_eq!(code(&refused), "INCLUSION_MISSING");
    let refused = office.takes_in("省海外创新孵化中心", inclusion(false)).await.expect_err("not met");
    assert_eq!(code(&refused), "CONDITIONS_NOT_MET");
    office.takes_in("省海外创新孵化中心", inclusion(true)).await.expect("taken in");
    let base = office.base("b-1").await.expect("a base");
    assert_eq!((base.category.as_str(), base.recognised_on.as_str()), (CATEGORY, "2026-07-20"));

    // Not a full year old on 31 January 2027: the first report is on 2027 and due in 2028.
    town.until("2027-02-10").await;
    let marks = office.base("b-1").await.expect("a base").reports;
    assert_eq!((marks[0].year, marks[0].state.as_str()), (2026, "NOT_OWED"));
    town.until("2028-01-31").await;
    assert_eq!(report(&office, 2027).await.deadline.expect("a date").due_on, "2028-01-31");
    town.until("2028-02-02").await;
    let late = report(&office, 2027).await;
    assert_eq!(
        (late.late_since.as_str(), late.tasks[0].code.as_str()),
        ("2028-02-01", "find_reason_for_lateness")
    );
    let excuse = wire::ExcuseLateReportRequest {
        context: office.official(),
        report: "b-1-2027".into(),
        reason: "系统停机".into(),
    };
    office.reports().excuse_late_report(excuse).await.expect("excused");
    let file = wire::FileReportRequest {
        context: office.host(),
        report: "b-1-2027".into(),
        report_hash: hash(),
        ..Default::default()
    };
    office.reports().file_report(file).await.expect("neither plan nor signature is asked for");

    // The register keeps the old leader until both have approved; a late application asks for the harm.
    let record = wire::RecordChangeRequest {
        context: office.host(),
        change: "c-1".into(),
        base: "b-1".into(),
        kind: "leader".into(),
        happened_on: "2028-02-01".into(),
        value: "p-2".into(),
    };
    office.changes().record_change(record).await.expect("recorded");
    town.until("2028-03-05").await;
    assert_eq!(office.base("b-1").await.expect("a base").leader, "p-1");
    assert_eq!(office.base("b-1").await.expect("a base").late_changes, ["c-1"]);
    let found = wire::FindChangeEffectRequest {
        context: office.official(),
        change: "c-1".into(),
        affected: false,
        facts: "运行未受影响".into(),
    };
    office.changes().find_change_effect(found).await.expect("found");
    assert!(office.base("b-1").await.expect("a base").matters.is_empty(), "one limb gives no ground");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_fail_running_leaves_the_cancellation_to_people_and_the_ban_is_three_years() {
    let town = town().await;
    let office = town.office("zhejiang");
    office.takes_in("省海外创新孵化中心", inclusion(true)).await.expect("taken in");
    town.until("2028-05-08").await;
    office.evaluates("r-2028", CATEGORY, "b-1", Grade::Fail).await;
    assert_eq!(office.tasks("b-1").await, ["set_rectification_limit"]);
    let limit = wire::SetRectificationLimitRequest {
        context: office.official(),
        base: "b-1".into(),
        until: "2028-11-30".into(),
        reason: "半年足够".into(),
    };
    office.lives().set_rectification_limit(limit).await.expect("set");
    town.until("2029-05-07").await;
    assert_eq!(office.base("b-1").await.expect("a base").status(), wire::BaseStatus::Rectifying);
    office.evaluates("r-2029", CATEGORY, "b-1", Grade::Fail).await;
    let base = office.base("b-1").await.expect("a base");
    assert_eq!(base.status(), wire::BaseStatus::ReEvaluation, "nothing is cancelled by a result");
    assert_eq!(base.matters[0].ground, "Z26-X-2");
    let propose = wire::ProposeCancellationRequest {
        context: office.official(),
        matter: base.matters[0].matter.clone(),
        reason: "连续两次不合格".into(),
        ..Default::default()
    };
    office.matters().propose_cancellation(propose).await.expect("proposed");
    let document_on = office.cancels(&base.matters[0].matter).await;
    assert_eq!(office.base("b-1").await.expect("a base").status(), wire::BaseStatus::Revoked);
    assert_eq!(document_on, "2029-05-08");
    assert_eq!(office.standing().await, ("INSTITUTION_STATUS_EXCLUDED".into(), "2032-05-08".into()));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_excellent_make_a_benchmark_a_pass_asks_and_national_recognition_is_ruled_on() {
    let town = town().await;
    let office = town.office("zhejiang");
    office.takes_in("省海外创新孵化中心", inclusion(true)).await.expect("taken in");
    for (year, grade) in [(2028, Grade::Excellent), (2029, Grade::Excellent), (2030, Grade::Pass)] {
        town.until(&format!("{year}-05-08")).await;
        office.evaluates(&format!("r-{year}"), CATEGORY, "b-1", grade).await;
    }
    let base = office.base("b-1").await.expect("a base");
    assert_eq!((base.marks[0].mark.as_str(), base.marks[0].since.as_str()), ("BENCHMARK", "2029-05-09"));
    assert_eq!(base.subsidies.len(), 2);
    assert_eq!(office.tasks("b-1").await, ["rule_on_mark"], "the mark stays until a person has ruled");
    let recognised = wire::RecordNationalRecognitionRequest {
        context: office.official(),
        base: "b-1".into(),
        document_number: "国科发外〔2030〕9号".into(),
        document_on: "2030-05-01".into(),
    };
    office.bases().record_national_recognition(recognised).await.expect("recorded");
    assert_eq!(office.base("b-1").await.expect("a base").status(), wire::BaseStatus::Active);
    let ruling = wire::RuleOnNationalExitRequest {
        context: office.official(),
        base: "b-1".into(),
        leaves: true,
        reason: "经省厅推荐".into(),
    };
    office.lives().rule_on_national_exit(ruling).await.expect("ruled");
    let base = office.base("b-1").await.expect("a base");
    assert_eq!(base.status(), wire::BaseStatus::ExitedNational);
    assert_eq!(base.departure.expect("how it left").effective_on, "2030-05-01");
    let result = wire::RecordNationalResultRequest {
        context: office.official(),
        base: "b-1".into(),
        document_number: "国科评〔2030〕1号".into(),
        document_on: "2030-05-09".into(),
        grade: "EXCELLENT".into(),
    };
    office.lives().record_national_result(result).await.expect("listed");
    let listed =
        wire::ListBasesRequest { department: "zhejiang".into(), subsidy: true, ..Default::default() };
    let listed = office.bases().list_bases(listed).await.expect("a list").into_inner().bases;
    assert!(listed[0].subsidies.iter().any(|subsidy| subsidy.national));
    town.stop().await;
}
