//! `BaseLifeService`: marks, limits, exits and reports on request.

use guohe_api::{
    refused,
    registry::v1::{self as wire, base_life_service_server::BaseLifeService},
};
use guohe_flow::Refusal;
use guohe_policy::BaseMark;
use tonic::{Request, Response, Status};

use super::{Face, day, optional_day};
use crate::base::{BaseCommand, Grade, OverseasPlaque};

/// Carries a request out as the base's command and answers with the base.
macro_rules! command {
    ($face:expr, $request:expr, $response:ident, |$r:ident| $command:expr) => {{
        let $r = $request.into_inner();
        let (context, base) = ($r.context.clone(), $r.base.clone());
        let base = Some($face.base_after(context, &base, $command).await?);
        Ok(Response::new(wire::$response { base }))
    }};
}

#[tonic::async_trait]
impl BaseLifeService for Face {
    async fn set_rectification_limit(
        &self,
        request: Request<wire::SetRectificationLimitRequest>,
    ) -> Result<Response<wire::SetRectificationLimitResponse>, Status> {
        command!(self, request, SetRectificationLimitResponse, |r| BaseCommand::SetRectificationLimit {
            until: day("until", &r.until)?,
            reason: r.reason,
        })
    }

    async fn issue_notice(
        &self,
        request: Request<wire::IssueNoticeRequest>,
    ) -> Result<Response<wire::IssueNoticeResponse>, Status> {
        command!(self, request, IssueNoticeResponse, |r| BaseCommand::IssueNotice {
            document_number: r.document_number,
            document_on: day("document_on", &r.document_on)?,
            reason: r.reason,
        })
    }

    async fn commend_base(
        &self,
        request: Request<wire::CommendBaseRequest>,
    ) -> Result<Response<wire::CommendBaseResponse>, Status> {
        command!(self, request, CommendBaseResponse, |r| BaseCommand::Commend {
            document_number: r.document_number,
            reason: r.reason,
        })
    }

    async fn rule_on_mark(
        &self,
        request: Request<wire::RuleOnMarkRequest>,
    ) -> Result<Response<wire::RuleOnMarkResponse>, Status> {
        command!(self, request, RuleOnMarkResponse, |r| BaseCommand::RuleOnMark {
            mark: mark(r.mark())?,
            keep: r.keep,
            reason: r.reason,
        })
    }

    async fn record_national_result(
        &self,
        request: Request<wire::RecordNationalResultRequest>,
    ) -> Result<Response<wire::RecordNationalResultResponse>, Status> {
        command!(self, request, RecordNationalResultResponse, |r| BaseCommand::RecordNationalResult {
            document_number: r.document_number,
            document_on: day("document_on", &r.document_on)?,
            grade: grade(&r.grade)?,
        })
    }

    async fn request_exit(
        &self,
        request: Request<wire::RequestExitRequest>,
    ) -> Result<Response<wire::RequestExitResponse>, Status> {
        command!(self, request, RequestExitResponse, |r| BaseCommand::RequestExit {
            reason: r.reason,
            document_hash: r.document_hash,
        })
    }

    async fn decide_exit(
        &self,
        request: Request<wire::DecideExitRequest>,
    ) -> Result<Response<wire::DecideExitResponse>, Status> {
        command!(self, request, DecideExitResponse, |r| BaseCommand::DecideExit {
            granted: r.granted,
            document_number: r.document_number,
            document_on: optional_day("document_on", &r.document_on)?,
            reason: r.reason,
        })
    }

    async fn rule_on_national_exit(
        &self,
        request: Request<wire::RuleOnNationalExitRequest>,
    ) -> Result<Response<wire::RuleOnNationalExitResponse>, Status> {
        command!(self, request, RuleOnNationalExitResponse, |r| BaseCommand::RuleOnNationalExit {
            leaves: r.leaves,
            reason: r.reason,
        })
    }

    async fn record_overseas_plaque(
        &self,
        request: Request<wire::RecordOverseasPlaqueRequest>,
    ) -> Result<Response<wire::RecordOverseasPlaqueResponse>, Status> {
        command!(self, request, RecordOverseasPlaqueResponse, |r| BaseCommand::RecordOverseasPlaque(
            OverseasPlaque {
                partner: r.partner,
                consent_hash: r.consent_hash,
                confirmation_hash: r.confirmation_hash,
                hung_on: day("hung_on", &r.hung_on)?,
            }
        ))
    }

    async fn request_report(
        &self,
        request: Request<wire::RequestReportRequest>,
    ) -> Result<Response<wire::RequestReportResponse>, Status> {
        command!(self, request, RequestReportResponse, |r| BaseCommand::RequestReport {
            year: r.year,
            due_on: day("due_on", &r.due_on)?,
        })
    }
}

fn mark(mark: wire::BaseMark) -> Result<BaseMark, Status> {
    match mark {
        wire::BaseMark::Benchmark => Ok(BaseMark::Benchmark),
        wire::BaseMark::Notified => Ok(BaseMark::Notified),
        wire::BaseMark::Unspecified => Err(refused(Refusal::invalid("MARK", "mark", "is not stated"))),
    }
}

fn grade(code: &str) -> Result<Grade, Status> {
    let known = [Grade::Excellent, Grade::Pass, Grade::Fail].into_iter().find(|grade| grade.code() == code);
    known.ok_or_else(|| refused(Refusal::invalid("GRADE", "grade", "must be EXCELLENT, PASS or FAIL")))
}
