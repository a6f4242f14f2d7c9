//! Calls over gRPC.

use guohe_api::{intake::v1 as proto, parse_date, parse_optional_date, refused};
use guohe_flow::Attributes;
use guohe_policy::Text;
use tonic::Status;

use super::{Intake, convert};
use crate::call::{CallCommand, CallWorkflow, NewCall};

impl Intake {
    pub(super) async fn create_call(&self, asked: proto::CreateCallRequest) -> Result<proto::Call, Status> {
        let title = asked.title.unwrap_or_default();
        let new = NewCall {
            title: Text { zh: title.zh, en: title.en },
            opens_on: parse_date("opens_on", &asked.opens_on).map_err(refused)?,
            closes_on: parse_date("closes_on", &asked.closes_on).map_err(refused)?,
            accepted_until: parse_optional_date("accepted_until", &asked.accepted_until).map_err(refused)?,
            categories: asked.categories,
            recommend_by: parse_optional_date("recommend_by", &asked.recommend_by).map_err(refused)?,
            review_by: parse_optional_date("review_by", &asked.review_by).map_err(refused)?,
        };
        self.on_call(asked.context, &asked.call, CallCommand::Create(new)).await
    }

    pub(super) async fn extend_call(&self, asked: proto::ExtendCallRequest) -> Result<proto::Call, Status> {
        let command = CallCommand::Extend {
            closes_on: parse_date("closes_on", &asked.closes_on).map_err(refused)?,
            accepted_until: parse_optional_date("accepted_until", &asked.accepted_until).map_err(refused)?,
            reason: asked.reason,
        };
        self.on_call(asked.context, &asked.call, command).await
    }

    async fn on_call(
        &self,
        context: Option<guohe_api::common::v1::CommandContext>,
        id: &str,
        command: CallCommand,
    ) -> Result<proto::Call, Status> {
        Ok(convert::call(&self.desk.carry_out::<CallWorkflow>(context, id, command).await?))
    }

    pub(super) async fn get_call(&self, asked: proto::GetCallRequest) -> Result<proto::Call, Status> {
        Ok(convert::call(&self.desk.load::<CallWorkflow>(&asked.department, &asked.call).await?))
    }

    pub(super) async fn list_calls(
        &self,
        asked: proto::ListCallsRequest,
    ) -> Result<proto::ListCallsResponse, Status> {
        let status = convert::call_filter(asked.status());
        let filter = Attributes::new().text("status", status.map_or("", |status| status.name()));
        let (listed, next_page_token) = self
            .desk
            .page::<CallWorkflow>(&asked.department, filter, asked.page_size, &asked.page_token)
            .await?;
        Ok(proto::ListCallsResponse { calls: listed.iter().map(convert::call).collect(), next_page_token })
    }
}
