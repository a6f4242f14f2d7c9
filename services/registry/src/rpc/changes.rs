//! `ChangeService`: changes at bases.

use guohe_api::{
    registry::v1::{self as wire, change_service_server::ChangeService},
    written,
};
use guohe_flow::{Attributes, Loaded};
use tonic::{Request, Response, Status};

use super::{Face, day, view};
use crate::change::{Change, ChangeCommand, ChangeFlow, Status as ChangeStatus};

#[tonic::async_trait]
impl ChangeService for Face {
    async fn record_change(
        &self,
        request: Request<wire::RecordChangeRequest>,
    ) -> Result<Response<wire::RecordChangeResponse>, Status> {
        let r = request.into_inner();
        let command = ChangeCommand::Record {
            base: r.base,
            kind: r.kind,
            happened_on: day("happened_on", &r.happened_on)?,
            value: r.value,
        };
        let loaded = self.desk.carry_out::<ChangeFlow>(r.context, &r.change, command).await?;
        Ok(Response::new(wire::RecordChangeResponse { change: Some(resource(&loaded)) }))
    }

    async fn file_change(
        &self,
        request: Request<wire::FileChangeRequest>,
    ) -> Result<Response<wire::FileChangeResponse>, Status> {
        let r = request.into_inner();
        let command = ChangeCommand::File { document_hash: r.document_hash, explanation: r.explanation };
        let loaded = self.desk.carry_out::<ChangeFlow>(r.context, &r.change, command).await?;
        Ok(Response::new(wire::FileChangeResponse { change: Some(resource(&loaded)) }))
    }

    async fn register_change(
        &self,
        request: Request<wire::RegisterChangeRequest>,
    ) -> Result<Response<wire::RegisterChangeResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.carry_out::<ChangeFlow>(r.context, &r.change, ChangeCommand::Register).await?;
        Ok(Response::new(wire::RegisterChangeResponse { change: Some(resource(&loaded)) }))
    }

    async fn refuse_change(
        &self,
        request: Request<wire::RefuseChangeRequest>,
    ) -> Result<Response<wire::RefuseChangeResponse>, Status> {
        let r = request.into_inner();
        let command = ChangeCommand::Refuse { reason: r.reason };
        let loaded = self.desk.carry_out::<ChangeFlow>(r.context, &r.change, command).await?;
        Ok(Response::new(wire::RefuseChangeResponse { change: Some(resource(&loaded)) }))
    }

    async fn find_change_effect(
        &self,
        request: Request<wire::FindChangeEffectRequest>,
    ) -> Result<Response<wire::FindChangeEffectResponse>, Status> {
        let r = request.into_inner();
        let command = ChangeCommand::FindEffect { affected: r.affected, facts: r.facts };
        let loaded = self.desk.carry_out::<ChangeFlow>(r.context, &r.change, command).await?;
        Ok(Response::new(wire::FindChangeEffectResponse { change: Some(resource(&loaded)) }))
    }

    async fn get_change(
        &self,
        request: Request<wire::GetChangeRequest>,
    ) -> Result<Response<wire::GetChangeResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.load::<ChangeFlow>(&r.department, &r.change).await?;
        Ok(Response::new(wire::GetChangeResponse { change: Some(resource(&loaded)) }))
    }

    async fn list_changes(
        &self,
        request: Request<wire::ListChangesRequest>,
    ) -> Result<Response<wire::ListChangesResponse>, Status> {
        let r = request.into_inner();
        let filter = Attributes::new()
            .text("status", status_filter(r.status()))
            .text("base", &r.base)
            .text("kind", &r.kind)
            .text("institution", &r.institution)
            .text("task", &r.task);
        let (listed, next_page_token) =
            self.desk.page::<ChangeFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let changes = listed.iter().map(resource).collect();
        Ok(Response::new(wire::ListChangesResponse { changes, next_page_token }))
    }
}

fn status_filter(status: wire::ChangeStatus) -> &'static str {
    match status {
        wire::ChangeStatus::Unspecified => "",
        wire::ChangeStatus::Due => ChangeStatus::Due.code(),
        wire::ChangeStatus::Filed => ChangeStatus::Filed.code(),
        wire::ChangeStatus::Returned => ChangeStatus::Returned.code(),
        wire::ChangeStatus::Consented => ChangeStatus::Consented.code(),
        wire::ChangeStatus::Registered => ChangeStatus::Registered.code(),
        wire::ChangeStatus::Refused => ChangeStatus::Refused.code(),
        wire::ChangeStatus::Ended => ChangeStatus::Ended.code(),
    }
}

fn wire_status(status: ChangeStatus) -> wire::ChangeStatus {
    match status {
        ChangeStatus::Absent => wire::ChangeStatus::Unspecified,
        ChangeStatus::Due => wire::ChangeStatus::Due,
        ChangeStatus::Filed => wire::ChangeStatus::Filed,
        ChangeStatus::Returned => wire::ChangeStatus::Returned,
        ChangeStatus::Consented => wire::ChangeStatus::Consented,
        ChangeStatus::Registered => wire::ChangeStatus::Registered,
        ChangeStatus::Refused => wire::ChangeStatus::Refused,
        ChangeStatus::Ended => wire::ChangeStatus::Ended,
    }
}

fn resource(loaded: &Loaded<Change>) -> wire::Change {
    let change = &loaded.state;
    wire::Change {
        change: loaded.id.clone(),
        base: change.base.clone(),
        status: wire_status(change.status).into(),
        kind: change.kind.clone(),
        value: change.value.clone(),
        happened_on: written(change.happened_on),
        deadline: change.deadline.as_ref().map(view::deadline),
        escalated: change.escalated,
        institution: change.institution.clone(),
        unit: change.unit.clone(),
        revision: change.revision,
        document_hash: change.document_hash.clone(),
        filed_by: change.filed_by.clone(),
        filed_on: written(change.filed_on),
        opinion: change.opinion.clone(),
        opinion_by: change.opinion_by.clone(),
        policy: change.policy.clone(),
        tasks: guohe_api::tasks(&change.tasks),
        version: loaded.version,
        updated_at: Some(guohe_api::timestamp(loaded.updated_at)),
        effect: change
            .effect
            .map(|affected| if affected { "AFFECTED" } else { "UNAFFECTED" })
            .unwrap_or("")
            .to_owned(),
    }
}
