//! Decisions on recognition, cohorts and rounds, and what hosts and officials do in an evaluation.

use guohe_api::evaluation::v1::{
    BalanceFactors, CloseRoundRequest, DecideNotRecognisedRequest, ExcuseAbsenceRequest,
    FileMaterialsRequest, FindFalseInformationRequest, FindWithoutCauseRequest, IssueRecognitionRequest,
    ListPerformancesRequest, OpenRoundRequest, Performance, PerformanceState, ProposeRecognitionRequest,
    PublishGradeRequest, QuitEvaluationRequest, SetCohortAnchorRequest,
};
use guohe_clock::Date;

use super::{ActError, App, Stage, cast, document, host};
use crate::scenario::{doors::pages, population::Life, stage::DEPARTMENT};

/// Proposes recognition.
pub(in crate::scenario) async fn propose(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let (case, host) = cast(stage, app)?;
            let what = format!("propose-{}", app.id);
            let request = ProposeRecognitionRequest {
                context: stage.official(&what),
                application: app.id.clone(),
                opinion: "专家评议良好，符合国别、领域和区域布局需要".to_owned(),
                balance: Some(BalanceFactors {
                    country: case.countries.join("、"),
                    field: case.field.0.to_owned(),
                    region: host.city.clone(),
                }),
            };
            stage
                .command(&what, request, async |r| stage.doors.evaluation().propose_recognition(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Decides against recognition.
pub(in crate::scenario) async fn not_recognise(stage: &Stage<'_>, apps: &[App]) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let what = format!("decline-{}", app.id);
            let request = DecideNotRecognisedRequest {
                context: stage.official(&what),
                application: app.id.clone(),
                reason: "专家评议得分较低，且同领域布局已较充分".to_owned(),
            };
            stage
                .command(&what, request, async |r| stage.doors.evaluation().decide_not_recognised(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Issues the recognition document.
pub(in crate::scenario) async fn recognise(
    stage: &Stage<'_>,
    apps: &[App],
    document: &str,
    on: Date,
) -> Result<(), ActError> {
    stage
        .crowd(apps, async |app| {
            let what = format!("recognise-{}", app.id);
            let request = IssueRecognitionRequest {
                context: stage.chief(&what),
                application: app.id.clone(),
                document_number: document.to_owned(),
                document_on: on.to_string(),
                base: app.base.clone(),
            };
            stage
                .command(&what, request, async |r| stage.doors.evaluation().issue_recognition(r).await)
                .await
                .map(drop)
        })
        .await
}

/// Sets a category's cohort date.
pub(in crate::scenario) async fn anchor(stage: &Stage<'_>, category: &str, on: Date) -> Result<(), ActError> {
    let request = SetCohortAnchorRequest {
        context: stage.official(category),
        category: category.to_owned(),
        anchor_on: on.to_string(),
    };
    stage
        .command(category, request, async |r| stage.doors.evaluation().set_cohort_anchor(r).await)
        .await
        .map(drop)
}

/// Opens a round.
pub(in crate::scenario) async fn open_round(
    stage: &Stage<'_>,
    round: &str,
    category: &str,
    due: Date,
) -> Result<(), ActError> {
    let request = OpenRoundRequest {
        context: stage.official(round),
        round: round.to_owned(),
        category: category.to_owned(),
        materials_due_on: due.to_string(),
    };
    stage.command(round, request, async |r| stage.doors.evaluation().open_round(r).await).await.map(drop)
}

/// Closes a round.
pub(in crate::scenario) async fn close_round(stage: &Stage<'_>, round: &str) -> Result<(), ActError> {
    let request = CloseRoundRequest { context: stage.official(round), round: round.to_owned() };
    stage.command(round, request, async |r| stage.doors.evaluation().close_round(r).await).await.map(drop)
}

/// Hosts file their materials: all that are asked for, but those whose story is to stay away.
pub(in crate::scenario) async fn file_materials(stage: &Stage<'_>) -> Result<(), ActError> {
    let awaited = in_state(stage, PerformanceState::AwaitingMaterials).await?;
    let stays_away = |performance: &&Performance| {
        let case = stage.cast().cases.iter().find(|case| case.base == performance.base);
        let life = case.map(|case| case.life).unwrap_or_default();
        let first_round = performance.round.ends_with("2029") || performance.round.ends_with("2030");
        first_round && matches!(life, Life::AbsentExcused | Life::AbsentCancelled)
    };
    stage
        .crowd(awaited.iter().filter(|performance| !stays_away(performance)), async |performance| {
            let request = FileMaterialsRequest {
                context: stage.clerk(host(stage, &performance.institution)?, &performance.performance),
                performance: performance.performance.clone(),
                report_document: document(&performance.performance),
                summary: "三年合作成效自评".to_owned(),
            };
            let call = async |r| stage.doors.evaluation().file_materials(r).await;
            stage.command(&performance.performance, request, call).await.map(drop)
        })
        .await
}

/// A host leaves its evaluation midway.
pub(in crate::scenario) async fn quit(stage: &Stage<'_>, base: &str) -> Result<(), ActError> {
    let performance = latest(stage, base).await?;
    let request = QuitEvaluationRequest {
        context: stage.clerk(host(stage, &performance.institution)?, base),
        performance: performance.performance,
        reason: "单位决定不再参加".to_owned(),
    };
    stage.command(base, request, async |r| stage.doors.evaluation().quit_evaluation(r).await).await.map(drop)
}

/// An official finds an absence justified.
pub(in crate::scenario) async fn excuse(stage: &Stage<'_>, base: &str) -> Result<(), ActError> {
    let request = ExcuseAbsenceRequest {
        context: stage.official(base),
        performance: latest(stage, base).await?.performance,
        reason: "汛期灾后重建，有正当理由".to_owned(),
    };
    stage.command(base, request, async |r| stage.doors.evaluation().excuse_absence(r).await).await.map(drop)
}

/// An official finds an absence or a leaving without cause.
pub(in crate::scenario) async fn without_cause(stage: &Stage<'_>, base: &str) -> Result<(), ActError> {
    let request = FindWithoutCauseRequest {
        context: stage.official(base),
        performance: latest(stage, base).await?.performance,
        facts: "多次通知后未说明理由".to_owned(),
    };
    stage
        .command(base, request, async |r| stage.doors.evaluation().find_without_cause(r).await)
        .await
        .map(drop)
}

/// An official finds that what was filed is false.
pub(in crate::scenario) async fn false_materials(stage: &Stage<'_>, base: &str) -> Result<(), ActError> {
    let request = FindFalseInformationRequest {
        context: stage.official(base),
        performance: latest(stage, base).await?.performance,
        facts: "自评报告所列国际合作项目不存在".to_owned(),
    };
    stage
        .command(base, request, async |r| stage.doors.evaluation().find_false_information(r).await)
        .await
        .map(drop)
}

/// Publishes every grade that is ready, as the card has it.
pub(in crate::scenario) async fn publish_grades(stage: &Stage<'_>) -> Result<(), ActError> {
    let scored = in_state(stage, PerformanceState::Scored).await?;
    stage
        .crowd(&scored, async |performance| {
            let request = PublishGradeRequest {
                context: stage.official(&performance.performance),
                performance: performance.performance.clone(),
                grade: performance.card_grade,
                ..Default::default()
            };
            let call = async |r| stage.doors.evaluation().publish_grade(r).await;
            stage.command(&performance.performance, request, call).await.map(drop)
        })
        .await
}

async fn in_state(stage: &Stage<'_>, state: PerformanceState) -> Result<Vec<Performance>, ActError> {
    let request = ListPerformancesRequest {
        department: DEPARTMENT.to_owned(),
        state: state as i32,
        ..Default::default()
    };
    Ok(pages!(stage.doors.evaluation(), list_performances, request, performances)?)
}

/// The latest evaluation of a base.
async fn latest(stage: &Stage<'_>, base: &str) -> Result<Performance, ActError> {
    let request = ListPerformancesRequest {
        department: DEPARTMENT.to_owned(),
        base: base.to_owned(),
        ..Default::default()
    };
    let all = pages!(stage.doors.evaluation(), list_performances, request, performances)?;
    let latest = all.into_iter().max_by(|one, other| one.opened_on.cmp(&other.opened_on));
    latest.ok_or_else(|| ActError::Missing(format!("{base} has no evaluation")))
}
