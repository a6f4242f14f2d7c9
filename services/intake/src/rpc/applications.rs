//! Applications over gRPC.

use guohe_api::{
    common::v1::CommandContext, department, intake::v1 as proto, parse_date, parse_optional_date, refused,
};
use guohe_flow::Attributes;
use tonic::Status;

use super::{Intake, convert};
use crate::{
    application::{
        ApplicationCommand as Command, ApplicationWorkflow, CallTerms, ConditionRuling, DraftTerms,
    },
    call::{CallState, CallWorkflow},
};

type Answer = Result<Option<proto::Application>, Status>;

impl Intake {
    /// Gives an application a command and answers with it as it then stands.
    pub(super) async fn on_application(
        &self,
        context: Option<CommandContext>,
        id: &str,
        command: Command,
    ) -> Answer {
        Ok(Some(convert::application(
            &self.desk.carry_out::<ApplicationWorkflow>(context, id, command).await?,
            true,
        )))
    }

    pub(super) async fn create_application(&self, asked: proto::CreateApplicationRequest) -> Answer {
        let department = department(asked.context.as_ref())?;
        let call = self.desk.load::<CallWorkflow>(&department, &asked.call).await?;
        let terms = DraftTerms {
            call: terms(&asked.call, &call.state),
            institution: asked.institution,
            category: asked.category,
            unit: asked.unit,
        };
        self.on_application(asked.context, &asked.application, Command::CreateDraft(terms)).await
    }

    pub(super) async fn submit(&self, asked: proto::SubmitApplicationRequest) -> Answer {
        let department = department(asked.context.as_ref())?;
        let (form, stored) = self.stored_form(&department, &asked.application).await?;
        let sha256 = if asked.form_sha256.is_empty() { stored } else { asked.form_sha256 };
        self.on_application(asked.context, &asked.application, Command::Submit { form, sha256 }).await
    }

    pub(super) async fn accept(&self, asked: proto::AcceptApplicationRequest) -> Answer {
        let rulings = asked.rulings.into_iter();
        let rulings =
            rulings.map(|ruling| ConditionRuling { rule: ruling.rule, reason: ruling.reason }).collect();
        self.on_application(asked.context, &asked.application, Command::Accept { rulings }).await
    }

    pub(super) async fn return_application(&self, asked: proto::ReturnApplicationRequest) -> Answer {
        let correct_by = parse_optional_date("correct_by", &asked.correct_by).map_err(refused)?;
        let command = Command::ReturnForCorrection { reason: asked.reason, rules: asked.rules, correct_by };
        self.on_application(asked.context, &asked.application, command).await
    }

    pub(super) async fn reconsider(&self, asked: proto::ReconsiderAdmissionRequest) -> Answer {
        let department = department(asked.context.as_ref())?;
        let (form, sha256) = self.stored_form(&department, &asked.application).await?;
        let command = Command::ReconsiderAdmission { reason: asked.reason, form, sha256 };
        self.on_application(asked.context, &asked.application, command).await
    }

    pub(super) async fn extend_application(&self, asked: proto::ExtendApplicationRequest) -> Answer {
        let until = parse_date("until", &asked.until).map_err(refused)?;
        let command = Command::Extend { until, reason: asked.reason };
        self.on_application(asked.context, &asked.application, command).await
    }

    pub(super) async fn get_application(&self, asked: proto::GetApplicationRequest) -> Answer {
        let loaded = self.desk.load::<ApplicationWorkflow>(&asked.department, &asked.application).await?;
        Ok(Some(convert::application(&loaded, true)))
    }

    pub(super) async fn list_applications(
        &self,
        asked: proto::ListApplicationsRequest,
    ) -> Result<proto::ListApplicationsResponse, Status> {
        let status = convert::application_filter(asked.status());
        let filter = Attributes::new()
            .text("call", asked.call)
            .text("status", status.map_or("", |status| status.name()))
            .text("category", asked.category)
            .text("unit", asked.unit)
            .text("institution", asked.institution)
            .text("task", asked.task);
        let (listed, next_page_token) = self
            .desk
            .page::<ApplicationWorkflow>(&asked.department, filter, asked.page_size, &asked.page_token)
            .await?;
        let applications = listed.iter().map(|listed| convert::application(listed, false)).collect();
        Ok(proto::ListApplicationsResponse { applications, next_page_token })
    }
}

/// What a call sets for an application that begins now.
fn terms(call: &str, state: &CallState) -> CallTerms {
    let days = state.days.as_ref();
    CallTerms {
        call: call.to_owned(),
        policy: state.policy.as_ref().map(|policy| policy.id.clone()).unwrap_or_default(),
        opens_on: days.map(|days| days.opens_on).unwrap_or_default(),
        closes_on: days.map(|days| days.closes_on).unwrap_or_default(),
        accepted_until: days.map(|days| days.accepted_until).unwrap_or_default(),
        categories: state.categories.clone(),
        recommend_by: state.recommend_by,
        review_by: state.review_by,
    }
}
