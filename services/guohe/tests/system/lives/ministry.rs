//! A joint research centre's life under the ministry's measures of 2011, in a tenant for which they were declared in
//! force: reports on request through the recommending unit, three failed years, a notice, and both limbs of the ground.

use guohe_api::{evaluation::v1::Grade, registry::v1 as wire};
use guohe_policy::Text;
use guohe_registry::base::{BaseCommand, BaseFlow, Entry};

use super::{Office, Town, code, date, hash, institution};

/// The words by which an operator declares the measures in force from a day.
const DECLARED: [(&str, &str, &str); 2] = [
    ("switches.yaml", "default: false\n", "default: false\n    chosen: true\n"),
    ("switches.yaml", "default: \"unknown\"\n", "default: \"unknown\"\n    chosen: \"2011-08-01\"\n"),
];

async fn town() -> Town {
    let town = Town::starting_on("2012-03-01").await;
    let office = town.office("ministry-archive");
    office.adopts("most-2011", &DECLARED).await;
    let entry = Entry {
        base: "b-1".into(),
        name: Text::new("先进材料国际联合研究中心", ""),
        category: "jrc".into(),
        field: "先进材料".into(),
        institution: institution(),
        institution_name: "示例研究院".into(),
        unit: "unit-1".into(),
        leader: "p-1".into(),
        recognised_on: date("2012-03-01"),
        document_number: "国科发外〔2012〕1号".into(),
        policy: "most-2011".into(),
    };
    office.tells::<BaseFlow>("registry", "b-1", BaseCommand::Recognise(entry)).await;
    town
}

async fn open(office: &Office<'_>, matter: &str) {
    let open = wire::OpenMatterRequest {
        context: office.official(),
        matter: matter.into(),
        base: "b-1".into(),
        ground: "M11-X-1".into(),
        facts: "经查证属实".into(),
        evidence_hash: hash(),
        conduct_on: String::new(),
    };
    office.matters().open_matter(open).await.expect("opened");
}

async fn propose(office: &Office<'_>, matter: &str, findings: &[&str]) -> Result<(), tonic::Status> {
    let propose = wire::ProposeCancellationRequest {
        context: office.official(),
        matter: matter.into(),
        ground: String::new(),
        reason: "两项俱备".into(),
        findings: findings.iter().map(|code| (*code).to_owned()).collect(),
    };
    office.matters().propose_cancellation(propose).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_failed_years_bring_a_notice_and_only_notice_and_violation_together_end_it() {
    let town = town().await;
    let office = town.office("ministry-archive");
    for year in 2012..2015 {
        town.until(&format!("{year}-10-15")).await;
        office.evaluates(&format!("r-{year}"), "jrc", "b-1", Grade::Fail).await;
        assert_eq!(office.base("b-1").await.expect("a base").status(), wire::BaseStatus::Active);
    }
    assert_eq!(office.tasks("b-1").await, ["issue_notice"]);
    open(&office, "m-1").await;
    let refused = propose(&office, "m-1", &["serious_violation"]).await.expect_err("no notice yet");
    assert_eq!(code(&refused), "LIMB_MISSING");
    let notice = wire::IssueNoticeRequest {
        context: office.official(),
        base: "b-1".into(),
        document_number: "国科外函〔2014〕7号".into(),
        document_on: town.today().to_string(),
        reason: "连续三年考核不合格".into(),
    };
    office.lives().issue_notice(notice).await.expect("issued");
    assert_eq!(office.base("b-1").await.expect("a base").marks[0].mark, "NOTIFIED");
    let refused = propose(&office, "m-1", &[]).await.expect_err("no violation found");
    assert_eq!(code(&refused), "LIMB_MISSING");
    propose(&office, "m-1", &["serious_violation"]).await.expect("both limbs hold");
    office.cancels("m-1").await;
    assert_eq!(office.base("b-1").await.expect("a base").status(), wire::BaseStatus::Revoked);
    assert_eq!(office.standing().await, ("INSTITUTION_STATUS_EXCLUDED".into(), "2017-10-16".into()));
    town.until("2017-10-17").await;
    assert_eq!(office.standing().await.0, "INSTITUTION_STATUS_ELIGIBLE", "free the day after");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plan_and_summary_go_through_the_unit_and_the_partner_hangs_the_plaque_with_both_consents() {
    let town = town().await;
    let office = town.office("ministry-archive");
    town.until("2012-11-05").await;
    let request = wire::RequestReportRequest {
        context: office.official(),
        base: "b-1".into(),
        year: 2012,
        due_on: "2012-12-20".into(),
    };
    office.lives().request_report(request).await.expect("asked for");
    office.base("b-1").await.expect("quiet");
    let file = wire::FileReportRequest {
        context: office.host(),
        report: "b-1-2012".into(),
        report_hash: hash(),
        plan_hash: hash(),
        ..Default::default()
    };
    let filed =
        office.reports().file_report(file).await.expect("filed").into_inner().report.expect("a report");
    assert_eq!(filed.status(), wire::ReportStatus::Unsigned, "the unit signs first");
    let sign =
        wire::SignReportRequest { context: office.unit(), report: "b-1-2012".into(), opinion_hash: hash() };
    office.reports().sign_report(sign).await.expect("signed");
    let accept = wire::AcceptReportRequest { context: office.official(), report: "b-1-2012".into() };
    office.reports().accept_report(accept).await.expect("accepted");
    let plaque = |confirmation_hash: String| wire::RecordOverseasPlaqueRequest {
        context: office.official(),
        base: "b-1".into(),
        partner: "ETH Zürich".into(),
        consent_hash: hash(),
        confirmation_hash,
        hung_on: "2012-11-01".into(),
    };
    let refused =
        office.lives().record_overseas_plaque(plaque(String::new())).await.expect_err("unconfirmed");
    assert_eq!(code(&refused), "PLAQUE_UNCONFIRMED");
    office.lives().record_overseas_plaque(plaque(hash())).await.expect("hung");
    let commend = wire::CommendBaseRequest {
        context: office.official(),
        base: "b-1".into(),
        document_number: String::new(),
        reason: "成效突出".into(),
    };
    office.lives().commend_base(commend).await.expect("commended");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undeclared_the_measures_of_2011_decide_nothing() {
    let town = Town::starting_on("2026-07-20").await;
    let office = town.office("ministry-archive");
    office.adopts("most-2011", &[]).await;
    let refused = office.takes_in("国际联合研究中心", None).await.expect_err("nothing is in force");
    assert_eq!(code(&refused), "NO_VERSION_IN_FORCE");
    town.stop().await;
}
