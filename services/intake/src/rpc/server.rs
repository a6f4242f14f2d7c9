//! The generated trait, method by method.

use guohe_api::intake::v1::{self as proto, intake_service_server::IntakeService};
use tonic::{Request, Response, Status};

use super::Intake;
use crate::application::ApplicationCommand as Command;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl IntakeService for Intake {
    async fn create_call(
        &self,
        asked: Request<proto::CreateCallRequest>,
    ) -> Answer<proto::CreateCallResponse> {
        let call = Some(Intake::create_call(self, asked.into_inner()).await?);
        Ok(Response::new(proto::CreateCallResponse { call }))
    }

    async fn extend_call(
        &self,
        asked: Request<proto::ExtendCallRequest>,
    ) -> Answer<proto::ExtendCallResponse> {
        let call = Some(Intake::extend_call(self, asked.into_inner()).await?);
        Ok(Response::new(proto::ExtendCallResponse { call }))
    }

    async fn get_call(&self, asked: Request<proto::GetCallRequest>) -> Answer<proto::GetCallResponse> {
        let call = Some(Intake::get_call(self, asked.into_inner()).await?);
        Ok(Response::new(proto::GetCallResponse { call }))
    }

    async fn list_calls(&self, asked: Request<proto::ListCallsRequest>) -> Answer<proto::ListCallsResponse> {
        Ok(Response::new(Intake::list_calls(self, asked.into_inner()).await?))
    }

    async fn create_application(
        &self,
        asked: Request<proto::CreateApplicationRequest>,
    ) -> Answer<proto::CreateApplicationResponse> {
        let application = Intake::create_application(self, asked.into_inner()).await?;
        Ok(Response::new(proto::CreateApplicationResponse { application }))
    }

    async fn save_form(&self, asked: Request<proto::SaveFormRequest>) -> Answer<proto::SaveFormResponse> {
        Ok(Response::new(Intake::save_form(self, asked.into_inner()).await?))
    }

    async fn submit_application(
        &self,
        asked: Request<proto::SubmitApplicationRequest>,
    ) -> Answer<proto::SubmitApplicationResponse> {
        let application = self.submit(asked.into_inner()).await?;
        Ok(Response::new(proto::SubmitApplicationResponse { application }))
    }

    async fn withdraw_application(
        &self,
        asked: Request<proto::WithdrawApplicationRequest>,
    ) -> Answer<proto::WithdrawApplicationResponse> {
        let asked = asked.into_inner();
        let command = Command::Withdraw { reason: asked.reason };
        let application = self.on_application(asked.context, &asked.application, command).await?;
        Ok(Response::new(proto::WithdrawApplicationResponse { application }))
    }

    async fn accept_application(
        &self,
        asked: Request<proto::AcceptApplicationRequest>,
    ) -> Answer<proto::AcceptApplicationResponse> {
        let application = self.accept(asked.into_inner()).await?;
        Ok(Response::new(proto::AcceptApplicationResponse { application }))
    }

    async fn refuse_application(
        &self,
        asked: Request<proto::RefuseApplicationRequest>,
    ) -> Answer<proto::RefuseApplicationResponse> {
        let asked = asked.into_inner();
        let command = Command::RefuseAcceptance { reason: asked.reason, rules: asked.rules };
        let application = self.on_application(asked.context, &asked.application, command).await?;
        Ok(Response::new(proto::RefuseApplicationResponse { application }))
    }

    async fn return_application(
        &self,
        asked: Request<proto::ReturnApplicationRequest>,
    ) -> Answer<proto::ReturnApplicationResponse> {
        let application = Intake::return_application(self, asked.into_inner()).await?;
        Ok(Response::new(proto::ReturnApplicationResponse { application }))
    }

    async fn rule_on_admission(
        &self,
        asked: Request<proto::RuleOnAdmissionRequest>,
    ) -> Answer<proto::RuleOnAdmissionResponse> {
        let asked = asked.into_inner();
        let command = Command::RuleOnAdmission { admit: asked.admit, reason: asked.reason };
        let application = self.on_application(asked.context, &asked.application, command).await?;
        Ok(Response::new(proto::RuleOnAdmissionResponse { application }))
    }

    async fn reconsider_admission(
        &self,
        asked: Request<proto::ReconsiderAdmissionRequest>,
    ) -> Answer<proto::ReconsiderAdmissionResponse> {
        let application = self.reconsider(asked.into_inner()).await?;
        Ok(Response::new(proto::ReconsiderAdmissionResponse { application }))
    }

    async fn void_application(
        &self,
        asked: Request<proto::VoidApplicationRequest>,
    ) -> Answer<proto::VoidApplicationResponse> {
        let asked = asked.into_inner();
        let command = Command::Void { facts: asked.facts };
        let application = self.on_application(asked.context, &asked.application, command).await?;
        Ok(Response::new(proto::VoidApplicationResponse { application }))
    }

    async fn extend_application(
        &self,
        asked: Request<proto::ExtendApplicationRequest>,
    ) -> Answer<proto::ExtendApplicationResponse> {
        let application = Intake::extend_application(self, asked.into_inner()).await?;
        Ok(Response::new(proto::ExtendApplicationResponse { application }))
    }

    async fn get_application(
        &self,
        asked: Request<proto::GetApplicationRequest>,
    ) -> Answer<proto::GetApplicationResponse> {
        let application = Intake::get_application(self, asked.into_inner()).await?;
        Ok(Response::new(proto::GetApplicationResponse { application }))
    }

    async fn get_application_form(
        &self,
        asked: Request<proto::GetApplicationFormRequest>,
    ) -> Answer<proto::GetApplicationFormResponse> {
        Ok(Response::new(self.get_form(asked.into_inner()).await?))
    }

    async fn list_applications(
        &self,
        asked: Request<proto::ListApplicationsRequest>,
    ) -> Answer<proto::ListApplicationsResponse> {
        Ok(Response::new(Intake::list_applications(self, asked.into_inner()).await?))
    }

    async fn explain_application(
        &self,
        asked: Request<proto::ExplainApplicationRequest>,
    ) -> Answer<proto::ExplainApplicationResponse> {
        Ok(Response::new(self.explain(asked.into_inner()).await?))
    }

    async fn check_eligibility(
        &self,
        asked: Request<proto::CheckEligibilityRequest>,
    ) -> Answer<proto::CheckEligibilityResponse> {
        Ok(Response::new(Intake::check_eligibility(self, asked.into_inner()).await?))
    }
}
