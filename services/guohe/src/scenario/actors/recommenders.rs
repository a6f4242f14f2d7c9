//! Recommending units that give opinions and return applications.

use guohe_api::{
    common::v1::Role,
    recommendation::v1::{GiveOpinionRequest, ReturnSubjectRequest, opinion_given::Verdict},
};

use super::{ActError, App, Stage, cast};

/// Units recommend, or do not.
pub(in crate::scenario) async fn opine(
    stage: &Stage<'_>,
    apps: &[App],
    favourable: bool,
) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let (_, host) = cast(stage, app)?;
            opine_on(stage, &app.id, &host.unit, favourable).await
        })
        .await
}

/// A unit gives its opinion on an application or a change.
pub(in crate::scenario) async fn opine_on(
    stage: &Stage<'_>,
    subject: &str,
    unit: &str,
    favourable: bool,
) -> Result<(), ActError> {
    let what = format!("opine-{subject}");
    let context = stage.unit(unit, &what);
    let request = opinion(context, subject, favourable);
    stage
        .command(&what, request, async |r| stage.doors.recommendation().give_opinion(r).await)
        .await
        .map(drop)
}

/// The user who lodged tries to sign for the unit.
pub(in crate::scenario) async fn try_opine_as_clerk(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let (_, host) = cast(stage, app)?;
    let what = format!("opine-{}", app.id);
    let context = stage.context(&host.clerk(), Role::Recommender, &host.unit, &what);
    let request = opinion(context, &app.id, true);
    stage.expect_refusal(&what, request, async |r| stage.doors.recommendation().give_opinion(r).await).await
}

/// Units return applications for correction.
pub(in crate::scenario) async fn return_subjects(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let (_, host) = cast(stage, app)?;
            let what = format!("return-{}", app.id);
            let request = ReturnSubjectRequest {
                context: stage.unit(&host.unit, &what),
                subject: app.id.clone(),
                reason: "建设目标须可核查".to_owned(),
                rules: vec![],
            };
            stage
                .command(&what, request, async |r| stage.doors.recommendation().return_subject(r).await)
                .await
                .map(drop)
        })
        .await
}

fn opinion(
    context: Option<guohe_api::common::v1::CommandContext>,
    subject: &str,
    favourable: bool,
) -> GiveOpinionRequest {
    let (verdict, words) = match favourable {
        true => (Verdict::Recommended, "经审核，同意推荐"),
        false => (Verdict::NotRecommended, "经审核，理由不充分，不予同意"),
    };
    GiveOpinionRequest {
        documents: Default::default(),
        context,
        subject: subject.to_owned(),
        verdict: verdict as i32,
        opinion: words.to_owned(),
        rules: vec![],
        revision: 0,
    }
}
