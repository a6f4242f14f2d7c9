//! The generated trait, method by method.

use guohe_api::{
    recommendation::v1::{self as proto, recommendation_service_server::RecommendationService},
    refused,
};
use guohe_flow::{Attributes, Refusal};
use tonic::{Request, Response, Status};

use super::{Recommendation, convert};
use crate::{
    opinion::{OpinionCommand, OpinionWorkflow},
    unit::{UnitCommand, UnitEntry, UnitWorkflow},
};

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl RecommendationService for Recommendation {
    async fn register_unit(
        &self,
        asked: Request<proto::RegisterUnitRequest>,
    ) -> Answer<proto::RegisterUnitResponse> {
        let asked = asked.into_inner();
        let kind = convert::unit_kind(asked.kind())
            .ok_or_else(|| refused(Refusal::invalid("UNIT_KIND", "kind", "is not stated")))?;
        let entry = UnitEntry { name: asked.name.trim().to_owned(), kind, institution: asked.institution };
        let command = UnitCommand::Register(entry);
        let loaded = self.desk.carry_out::<UnitWorkflow>(asked.context, &asked.unit, command).await?;
        Ok(Response::new(proto::RegisterUnitResponse { unit: Some(convert::unit(&loaded)) }))
    }

    async fn get_unit(&self, asked: Request<proto::GetUnitRequest>) -> Answer<proto::GetUnitResponse> {
        let asked = asked.into_inner();
        let loaded = self.desk.load::<UnitWorkflow>(&asked.department, &asked.unit).await?;
        Ok(Response::new(proto::GetUnitResponse { unit: Some(convert::unit(&loaded)) }))
    }

    async fn list_units(&self, asked: Request<proto::ListUnitsRequest>) -> Answer<proto::ListUnitsResponse> {
        let asked = asked.into_inner();
        let kind = convert::unit_kind(asked.kind()).map_or("", |kind| kind.code());
        let filter = Attributes::new().text("kind", kind);
        let (listed, next_page_token) = self
            .desk
            .page::<UnitWorkflow>(&asked.department, filter, asked.page_size, &asked.page_token)
            .await?;
        let units = listed.iter().map(convert::unit).collect();
        Ok(Response::new(proto::ListUnitsResponse { units, next_page_token }))
    }

    async fn give_opinion(
        &self,
        asked: Request<proto::GiveOpinionRequest>,
    ) -> Answer<proto::GiveOpinionResponse> {
        let asked = asked.into_inner();
        let command = OpinionCommand::Give {
            verdict: convert::verdict(asked.verdict()).map_err(refused)?,
            opinion: asked.opinion,
            rules: asked.rules,
            revision: asked.revision,
            documents: asked.documents,
        };
        let loaded = self.desk.carry_out::<OpinionWorkflow>(asked.context, &asked.subject, command).await?;
        Ok(Response::new(proto::GiveOpinionResponse { opinion: Some(convert::opinion(&loaded)) }))
    }

    async fn return_subject(
        &self,
        asked: Request<proto::ReturnSubjectRequest>,
    ) -> Answer<proto::ReturnSubjectResponse> {
        let asked = asked.into_inner();
        let command = OpinionCommand::Return { reason: asked.reason, rules: asked.rules };
        let loaded = self.desk.carry_out::<OpinionWorkflow>(asked.context, &asked.subject, command).await?;
        Ok(Response::new(proto::ReturnSubjectResponse { opinion: Some(convert::opinion(&loaded)) }))
    }

    async fn assign_unit(
        &self,
        asked: Request<proto::AssignUnitRequest>,
    ) -> Answer<proto::AssignUnitResponse> {
        let asked = asked.into_inner();
        let command = OpinionCommand::AssignUnit { unit: asked.unit, reason: asked.reason };
        let loaded = self.desk.carry_out::<OpinionWorkflow>(asked.context, &asked.subject, command).await?;
        Ok(Response::new(proto::AssignUnitResponse { opinion: Some(convert::opinion(&loaded)) }))
    }

    async fn get_opinion(
        &self,
        asked: Request<proto::GetOpinionRequest>,
    ) -> Answer<proto::GetOpinionResponse> {
        let asked = asked.into_inner();
        let loaded = self.desk.load::<OpinionWorkflow>(&asked.department, &asked.subject).await?;
        Ok(Response::new(proto::GetOpinionResponse { opinion: Some(convert::opinion(&loaded)) }))
    }

    async fn list_opinions(
        &self,
        asked: Request<proto::ListOpinionsRequest>,
    ) -> Answer<proto::ListOpinionsResponse> {
        let asked = asked.into_inner();
        let status = convert::status_filter(asked.status()).map_or("", |status| status.name());
        let kind = convert::kind_filter(asked.subject_kind()).map_or("", |kind| kind.code());
        let filter = Attributes::new()
            .text("unit", asked.unit)
            .text("status", status)
            .text("task", asked.task)
            .text("subject_kind", kind)
            .flag("overdue", asked.overdue);
        let (listed, next_page_token) = self
            .desk
            .page::<OpinionWorkflow>(&asked.department, filter, asked.page_size, &asked.page_token)
            .await?;
        let opinions = listed.iter().map(convert::opinion).collect();
        Ok(Response::new(proto::ListOpinionsResponse { opinions, next_page_token }))
    }
}
