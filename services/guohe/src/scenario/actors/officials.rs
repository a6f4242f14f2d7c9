//! Officials: measures, registers, the call, acceptance.

use guohe_api::{
    assignment::v1::{ExpertProfile, PersonalData, RegisterExpertRequest},
    common::v1::Text,
    intake::v1::{
        AcceptApplicationRequest, ConditionRuling, CreateCallRequest, GetApplicationRequest, Outcome,
        ReconsiderAdmissionRequest, RefuseApplicationRequest, ReturnApplicationRequest,
        VoidApplicationRequest,
    },
    recommendation::v1::RegisterUnitRequest,
    registry::v1::AdoptPackRequest,
};

use super::{ActError, App, Stage};
use crate::scenario::{calls::CallPlan, doors::answer, packs::Pack, stage::DEPARTMENT};

/// Adopts a pack.
pub(in crate::scenario) async fn adopt(stage: &Stage<'_>, pack: Pack) -> Result<(), ActError> {
    let request = AdoptPackRequest {
        context: stage.official("adopt"),
        files: pack.files().map_err(|error| ActError::Missing(error.to_string()))?,
        calendars: pack.calendars(),
    };
    stage.command("adopt", request, async |r| stage.doors.regimes().adopt_pack(r).await).await.map(drop)
}

/// Registers the recommending units.
pub(in crate::scenario) async fn register_units(stage: &Stage<'_>) -> Result<(), ActError> {
    stage
        .crowd(&stage.cast().units, async |unit| {
            let request = RegisterUnitRequest {
                context: stage.official(&unit.id),
                unit: unit.id.clone(),
                name: unit.name.clone(),
                kind: unit.kind as i32,
                institution: unit.institution.clone().unwrap_or_default(),
            };
            stage
                .command(&unit.id, request, async |r| stage.doors.recommendation().register_unit(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Enters the experts; names and addresses go to the vault.
pub(in crate::scenario) async fn register_experts(stage: &Stage<'_>) -> Result<(), ActError> {
    stage
        .crowd(&stage.cast().experts, async |expert| {
            let request = RegisterExpertRequest {
                context: stage.official(&expert.id),
                expert: expert.id.clone(),
                profile: Some(ExpertProfile {
                    institution: expert.institution.clone(),
                    fields: expert.disciplines.clone(),
                    keywords: expert.keywords.clone(),
                    expert_type: expert.kind.to_owned(),
                    region: "CN".to_owned(),
                    load_limit: 6,
                    ..ExpertProfile::default()
                }),
                personal: Some(PersonalData {
                    name: expert.name.clone(),
                    email: expert.email.clone(),
                    mobile: expert.mobile.clone(),
                }),
            };
            stage
                .command(&expert.id, request, async |r| stage.doors.assignment().register_expert(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Announces a call.
pub(in crate::scenario) async fn announce(stage: &Stage<'_>, call: &CallPlan) -> Result<(), ActError> {
    let request = CreateCallRequest {
        context: stage.official(call.id),
        call: call.id.to_owned(),
        title: Some(Text { zh: call.title_zh.to_owned(), en: call.title_en.to_owned() }),
        opens_on: call.opens_on.to_owned(),
        closes_on: call.closes_on.to_owned(),
        accepted_until: String::new(),
        categories: vec![],
        recommend_by: call.recommend_by.to_owned(),
        review_by: call.review_by.to_owned(),
    };
    stage.command(call.id, request, async |r| stage.doors.intake().create_call(r).await).await.map(drop)
}

/// Accepts, with a written ruling on every condition that is open.
pub(in crate::scenario) async fn accept(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let what = format!("accept-{}", app.id);
            let request = AcceptApplicationRequest {
                context: stage.official(&what),
                application: app.id.clone(),
                rulings: rulings(stage, &app.id).await?,
            };
            stage
                .command(&what, request, async |r| stage.doors.intake().accept_application(r).await)
                .await
                .map(drop)
        })
        .await
}

/// One ruling for each open condition of the report, and for each rule in principle that fails.
async fn rulings(stage: &Stage<'_>, application: &str) -> Result<Vec<ConditionRuling>, ActError> {
    let request =
        GetApplicationRequest { department: DEPARTMENT.to_owned(), application: application.to_owned() };
    let found = answer(stage.doors.intake().get_application(request)).await?;
    let report = found.application.and_then(|application| application.report).unwrap_or_default();
    let open = report.conditions.into_iter().filter(|condition| {
        let asks = condition.outcome() == Outcome::NeedsRuling;
        condition.counts && (asks || (condition.outcome() == Outcome::Fail && condition.waivable))
    });
    let ruling = |rule: String| ConditionRuling {
        rule,
        reason: "材料显示确有特殊情况，经集体研究予以认可".to_owned(),
    };
    Ok(open.filter_map(|condition| condition.rule).map(|rule| ruling(rule.rule)).collect())
}

/// Tries to accept without any ruling.
pub(in crate::scenario) async fn try_accept(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let what = format!("accept-{}", app.id);
    let request = AcceptApplicationRequest {
        context: stage.official(&what),
        application: app.id.clone(),
        rulings: vec![],
    };
    stage.expect_refusal(&what, request, async |r| stage.doors.intake().accept_application(r).await).await
}

/// Does not accept what fails, on the conditions that fail.
pub(in crate::scenario) async fn refuse_acceptance(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let request =
                GetApplicationRequest { department: DEPARTMENT.to_owned(), application: app.id.clone() };
            let found = answer(stage.doors.intake().get_application(request)).await?;
            let report = found.application.and_then(|application| application.report).unwrap_or_default();
            let failed = report.conditions.into_iter().filter(|c| c.counts && c.outcome() == Outcome::Fail);
            let what = format!("refuse-{}", app.id);
            let request = RefuseApplicationRequest {
                context: stage.official(&what),
                application: app.id.clone(),
                reason: "不符合办法规定的申报条件".to_owned(),
                rules: failed.filter_map(|condition| condition.rule).map(|rule| rule.rule).collect(),
            };
            stage
                .command(&what, request, async |r| stage.doors.intake().refuse_application(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Returns for correction; the day follows from the pack.
pub(in crate::scenario) async fn return_for_correction(
    stage: &Stage<'_>,
    apps: &[App],
) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let what = format!("return-{}", app.id);
            let request = ReturnApplicationRequest {
                context: stage.official(&what),
                application: app.id.clone(),
                reason: "建设方案须补充年度目标".to_owned(),
                rules: vec![],
                correct_by: String::new(),
            };
            stage
                .command(&what, request, async |r| stage.doors.intake().return_application(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Voids for false information.
pub(in crate::scenario) async fn void(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let request = VoidApplicationRequest {
        context: stage.official("void"),
        application: app.id.clone(),
        facts: "经核实，所附合作协议系伪造".to_owned(),
    };
    stage.command("void", request, async |r| stage.doors.intake().void_application(r).await).await.map(drop)
}

/// Has an application examined under the version now known.
pub(in crate::scenario) async fn reconsider(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let request = ReconsiderAdmissionRequest {
        context: stage.official("reconsider"),
        application: app.id.clone(),
        reason: "后续版本已采用，且自申请当日起施行".to_owned(),
    };
    stage
        .command("reconsider", request, async |r| stage.doors.intake().reconsider_admission(r).await)
        .await
        .map(drop)
}
