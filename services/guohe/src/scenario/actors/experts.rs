//! Panels and experts: seats are offered, answered or left open, and sheets filed in time or late.

use std::collections::BTreeMap;

use guohe_api::{
    assignment::v1::{
        AnswerInvitationRequest, FormPanelRequest, Invitation, InvitationState, ListInvitationsRequest,
        ListPanelsRequest, Panel, PanelState, RecuseExpertRequest, SeatState, invitation_answered::Answer,
    },
    common::v1::SubjectKind,
    evaluation::v1::{ListReviewsRequest, Review, ReviewState, SheetState, SubmitSheetRequest},
};

use super::{ActError, App, Stage, document};
use crate::scenario::{
    act::Subjects,
    doors::{answer, pages},
    merit::{criterion_points, merit_of},
    population::PanelFate,
    stage::DEPARTMENT,
};

/// Seats of a performance panel; applications take the score card's number.
const PERFORMANCE_SEATS: u32 = 3;

/// Forms every panel that is wanted.
pub(in crate::scenario) async fn form_panels(stage: &Stage<'_>, subjects: &Subjects) -> Result<(), ActError> {
    let kind = match subjects {
        Subjects::Applications(_) => SubjectKind::Application,
        Subjects::Performances => SubjectKind::Performance,
    };
    let wanted = ListPanelsRequest {
        department: DEPARTMENT.to_owned(),
        state: PanelState::Wanted as i32,
        subject_kind: kind as i32,
        ..Default::default()
    };
    let panels = pages!(stage.doors.assignment(), list_panels, wanted, panels)?;
    stage
        .crowd(&panels, async |panel| {
            let request = FormPanelRequest {
                context: stage.official(&panel.panel),
                panel: panel.panel.clone(),
                size: if kind == SubjectKind::Performance { PERFORMANCE_SEATS } else { 0 },
                disciplines: disciplines(stage, panel),
                ..Default::default()
            };
            stage
                .command(&panel.panel, request, async |r| stage.doors.assignment().form_panel(r).await)
                .await
                .map(drop)
        })
        .await
}

/// The discipline of the case's field.
fn disciplines(stage: &Stage<'_>, panel: &Panel) -> Vec<String> {
    let cases = &stage.cast().cases;
    let of_field = cases.iter().find(|case| case.field.0 == panel.field);
    of_field.map(|case| case.field.1.to_owned()).into_iter().collect()
}

/// Experts answer what lies before them. On a panel with a story, the first declines, declares a conflict or
/// stays silent, unless somebody did before.
pub(in crate::scenario) async fn answer_invitations(stage: &Stage<'_>) -> Result<(), ActError> {
    let sent = ListInvitationsRequest {
        department: DEPARTMENT.to_owned(),
        state: InvitationState::Sent as i32,
        ..Default::default()
    };
    let open = pages!(stage.doors.assignment(), list_invitations, sent, invitations)?;
    let mut by_panel: BTreeMap<String, Vec<Invitation>> = BTreeMap::new();
    for invitation in open {
        by_panel.entry(invitation.panel.clone()).or_default().push(invitation);
    }
    let mut answers = Vec::new();
    for (panel, invitations) in by_panel {
        let first = first_answer(stage, &panel, &invitations[0].subject).await?;
        for (index, invitation) in invitations.into_iter().enumerate() {
            match (index, first) {
                (0, First::Silent) => {}
                (0, First::Answers(answer)) => answers.push((invitation, answer)),
                _ => answers.push((invitation, Answer::Accepted)),
            }
        }
    }
    stage
        .crowd(&answers, async |(invitation, answer)| {
            let reason = match answer {
                Answer::Conflict => "近三年与申报单位有合作项目",
                Answer::Declined => "日程冲突",
                _ => "",
            };
            let request = AnswerInvitationRequest {
                context: stage.expert(&invitation.expert, &invitation.invitation),
                invitation: invitation.invitation.clone(),
                answer: *answer as i32,
                reason: reason.to_owned(),
            };
            let call = async |r| stage.doors.assignment().answer_invitation(r).await;
            stage.command(&invitation.invitation, request, call).await.map(drop)
        })
        .await
}

/// What the first invited expert of a panel does.
#[derive(Clone, Copy)]
enum First {
    Answers(Answer),
    Silent,
}

async fn first_answer(stage: &Stage<'_>, panel: &str, subject: &str) -> Result<First, ActError> {
    let fate = stage.cast().case(subject).map(|case| case.panel).unwrap_or_default();
    let (unlike, first) = match fate {
        PanelFate::Declines => (InvitationState::Declined, First::Answers(Answer::Declined)),
        PanelFate::Conflict => (InvitationState::Conflict, First::Answers(Answer::Conflict)),
        PanelFate::Silent => (InvitationState::Silent, First::Silent),
        _ => return Ok(First::Answers(Answer::Accepted)),
    };
    let request = ListInvitationsRequest {
        department: DEPARTMENT.to_owned(),
        panel: panel.to_owned(),
        state: unlike as i32,
        ..Default::default()
    };
    let before = pages!(stage.doors.assignment(), list_invitations, request, invitations)?;
    Ok(if before.is_empty() { first } else { First::Answers(Answer::Accepted) })
}

/// Recuses the first expert of a panel, once.
pub(in crate::scenario) async fn recuse(stage: &Stage<'_>, app: &App) -> Result<(), ActError> {
    let panel = format!("p-{}", app.id);
    let request = guohe_api::assignment::v1::GetPanelRequest {
        department: DEPARTMENT.to_owned(),
        panel: panel.clone(),
    };
    let found = answer(stage.doors.assignment().get_panel(request)).await?;
    let seats = found.panel.map(|panel| panel.seats).unwrap_or_default();
    if seats.iter().any(|seat| seat.state() == SeatState::Recused) {
        return Ok(());
    }
    let seat = seats.into_iter().find(|seat| seat.state() == SeatState::Accepted);
    let seat = seat.ok_or_else(|| ActError::Missing(format!("{panel} has no taken seat")))?;
    let request = RecuseExpertRequest {
        context: stage.official("recuse"),
        panel,
        expert: seat.expert,
        reason: "申报单位申请回避，理由成立".to_owned(),
    };
    stage
        .command("recuse", request, async |r| stage.doors.assignment().recuse_expert(r).await)
        .await
        .map(drop)
}

/// Experts file their sheets. A panel whose fate says so leaves one for later, unless the late ones are asked.
pub(in crate::scenario) async fn score(
    stage: &Stage<'_>,
    subjects: &Subjects,
    late: bool,
) -> Result<(), ActError> {
    let kind = match subjects {
        Subjects::Applications(_) => SubjectKind::Application,
        Subjects::Performances => SubjectKind::Performance,
    };
    let open = ListReviewsRequest {
        department: DEPARTMENT.to_owned(),
        state: ReviewState::Open as i32,
        subject_kind: kind as i32,
        ..Default::default()
    };
    let reviews = pages!(stage.doors.evaluation(), list_reviews, open, reviews)?;
    let mut sheets = Vec::new();
    for review in &reviews {
        let case = stage.cast().case(&review.review);
        if let (Subjects::Applications(Some(category)), Some(case)) = (subjects, case)
            && case.category != *category
        {
            continue;
        }
        let waits = !late && case.is_some_and(|case| case.panel == PanelFate::LateSheet);
        let pending = review.sheets.iter().filter(|sheet| sheet.state() == SheetState::Pending);
        let pending: Vec<&str> = pending.map(|sheet| sheet.expert.as_str()).collect();
        let taken = pending.len().saturating_sub(usize::from(waits));
        let merit = merit_of(stage, &review.review).await?;
        sheets.extend(pending.into_iter().take(taken).map(|expert| (review, expert.to_owned(), merit)));
    }
    stage.crowd(&sheets, async |(review, expert, merit)| sheet(stage, review, expert, *merit).await).await
}

async fn sheet(stage: &Stage<'_>, review: &Review, expert: &str, merit: u32) -> Result<(), ActError> {
    let what = format!("{}.{expert}", review.review);
    let criteria = review.card.iter().flat_map(|card| &card.criteria);
    let points = criteria.map(|criterion| {
        (criterion.code.clone(), criterion_points(criterion.max_hundredths, merit, expert, &review.review))
    });
    let request = SubmitSheetRequest {
        context: stage.expert(expert, &what),
        review: review.review.clone(),
        scores_hundredths: points.collect(),
        comment_document: document(&what),
    };
    stage.command(&what, request, async |r| stage.doors.evaluation().submit_sheet(r).await).await.map(drop)
}
