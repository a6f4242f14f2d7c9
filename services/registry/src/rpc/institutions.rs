//! `InstitutionService`: standing, bans, proposals.

use guohe_api::{
    registry::v1::{self as wire, institution_service_server::InstitutionService},
    written,
};
use guohe_clock::Timestamp;
use guohe_flow::{Attributes, Loaded};
use tonic::{Request, Response, Status};

use super::{Face, day, optional_day, view};
use crate::{
    proposal::{Proposal, ProposalCommand, ProposalFlow},
    standing::{Admission, Ban, Institution, StandingCommand, StandingFlow, Status as Standing},
};

#[tonic::async_trait]
impl InstitutionService for Face {
    async fn quash_ban(
        &self,
        request: Request<wire::QuashBanRequest>,
    ) -> Result<Response<wire::QuashBanResponse>, Status> {
        let r = request.into_inner();
        let command = StandingCommand::Quash {
            source: r.source,
            document_number: r.document_number,
            document_on: day("document_on", &r.document_on)?,
            reason: r.reason,
        };
        let loaded = self.desk.carry_out::<StandingFlow>(r.context, &r.institution, command).await?;
        Ok(Response::new(wire::QuashBanResponse { institution: Some(resource(&loaded)) }))
    }

    async fn rule_on_ban(
        &self,
        request: Request<wire::RuleOnBanRequest>,
    ) -> Result<Response<wire::RuleOnBanResponse>, Status> {
        let r = request.into_inner();
        let command = StandingCommand::RuleOnBan {
            source: r.source,
            banned_until: optional_day("banned_until", &r.banned_until)?,
            reason: r.reason,
        };
        let loaded = self.desk.carry_out::<StandingFlow>(r.context, &r.institution, command).await?;
        Ok(Response::new(wire::RuleOnBanResponse { institution: Some(resource(&loaded)) }))
    }

    async fn decide_falsehood_ban(
        &self,
        request: Request<wire::DecideFalsehoodBanRequest>,
    ) -> Result<Response<wire::DecideFalsehoodBanResponse>, Status> {
        let r = request.into_inner();
        let command = ProposalCommand::Decide {
            ban: r.ban,
            document_number: r.document_number,
            document_on: optional_day("document_on", &r.document_on)?,
            reason: r.reason,
        };
        let loaded = self.desk.carry_out::<ProposalFlow>(r.context, &r.application, command).await?;
        Ok(Response::new(wire::DecideFalsehoodBanResponse { proposal: Some(proposal(&loaded)) }))
    }

    async fn get_institution(
        &self,
        request: Request<wire::GetInstitutionRequest>,
    ) -> Result<Response<wire::GetInstitutionResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.find::<StandingFlow>(&r.department, &r.institution).await?;
        let unheard_of = || Loaded {
            id: r.institution.clone(),
            state: Institution::default(),
            version: 0,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
        };
        let loaded = loaded.unwrap_or_else(unheard_of);
        Ok(Response::new(wire::GetInstitutionResponse { institution: Some(resource(&loaded)) }))
    }

    async fn list_institutions(
        &self,
        request: Request<wire::ListInstitutionsRequest>,
    ) -> Result<Response<wire::ListInstitutionsResponse>, Status> {
        let r = request.into_inner();
        let filter = Attributes::new().text("status", status_filter(r.status())).text("task", &r.task);
        let (listed, next_page_token) =
            self.desk.page::<StandingFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let institutions = listed.iter().map(resource).collect();
        Ok(Response::new(wire::ListInstitutionsResponse { institutions, next_page_token }))
    }

    async fn get_proposal(
        &self,
        request: Request<wire::GetProposalRequest>,
    ) -> Result<Response<wire::GetProposalResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.load::<ProposalFlow>(&r.department, &r.application).await?;
        Ok(Response::new(wire::GetProposalResponse { proposal: Some(proposal(&loaded)) }))
    }

    async fn list_proposals(
        &self,
        request: Request<wire::ListProposalsRequest>,
    ) -> Result<Response<wire::ListProposalsResponse>, Status> {
        let r = request.into_inner();
        let filter = Attributes::new().text("status", &r.state);
        let (listed, next_page_token) =
            self.desk.page::<ProposalFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let proposals = listed.iter().map(proposal).collect();
        Ok(Response::new(wire::ListProposalsResponse { proposals, next_page_token }))
    }
}

fn status_filter(status: wire::InstitutionStatus) -> &'static str {
    match status {
        wire::InstitutionStatus::Unspecified => "",
        wire::InstitutionStatus::Eligible => Standing::Eligible.code(),
        wire::InstitutionStatus::Excluded => Standing::Excluded.code(),
        wire::InstitutionStatus::Hold => Standing::Hold.code(),
    }
}

fn resource(loaded: &Loaded<Institution>) -> wire::Institution {
    let institution = &loaded.state;
    let status = match institution.status() {
        Standing::Eligible => wire::InstitutionStatus::Eligible,
        Standing::Excluded => wire::InstitutionStatus::Excluded,
        Standing::Hold => wire::InstitutionStatus::Hold,
    };
    let longest = institution.longest();
    wire::Institution {
        institution: loaded.id.clone(),
        status: status.into(),
        banned_until: written(longest.and_then(|ban| ban.banned_until)),
        free_from: written(longest.and_then(|ban| ban.free_from)),
        bans: institution.bans.iter().map(ban).collect(),
        admissions: institution.admissions.iter().map(admission).collect(),
        tasks: guohe_api::tasks(&institution.tasks),
        version: loaded.version,
        updated_at: (loaded.version > 0).then(|| guohe_api::timestamp(loaded.updated_at)),
    }
}

fn ban(ban: &Ban) -> wire::Ban {
    wire::Ban {
        source: ban.source.clone(),
        ground: Some(view::rule(&ban.ground)),
        document_number: ban.document_number.clone(),
        document_on: ban.document_on.to_string(),
        banned_until: written(ban.banned_until),
        free_from: written(ban.free_from),
        state: ban.state.code().to_owned(),
        receipt: ban.receipt.as_ref().map(view::receipt),
        quashed_by: ban.quashed_by.clone(),
    }
}

fn admission(admission: &Admission) -> wire::Admission {
    wire::Admission {
        application: admission.application.clone(),
        received_on: admission.received_on.to_string(),
        answer: admission.answer.code().to_owned(),
        overtaken: admission.overtaken,
    }
}

fn proposal(loaded: &Loaded<Proposal>) -> wire::Proposal {
    let proposal = &loaded.state;
    wire::Proposal {
        application: loaded.id.clone(),
        institution: proposal.institution.clone(),
        facts: proposal.facts.clone(),
        found_on: written(proposal.found_on),
        state: proposal.status.code().to_owned(),
        document_number: proposal.document_number.clone(),
        document_on: written(proposal.document_on),
        decided_by: proposal.decided_by.clone(),
        reason: proposal.reason.clone(),
        policy: proposal.policy.clone(),
        tasks: guohe_api::tasks(&proposal.tasks),
        version: loaded.version,
    }
}
