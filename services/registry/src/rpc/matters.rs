//! `MatterService`: grounds for cancellation in a fair procedure.

use guohe_api::{
    registry::v1::{self as wire, matter_service_server::MatterService},
    written,
};
use guohe_flow::{Attributes, Loaded};
use tonic::{Request, Response, Status};

use super::{Face, day, optional_day, view};
use crate::matter::{Matter, MatterCommand, MatterFlow, Statement, Status as MatterStatus};

/// One command of a matter: its request's fields to the command, the matter to the response.
macro_rules! command {
    ($self:ident, $request:ident, $response:ident, |$r:ident| $command:expr) => {{
        let $r = $request.into_inner();
        let (context, matter) = ($r.context.clone(), $r.matter.clone());
        let loaded = $self.desk.carry_out::<MatterFlow>(context, &matter, $command).await?;
        Ok(Response::new(wire::$response { matter: Some(resource(&loaded)) }))
    }};
}

#[tonic::async_trait]
impl MatterService for Face {
    async fn open_matter(
        &self,
        request: Request<wire::OpenMatterRequest>,
    ) -> Result<Response<wire::OpenMatterResponse>, Status> {
        command!(self, request, OpenMatterResponse, |r| MatterCommand::Open {
            base: r.base,
            ground: r.ground,
            facts: r.facts,
            evidence_hash: r.evidence_hash,
            conduct_on: optional_day("conduct_on", &r.conduct_on)?,
        })
    }

    async fn rule_on_conduct(
        &self,
        request: Request<wire::RuleOnConductRequest>,
    ) -> Result<Response<wire::RuleOnConductResponse>, Status> {
        command!(self, request, RuleOnConductResponse, |r| MatterCommand::RuleOnConduct {
            reaches: r.reaches,
            reason: r.reason,
        })
    }

    async fn propose_cancellation(
        &self,
        request: Request<wire::ProposeCancellationRequest>,
    ) -> Result<Response<wire::ProposeCancellationResponse>, Status> {
        command!(self, request, ProposeCancellationResponse, |r| MatterCommand::Propose {
            ground: r.ground,
            reason: r.reason,
            findings: r.findings,
        })
    }

    async fn serve_notice(
        &self,
        request: Request<wire::ServeNoticeRequest>,
    ) -> Result<Response<wire::ServeNoticeResponse>, Status> {
        command!(self, request, ServeNoticeResponse, |r| MatterCommand::ServeNotice {
            served_on: day("served_on", &r.served_on)?,
            notice_hash: r.notice_hash,
        })
    }

    async fn stop_clock(
        &self,
        request: Request<wire::StopClockRequest>,
    ) -> Result<Response<wire::StopClockResponse>, Status> {
        command!(self, request, StopClockResponse, |r| MatterCommand::StopClock { reason: r.reason })
    }

    async fn resume_clock(
        &self,
        request: Request<wire::ResumeClockRequest>,
    ) -> Result<Response<wire::ResumeClockResponse>, Status> {
        command!(self, request, ResumeClockResponse, |r| MatterCommand::ResumeClock)
    }

    async fn state_case(
        &self,
        request: Request<wire::StateCaseRequest>,
    ) -> Result<Response<wire::StateCaseResponse>, Status> {
        command!(self, request, StateCaseResponse, |r| MatterCommand::StateCase {
            document_hash: r.document_hash,
        })
    }

    async fn waive_hearing(
        &self,
        request: Request<wire::WaiveHearingRequest>,
    ) -> Result<Response<wire::WaiveHearingResponse>, Status> {
        command!(self, request, WaiveHearingResponse, |r| MatterCommand::WaiveHearing)
    }

    async fn decide_cancellation(
        &self,
        request: Request<wire::DecideCancellationRequest>,
    ) -> Result<Response<wire::DecideCancellationResponse>, Status> {
        command!(self, request, DecideCancellationResponse, |r| MatterCommand::DecideCancellation {
            document_number: r.document_number,
            document_on: day("document_on", &r.document_on)?,
            reason: r.reason,
        })
    }

    async fn dismiss_matter(
        &self,
        request: Request<wire::DismissMatterRequest>,
    ) -> Result<Response<wire::DismissMatterResponse>, Status> {
        command!(self, request, DismissMatterResponse, |r| MatterCommand::Dismiss { reason: r.reason })
    }

    async fn serve_decision(
        &self,
        request: Request<wire::ServeDecisionRequest>,
    ) -> Result<Response<wire::ServeDecisionResponse>, Status> {
        command!(self, request, ServeDecisionResponse, |r| MatterCommand::ServeDecision {
            served_on: day("served_on", &r.served_on)?,
        })
    }

    async fn get_matter(
        &self,
        request: Request<wire::GetMatterRequest>,
    ) -> Result<Response<wire::GetMatterResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.load::<MatterFlow>(&r.department, &r.matter).await?;
        Ok(Response::new(wire::GetMatterResponse { matter: Some(resource(&loaded)) }))
    }

    async fn list_matters(
        &self,
        request: Request<wire::ListMattersRequest>,
    ) -> Result<Response<wire::ListMattersResponse>, Status> {
        let r = request.into_inner();
        let filter = Attributes::new()
            .text("status", status_filter(r.status()))
            .text("base", &r.base)
            .text("ground", &r.ground)
            .text("institution", &r.institution)
            .text("task", &r.task);
        let (listed, next_page_token) =
            self.desk.page::<MatterFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let matters = listed.iter().map(resource).collect();
        Ok(Response::new(wire::ListMattersResponse { matters, next_page_token }))
    }
}

fn status_filter(status: wire::MatterStatus) -> &'static str {
    match status {
        wire::MatterStatus::Unspecified => "",
        wire::MatterStatus::Opened => MatterStatus::Opened.code(),
        wire::MatterStatus::Proposed => MatterStatus::Proposed.code(),
        wire::MatterStatus::Hearing => MatterStatus::Hearing.code(),
        wire::MatterStatus::Decidable => MatterStatus::Decidable.code(),
        wire::MatterStatus::Cancelled => MatterStatus::Cancelled.code(),
        wire::MatterStatus::Dismissed => MatterStatus::Dismissed.code(),
        wire::MatterStatus::Moot => MatterStatus::Moot.code(),
    }
}

fn wire_status(status: MatterStatus) -> wire::MatterStatus {
    match status {
        MatterStatus::Absent => wire::MatterStatus::Unspecified,
        MatterStatus::Opened => wire::MatterStatus::Opened,
        MatterStatus::Proposed => wire::MatterStatus::Proposed,
        MatterStatus::Hearing => wire::MatterStatus::Hearing,
        MatterStatus::Decidable => wire::MatterStatus::Decidable,
        MatterStatus::Cancelled => wire::MatterStatus::Cancelled,
        MatterStatus::Dismissed => wire::MatterStatus::Dismissed,
        MatterStatus::Moot => wire::MatterStatus::Moot,
    }
}

fn resource(loaded: &Loaded<Matter>) -> wire::Matter {
    let matter = &loaded.state;
    let conduct_ruling = match matter.reaches_back {
        None => "",
        Some(true) => "REACHES",
        Some(false) => "DOES_NOT_REACH",
    };
    wire::Matter {
        matter: loaded.id.clone(),
        base: matter.base.clone(),
        institution: matter.institution.clone(),
        status: wire_status(matter.status).into(),
        ground: matter.rule.as_ref().map(view::rule),
        ground_text: Some(guohe_api::text(&matter.ground_text)),
        facts: matter.facts.clone(),
        evidence_hash: matter.evidence_hash.clone(),
        conduct_on: written(matter.conduct_on),
        conduct_ruling: conduct_ruling.to_owned(),
        opened_on: written(matter.opened_on),
        opened_by: matter.opened_by.clone(),
        proposed_by: matter.proposed_by.clone(),
        proposal_reason: matter.proposal_reason.clone(),
        notice_served_on: written(matter.notice_served_on),
        hearing: matter.hearing.as_ref().map(view::deadline),
        clock_stopped: matter.stopped.is_some(),
        statements: matter.statements.iter().map(statement).collect(),
        waived_on: written(matter.waived_on),
        document_number: matter.document_number.clone(),
        document_on: written(matter.document_on),
        decided_by: matter.decided_by.clone(),
        reason: matter.reason.clone(),
        decision_served_on: written(matter.decision_served_on),
        policy: matter.policy.clone(),
        tasks: guohe_api::tasks(&matter.tasks),
        version: loaded.version,
        updated_at: Some(guohe_api::timestamp(loaded.updated_at)),
    }
}

fn statement(statement: &Statement) -> wire::Statement {
    wire::Statement {
        document_hash: statement.document_hash.clone(),
        by: statement.by.clone(),
        on: statement.on.to_string(),
    }
}
