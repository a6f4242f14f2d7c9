//! Forms over gRPC: stored as documents by hash, read back for lodging, tried without being stored.

use guohe_api::{department, intake::v1 as proto, refused, struct_value, value_struct};
use guohe_flow::{Refusal, RefusalKind};
use guohe_policy::{Application, Facts};
use serde_json::Value;
use tonic::Status;

use super::{Intake, convert, report, store_failed};
use crate::{
    application::{ApplicationCommand, ApplicationWorkflow},
    call::CallWorkflow,
    form,
    refusals::no_version,
    report::Report,
};

/// Media type of stored forms.
const FORM_MEDIA_TYPE: &str = "application/json";

impl Intake {
    pub(super) async fn save_form(
        &self,
        asked: proto::SaveFormRequest,
    ) -> Result<proto::SaveFormResponse, Status> {
        let form = asked.form.ok_or_else(|| {
            refused(Refusal::invalid("FORM_MISSING", "form", "is missing; send the whole form"))
        })?;
        let checked = form::check(&struct_value(&form)).map_err(refused)?;
        let department = department(asked.context.as_ref())?;
        // An unknown application stores nothing; who may store is decided by the command.
        self.desk.load::<ApplicationWorkflow>(&department, &asked.application).await?;
        let sha256 =
            self.documents.put(&department, FORM_MEDIA_TYPE, &checked.bytes).await.map_err(store_failed)?;
        let command = ApplicationCommand::SaveForm { form: form::summary(&checked.facts, sha256) };
        let loaded =
            self.desk.carry_out::<ApplicationWorkflow>(asked.context, &asked.application, command).await?;
        Ok(proto::SaveFormResponse {
            application: Some(convert::application(&loaded, true)),
            missing_fields: missing_fields(&checked.facts),
        })
    }

    /// The stored form of an application with its hash.
    pub(super) async fn stored_form(
        &self,
        department: &str,
        application: &str,
    ) -> Result<(Value, String), Status> {
        let loaded = self.desk.load::<ApplicationWorkflow>(department, application).await?;
        let Some(form) = loaded.state.form else { return Ok((Value::Null, String::new())) };
        let bytes = self.documents.get(department, &form.sha256).await.map_err(store_failed)?;
        let bytes = bytes.ok_or_else(|| Status::data_loss(format!("the form {} is gone", form.sha256)))?;
        let value = serde_json::from_slice(&bytes)
            .map_err(|error| Status::data_loss(format!("the form {} does not read: {error}", form.sha256)))?;
        Ok((value, form.sha256))
    }

    pub(super) async fn get_form(
        &self,
        asked: proto::GetApplicationFormRequest,
    ) -> Result<proto::GetApplicationFormResponse, Status> {
        let loaded = self.desk.load::<ApplicationWorkflow>(&asked.department, &asked.application).await?;
        let (form, sha256) = self.stored_form(&asked.department, &asked.application).await?;
        if sha256.is_empty() {
            let refusal = Refusal::new(RefusalKind::NotFound, "FORM_MISSING", "no form is stored yet");
            return Err(refused(refusal));
        }
        Ok(proto::GetApplicationFormResponse {
            form: Some(value_struct(&form)),
            sha256,
            revision: loaded.state.revision,
        })
    }

    pub(super) async fn check_eligibility(
        &self,
        asked: proto::CheckEligibilityRequest,
    ) -> Result<proto::CheckEligibilityResponse, Status> {
        let form = asked.form.unwrap_or_default();
        let checked = form::check(&struct_value(&form)).map_err(refused)?;
        let today = self.desk.today();
        let reference = if asked.call.is_empty() {
            today
        } else {
            let call = self.desk.load::<CallWorkflow>(&asked.department, &asked.call).await?;
            call.state.days.map_or(today, |days| days.closes_on)
        };
        let policies = self.desk.policies(&asked.department).await?;
        let pack = policies.in_force(today).map_err(|error| refused(no_version(&error)))?;
        let application = Application {
            category: &asked.category,
            facts: &checked.facts,
            lodged_on: today,
            reference,
            guide_publication: None,
            bans: &[],
        };
        let result = pack
            .explain(&application)
            .map_err(|error| refused(Refusal::invalid("CATEGORY_UNKNOWN", "category", error.to_string())))?;
        let attached = checked.facts.attached_kinds();
        let host_kind = checked.facts.host_kind().unwrap_or_default();
        let required = pack.required_documents(&asked.category, host_kind);
        let missing = required.iter().filter(|document| !attached.contains(&document.kind.as_str()));
        Ok(proto::CheckEligibilityResponse {
            report: Some(report::report(&Report::keep(result))),
            missing_fields: missing_fields(&checked.facts),
            missing_documents: missing.map(report::document).collect(),
        })
    }
}

pub(super) fn missing_fields(facts: &Facts) -> Vec<proto::FieldProblem> {
    let missing = facts.missing_for_submission().into_iter().map(form::problem);
    missing.map(|(path, message)| proto::FieldProblem { path, message }).collect()
}
