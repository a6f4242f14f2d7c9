//! The register: older bases, yearly reports, national recognitions, bans.

use guohe_api::{
    common::v1::Text,
    registry::v1::{
        AcceptReportRequest, DecideFalsehoodBanRequest, DecideObjectionRequest, FileReportRequest,
        GetBaseRequest, ListReportsRequest, ObjectCategoryRequest, QuashBanRequest,
        RecordNationalRecognitionRequest, RegisterLegacyBaseRequest, Report, ReportStatus,
    },
};
use guohe_clock::Date;

use super::{ActError, App, Stage, document, host};
use crate::scenario::{
    doors::{answer, pages},
    stage::DEPARTMENT,
};

/// Enters the older bases.
pub(in crate::scenario) async fn enter_legacy(stage: &Stage<'_>) -> Result<(), ActError> {
    stage
        .crowd(&stage.cast().legacy, async |legacy| {
            let host = &stage.cast().hosts[legacy.host];
            let request = RegisterLegacyBaseRequest {
                inclusion: None,
                context: stage.official(&legacy.id),
                base: legacy.id.clone(),
                legacy_kind: legacy.kind.to_owned(),
                recognised_on: legacy.recognised_on.to_owned(),
                document_number: legacy.document.clone(),
                name: Some(Text { zh: legacy.name.clone(), en: String::new() }),
                institution: host.code.clone(),
                institution_name: host.name_zh.clone(),
                unit: host.unit.clone(),
                field: legacy.field.to_owned(),
                leader: legacy.leader.clone(),
            };
            stage
                .command(&legacy.id, request, async |r| stage.doors.bases().register_legacy_base(r).await)
                .await
                .map(drop)
        })
        .await
}

/// A host objects to its base's category.
pub(in crate::scenario) async fn object(
    stage: &Stage<'_>,
    base: &str,
    category: &str,
) -> Result<(), ActError> {
    let institution = institution_of(stage, base).await?;
    let request = ObjectCategoryRequest {
        context: stage.clerk(host(stage, &institution)?, base),
        base: base.to_owned(),
        category: category.to_owned(),
        reason: "实际业务与所列类别不符".to_owned(),
    };
    stage.command(base, request, async |r| stage.doors.bases().object_category(r).await).await.map(drop)
}

/// The objection is answered.
pub(in crate::scenario) async fn answer_objection(
    stage: &Stage<'_>,
    base: &str,
    granted: bool,
) -> Result<(), ActError> {
    let reason = if granted { "经核实，以技术转移为主业" } else { "主业仍属原类别定位" };
    let request = DecideObjectionRequest {
        context: stage.official(base),
        base: base.to_owned(),
        granted,
        category: String::new(),
        reason: reason.to_owned(),
    };
    stage.command(base, request, async |r| stage.doors.bases().decide_objection(r).await).await.map(drop)
}

/// Hosts file their reports of a year, all that are owed but those of some bases.
pub(in crate::scenario) async fn file_reports(
    stage: &Stage<'_>,
    year: i32,
    except: &[String],
) -> Result<(), ActError> {
    let owed = reports(stage, year, ReportStatus::Open, "").await?;
    let filing = owed.iter().filter(|report| !except.contains(&report.base));
    stage.crowd(filing, async |report| file(stage, report).await).await
}

/// A host files its report of a year.
pub(in crate::scenario) async fn file_report(
    stage: &Stage<'_>,
    base: &str,
    year: i32,
) -> Result<(), ActError> {
    match reports(stage, year, ReportStatus::Open, base).await?.first() {
        Some(report) => file(stage, report).await,
        // Filed before this run was interrupted.
        None => Ok(()),
    }
}

async fn file(stage: &Stage<'_>, report: &Report) -> Result<(), ActError> {
    let request = filing(stage, report, report.changes.clone())?;
    stage
        .command(&report.report, request, async |r| stage.doors.reports().file_report(r).await)
        .await
        .map(drop)
}

/// A host files a report that leaves its changes out.
pub(in crate::scenario) async fn try_report(
    stage: &Stage<'_>,
    base: &str,
    year: i32,
) -> Result<(), ActError> {
    let owed = reports(stage, year, ReportStatus::Open, base).await?;
    let report = owed.first().ok_or_else(|| ActError::Missing(format!("{base} owes no report of {year}")))?;
    let request = filing(stage, report, vec![])?;
    stage.expect_refusal(&report.report, request, async |r| stage.doors.reports().file_report(r).await).await
}

fn filing(
    stage: &Stage<'_>,
    report: &Report,
    told_changes: Vec<String>,
) -> Result<FileReportRequest, ActError> {
    let host = host(stage, &report.institution)?;
    let hash = |what: &str| document(&format!("{}/{what}", report.report));
    Ok(FileReportRequest {
        context: stage.clerk(host, &report.report),
        report: report.report.clone(),
        report_hash: hash("report"),
        plan_hash: hash("plan"),
        opinion_hash: hash("opinion"),
        signed_by: host.signer(),
        told_changes,
    })
}

/// The department accepts what was filed for a year.
pub(in crate::scenario) async fn accept_reports(stage: &Stage<'_>, year: i32) -> Result<(), ActError> {
    let filed = reports(stage, year, ReportStatus::Filed, "").await?;
    stage
        .crowd(&filed, async |report| {
            let request = AcceptReportRequest {
                context: stage.official(&report.report),
                report: report.report.clone(),
            };
            stage
                .command(&report.report, request, async |r| stage.doors.reports().accept_report(r).await)
                .await
                .map(drop)
        })
        .await
}

async fn reports(
    stage: &Stage<'_>,
    year: i32,
    status: ReportStatus,
    base: &str,
) -> Result<Vec<Report>, ActError> {
    let request = ListReportsRequest {
        department: DEPARTMENT.to_owned(),
        status: status as i32,
        base: base.to_owned(),
        year,
        ..Default::default()
    };
    Ok(pages!(stage.doors.reports(), list_reports, request, reports)?)
}

/// Enters a national recognition by its document's date.
pub(in crate::scenario) async fn enter_national(
    stage: &Stage<'_>,
    base: &str,
    on: Date,
) -> Result<(), ActError> {
    let request = RecordNationalRecognitionRequest {
        context: stage.official(base),
        base: base.to_owned(),
        document_number: format!("国科发外示例〔{}〕{}号", on.format("%Y"), on.format("%m%d")),
        document_on: on.to_string(),
    };
    stage
        .command(base, request, async |r| stage.doors.bases().record_national_recognition(r).await)
        .await
        .map(drop)
}

/// Decides whether a ban follows from a false application.
pub(in crate::scenario) async fn decide_falsehood(
    stage: &Stage<'_>,
    app: &App,
    ban: Option<Date>,
) -> Result<(), ActError> {
    let reason = match ban {
        Some(_) => "伪造合作协议，情节严重，比照第十六条第1项适用",
        None => "系经办人笔误并主动更正，不适用限制",
    };
    let request = DecideFalsehoodBanRequest {
        context: stage.chief("decide"),
        application: app.id.clone(),
        ban: ban.is_some(),
        document_number: ban.map(|on| format!("湘科示例〔{}〕90号", on.format("%Y"))).unwrap_or_default(),
        document_on: ban.map(|on| on.to_string()).unwrap_or_default(),
        reason: reason.to_owned(),
    };
    stage
        .command("decide", request, async |r| stage.doors.institutions().decide_falsehood_ban(r).await)
        .await
        .map(drop)
}

/// Quashes the ban that followed from a base's cancellation.
pub(in crate::scenario) async fn quash_ban(stage: &Stage<'_>, base: &str, on: Date) -> Result<(), ActError> {
    let request = QuashBanRequest {
        context: stage.chief(base),
        institution: institution_of(stage, base).await?,
        source: format!("base/{base}"),
        document_number: format!("湘科示例〔{}〕66号", on.format("%Y")),
        document_on: on.to_string(),
        reason: "行政处罚经复议撤销".to_owned(),
    };
    stage.command(base, request, async |r| stage.doors.institutions().quash_ban(r).await).await.map(drop)
}

/// The credit code of a base's host.
pub(super) async fn institution_of(stage: &Stage<'_>, base: &str) -> Result<String, ActError> {
    let request = GetBaseRequest { department: DEPARTMENT.to_owned(), base: base.to_owned() };
    let found = answer(stage.doors.bases().get_base(request)).await?;
    let institution = found.base.map(|base| base.institution);
    institution.ok_or_else(|| ActError::Missing(format!("no base {base}")))
}
