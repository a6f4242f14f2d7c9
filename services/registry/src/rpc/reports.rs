//! `ReportService`: yearly reports.

use guohe_api::{
    registry::v1::{self as wire, report_service_server::ReportService},
    written,
};
use guohe_flow::{Attributes, Loaded};
use tonic::{Request, Response, Status};

use super::{Face, view};
use crate::report::{Filing, Report, ReportCommand, ReportFlow, Status as ReportStatus};

#[tonic::async_trait]
impl ReportService for Face {
    async fn file_report(
        &self,
        request: Request<wire::FileReportRequest>,
    ) -> Result<Response<wire::FileReportResponse>, Status> {
        let r = request.into_inner();
        let command = ReportCommand::File {
            report_hash: r.report_hash,
            plan_hash: r.plan_hash,
            opinion_hash: r.opinion_hash,
            signed_by: r.signed_by,
            told_changes: r.told_changes,
        };
        let loaded = self.desk.carry_out::<ReportFlow>(r.context, &r.report, command).await?;
        Ok(Response::new(wire::FileReportResponse { report: Some(resource(&loaded)) }))
    }

    async fn accept_report(
        &self,
        request: Request<wire::AcceptReportRequest>,
    ) -> Result<Response<wire::AcceptReportResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.carry_out::<ReportFlow>(r.context, &r.report, ReportCommand::Accept).await?;
        Ok(Response::new(wire::AcceptReportResponse { report: Some(resource(&loaded)) }))
    }

    async fn return_report(
        &self,
        request: Request<wire::ReturnReportRequest>,
    ) -> Result<Response<wire::ReturnReportResponse>, Status> {
        let r = request.into_inner();
        let command = ReportCommand::Return { reason: r.reason };
        let loaded = self.desk.carry_out::<ReportFlow>(r.context, &r.report, command).await?;
        Ok(Response::new(wire::ReturnReportResponse { report: Some(resource(&loaded)) }))
    }

    async fn sign_report(
        &self,
        request: Request<wire::SignReportRequest>,
    ) -> Result<Response<wire::SignReportResponse>, Status> {
        let r = request.into_inner();
        let command = ReportCommand::Sign { opinion_hash: r.opinion_hash };
        let loaded = self.desk.carry_out::<ReportFlow>(r.context, &r.report, command).await?;
        Ok(Response::new(wire::SignReportResponse { report: Some(resource(&loaded)) }))
    }

    async fn excuse_late_report(
        &self,
        request: Request<wire::ExcuseLateReportRequest>,
    ) -> Result<Response<wire::ExcuseLateReportResponse>, Status> {
        let r = request.into_inner();
        let command = ReportCommand::ExcuseLateness { reason: r.reason };
        let loaded = self.desk.carry_out::<ReportFlow>(r.context, &r.report, command).await?;
        Ok(Response::new(wire::ExcuseLateReportResponse { report: Some(resource(&loaded)) }))
    }

    async fn find_late_report_without_cause(
        &self,
        request: Request<wire::FindLateReportWithoutCauseRequest>,
    ) -> Result<Response<wire::FindLateReportWithoutCauseResponse>, Status> {
        let r = request.into_inner();
        let command = ReportCommand::FindLateWithoutCause { facts: r.facts };
        let loaded = self.desk.carry_out::<ReportFlow>(r.context, &r.report, command).await?;
        Ok(Response::new(wire::FindLateReportWithoutCauseResponse { report: Some(resource(&loaded)) }))
    }

    async fn get_report(
        &self,
        request: Request<wire::GetReportRequest>,
    ) -> Result<Response<wire::GetReportResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.load::<ReportFlow>(&r.department, &r.report).await?;
        Ok(Response::new(wire::GetReportResponse { report: Some(resource(&loaded)) }))
    }

    async fn list_reports(
        &self,
        request: Request<wire::ListReportsRequest>,
    ) -> Result<Response<wire::ListReportsResponse>, Status> {
        let r = request.into_inner();
        let mut filter = Attributes::new()
            .text("status", status_filter(r.status()))
            .text("base", &r.base)
            .text("institution", &r.institution)
            .text("task", &r.task)
            .flag("late", r.late);
        if r.year != 0 {
            filter = filter.number("year", i64::from(r.year));
        }
        let (listed, next_page_token) =
            self.desk.page::<ReportFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let reports = listed.iter().map(resource).collect();
        Ok(Response::new(wire::ListReportsResponse { reports, next_page_token }))
    }
}

fn status_filter(status: wire::ReportStatus) -> &'static str {
    match status {
        wire::ReportStatus::Unspecified => "",
        wire::ReportStatus::Open => ReportStatus::Open.code(),
        wire::ReportStatus::Unsigned => ReportStatus::Unsigned.code(),
        wire::ReportStatus::Filed => ReportStatus::Filed.code(),
        wire::ReportStatus::Returned => ReportStatus::Returned.code(),
        wire::ReportStatus::Accepted => ReportStatus::Accepted.code(),
        wire::ReportStatus::Closed => ReportStatus::Closed.code(),
    }
}

fn wire_status(status: ReportStatus) -> wire::ReportStatus {
    match status {
        ReportStatus::Absent => wire::ReportStatus::Unspecified,
        ReportStatus::Open => wire::ReportStatus::Open,
        ReportStatus::Unsigned => wire::ReportStatus::Unsigned,
        ReportStatus::Filed => wire::ReportStatus::Filed,
        ReportStatus::Returned => wire::ReportStatus::Returned,
        ReportStatus::Accepted => wire::ReportStatus::Accepted,
        ReportStatus::Closed => wire::ReportStatus::Closed,
    }
}

fn resource(loaded: &Loaded<Report>) -> wire::Report {
    let report = &loaded.state;
    wire::Report {
        report: loaded.id.clone(),
        base: report.base.clone(),
        year: report.year,
        plan_year: report.plan_year,
        status: wire_status(report.status).into(),
        institution: report.institution.clone(),
        unit: report.unit.clone(),
        deadline: report.deadline.as_ref().map(view::deadline),
        changes: report.changes.clone(),
        filings: report.filings.iter().map(filing).collect(),
        late_since: written(report.late_since),
        reason: report.reason.clone(),
        policy: report.policy.clone(),
        tasks: guohe_api::tasks(&report.tasks),
        missing: report.missing,
        version: loaded.version,
        updated_at: Some(guohe_api::timestamp(loaded.updated_at)),
        lateness: report.lateness.clone(),
    }
}

fn filing(filing: &Filing) -> wire::ReportFiling {
    wire::ReportFiling {
        report_hash: filing.report_hash.clone(),
        plan_hash: filing.plan_hash.clone(),
        opinion_hash: filing.opinion_hash.clone(),
        signed_by: filing.signed_by.clone(),
        filed_by: filing.filed_by.clone(),
        filed_on: filing.filed_on.to_string(),
        told_changes: filing.told_changes.clone(),
    }
}
