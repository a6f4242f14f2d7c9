//! The gRPC face: requests become commands and queries, states become resources. Nothing is decided here.

mod experts;
mod invitations;
mod panels;
mod pool;

use std::sync::Arc;

use guohe_api::{
    Desk,
    assignment::v1::{self as wire, assignment_service_server::AssignmentService},
};
use guohe_flow::{Engine, ports::Vault};
use tonic::{Request, Response, Status};

/// The service behind its generated trait.
pub(crate) struct Face {
    desk: Desk,
    vault: Arc<dyn Vault>,
}

type Reply<T> = Result<Response<T>, Status>;

impl Face {
    pub(crate) fn new(engine: Engine, vault: Arc<dyn Vault>) -> Self {
        Self { desk: Desk::new(engine), vault }
    }
}

#[tonic::async_trait]
impl AssignmentService for Face {
    async fn register_expert(
        &self,
        request: Request<wire::RegisterExpertRequest>,
    ) -> Reply<wire::RegisterExpertResponse> {
        let expert = self.register(request.into_inner()).await?;
        Ok(Response::new(wire::RegisterExpertResponse { expert: Some(expert) }))
    }

    async fn update_expert(
        &self,
        request: Request<wire::UpdateExpertRequest>,
    ) -> Reply<wire::UpdateExpertResponse> {
        let expert = self.update(request.into_inner()).await?;
        Ok(Response::new(wire::UpdateExpertResponse { expert: Some(expert) }))
    }

    async fn set_absence(
        &self,
        request: Request<wire::SetAbsenceRequest>,
    ) -> Reply<wire::SetAbsenceResponse> {
        let expert = self.absence(request.into_inner()).await?;
        Ok(Response::new(wire::SetAbsenceResponse { expert: Some(expert) }))
    }

    async fn retire_expert(
        &self,
        request: Request<wire::RetireExpertRequest>,
    ) -> Reply<wire::RetireExpertResponse> {
        let expert = self.retire(request.into_inner()).await?;
        Ok(Response::new(wire::RetireExpertResponse { expert: Some(expert) }))
    }

    async fn get_expert(&self, request: Request<wire::GetExpertRequest>) -> Reply<wire::GetExpertResponse> {
        let expert = self.expert_for(request.into_inner()).await?;
        Ok(Response::new(wire::GetExpertResponse { expert: Some(expert) }))
    }

    async fn list_experts(
        &self,
        request: Request<wire::ListExpertsRequest>,
    ) -> Reply<wire::ListExpertsResponse> {
        Ok(Response::new(self.experts(request.into_inner()).await?))
    }

    async fn form_panel(&self, request: Request<wire::FormPanelRequest>) -> Reply<wire::FormPanelResponse> {
        let panel = self.form(request.into_inner()).await?;
        Ok(Response::new(wire::FormPanelResponse { panel: Some(panel) }))
    }

    async fn add_candidates(
        &self,
        request: Request<wire::AddCandidatesRequest>,
    ) -> Reply<wire::AddCandidatesResponse> {
        let panel = self.add(request.into_inner()).await?;
        Ok(Response::new(wire::AddCandidatesResponse { panel: Some(panel) }))
    }

    async fn recuse_expert(
        &self,
        request: Request<wire::RecuseExpertRequest>,
    ) -> Reply<wire::RecuseExpertResponse> {
        let panel = self.recuse(request.into_inner()).await?;
        Ok(Response::new(wire::RecuseExpertResponse { panel: Some(panel) }))
    }

    async fn get_panel(&self, request: Request<wire::GetPanelRequest>) -> Reply<wire::GetPanelResponse> {
        let wire::GetPanelRequest { department, panel } = request.into_inner();
        let panel = self.panel(&department, &panel).await?;
        Ok(Response::new(wire::GetPanelResponse { panel: Some(panel) }))
    }

    async fn list_panels(
        &self,
        request: Request<wire::ListPanelsRequest>,
    ) -> Reply<wire::ListPanelsResponse> {
        Ok(Response::new(self.panels(request.into_inner()).await?))
    }

    async fn answer_invitation(
        &self,
        request: Request<wire::AnswerInvitationRequest>,
    ) -> Reply<wire::AnswerInvitationResponse> {
        let invitation = self.answer(request.into_inner()).await?;
        Ok(Response::new(wire::AnswerInvitationResponse { invitation: Some(invitation) }))
    }

    async fn get_invitation(
        &self,
        request: Request<wire::GetInvitationRequest>,
    ) -> Reply<wire::GetInvitationResponse> {
        let wire::GetInvitationRequest { department, invitation } = request.into_inner();
        let invitation = self.invitation(&department, &invitation).await?;
        Ok(Response::new(wire::GetInvitationResponse { invitation: Some(invitation) }))
    }

    async fn list_invitations(
        &self,
        request: Request<wire::ListInvitationsRequest>,
    ) -> Reply<wire::ListInvitationsResponse> {
        Ok(Response::new(self.invitations(request.into_inner()).await?))
    }
}
