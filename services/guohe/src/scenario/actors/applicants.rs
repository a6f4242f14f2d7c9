//! Hosts that draft, lodge, correct and take back.

use guohe_api::intake::v1::{
    CreateApplicationRequest, SaveFormRequest, SubmitApplicationRequest, WithdrawApplicationRequest,
};

use super::{ActError, App, Stage, cast};
use crate::scenario::{
    calls,
    population::{FormState, form},
};

/// Begins drafts and stores their forms.
pub(in crate::scenario) async fn begin(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            create(stage, app).await?;
            save(stage, app, FormState::Complete).await
        })
        .await
}

/// Begins, fills in and lodges.
pub(in crate::scenario) async fn lodge(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    begin(stage, apps).await?;
    lodge_drafts(stage, apps).await
}

/// Lodges what is filled in.
pub(in crate::scenario) async fn lodge_drafts(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let (what, request) = submission(stage, app)?;
            stage
                .command(&what, request, async |r| stage.doors.intake().submit_application(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Fills in anew and lodges.
pub(in crate::scenario) async fn correct(
    stage: &Stage<'_>,
    apps: &[App],
    state: FormState,
) -> Result<(), ActError> {
    stage.crowd(apps, async |app| save(stage, app, state).await).await?;
    lodge_drafts(stage, apps).await
}

/// Tries to store a form with a date that does not exist.
pub(in crate::scenario) async fn try_form(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    create(stage, app).await?;
    let (what, request) = form_of(stage, app, FormState::Invalid)?;
    stage.expect_refusal(&what, request, async |r| stage.doors.intake().save_form(r).await).await
}

/// Tries to lodge without all documents.
pub(in crate::scenario) async fn try_incomplete(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    create(stage, app).await?;
    save(stage, app, FormState::Incomplete).await?;
    try_lodge(stage, app).await
}

/// Tries to lodge where it is to be refused.
pub(in crate::scenario) async fn try_lodge(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let (what, request) = submission(stage, app)?;
    stage.expect_refusal(&what, request, async |r| stage.doors.intake().submit_application(r).await).await
}

/// Takes applications back.
pub(in crate::scenario) async fn withdraw(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let (_, host) = cast(stage, app)?;
            let what = format!("withdraw-{}", app.id);
            let request = WithdrawApplicationRequest {
                context: stage.clerk(host, &what),
                application: app.id.clone(),
                reason: "单位规划调整".to_owned(),
            };
            stage
                .command(&what, request, async |r| stage.doors.intake().withdraw_application(r).await)
                .await
                .map(drop)
        })
        .await
}

async fn create(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let (case, host) = cast(stage, app)?;
    let what = format!("create-{}", app.id);
    let request = CreateApplicationRequest {
        context: stage.clerk(host, &what),
        application: app.id.clone(),
        call: app.call.clone(),
        institution: host.code.clone(),
        category: case.category.to_owned(),
        unit: host.unit.clone(),
    };
    stage.command(&what, request, async |r| stage.doors.intake().create_application(r).await).await.map(drop)
}

async fn save(stage: &Stage<'_>, app: &App, state: FormState) -> Result<(), ActError> {
    let (what, request) = form_of(stage, app, state)?;
    stage.command(&what, request, async |r| stage.doors.intake().save_form(r).await).await.map(drop)
}

fn form_of(stage: &Stage<'_>, app: &App, state: FormState) -> Result<(String, SaveFormRequest), ActError> {
    let (case, host) = cast(stage, app)?;
    let reference = calls::closes_on(&app.call).unwrap_or_else(|| stage.today());
    let what = format!("form-{}", app.id);
    let request = SaveFormRequest {
        context: stage.clerk(host, &what),
        application: app.id.clone(),
        form: Some(guohe_api::value_struct(&form(case, host, state, reference))),
    };
    Ok((what, request))
}

fn submission(stage: &Stage<'_>, app: &App) -> Result<(String, SubmitApplicationRequest), ActError> {
    let (_, host) = cast(stage, app)?;
    let what = format!("lodge-{}", app.id);
    let context = stage.clerk(host, &what);
    Ok((what, SubmitApplicationRequest { context, application: app.id.clone(), form_sha256: String::new() }))
}
