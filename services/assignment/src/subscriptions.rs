//! Messages that concern assignment, as commands.
//!
//! A case opens its panel; a panel's offers go to the experts, their answers to the panel and the invitation;
//! a completed review frees its experts; a case that ends closes its panel. A base that leaves the register
//! reaches this service through evaluation, which knows its open evaluations.

use guohe_api::{
    assignment::v1::{self as wire, invitation_answered::Answer as WireAnswer},
    evaluation::v1 as evaluation,
    intake::v1 as intake,
    read,
};
use guohe_clock::Date;
use guohe_flow::{CloudEvent, Directed, RouteError};

use crate::{
    SubjectKind,
    expert::{ExpertCommand, Experts, Offer},
    invitation::{InvitationCommand, Invitations, Invite, invitation_id},
    panel::{Case, PanelCommand, Panels, SeatAnswer, panel_id},
};

type Routed = Result<Vec<Directed>, RouteError>;

pub(crate) fn route(event: &CloudEvent) -> Routed {
    let stream = event.source_stream().map_err(|error| field("subject", error.to_string()))?;
    let department = stream.department.as_str();
    match event.event_type.as_str() {
        "intake.application.accepted" => accepted(department, read(event)?),
        "intake.application.closed" => closed(department, &read::<intake::ApplicationClosed>(event)?),
        "evaluation.performance.materials_filed" => filed(department, read(event)?),
        "evaluation.performance.excused" => {
            let message: evaluation::AbsenceExcused = read(event)?;
            Ok(vec![close(department, &message.performance, "the absence was excused")])
        }
        "evaluation.performance.closed" => {
            let message: evaluation::PerformanceClosed = read(event)?;
            Ok(vec![close(department, &message.performance, &message.reason)])
        }
        "evaluation.review.completed" => Ok(review_completed(department, &read(event)?)),
        "assignment.panel.seat_offered" => offered(department, read(event)?),
        "assignment.panel.seat_withdrawn" => Ok(withdrawn(department, &read(event)?)),
        "assignment.expert.engaged" => engaged(department, read(event)?),
        "assignment.expert.unavailable" => Ok(unavailable(department, read(event)?)),
        "assignment.invitation.answered" => answered(department, &read(event)?),
        // Evaluation closes the base's evaluations, each by its own message.
        "registry.base.left" => Ok(vec![]),
        other => Err(RouteError::Unknown(other.to_owned())),
    }
}

fn accepted(department: &str, message: intake::ApplicationAccepted) -> Routed {
    let case = Case {
        subject_kind: SubjectKind::Application,
        review_due_on: optional_date("review_due_on", &message.review_due_on)?,
        subject: message.application,
        base: String::new(),
        institution: message.institution,
        partners: message.partners,
        leader: message.leader,
        category: message.category,
        field: message.field,
        policy: message.policy,
    };
    Ok(vec![want(department, case)])
}

fn filed(department: &str, message: evaluation::MaterialsFiled) -> Routed {
    let case = Case {
        subject_kind: SubjectKind::Performance,
        review_due_on: optional_date("review_due_on", &message.review_due_on)?,
        subject: message.performance,
        base: message.base,
        institution: message.institution,
        partners: vec![],
        leader: String::new(),
        category: message.category,
        field: message.field,
        policy: message.policy,
    };
    Ok(vec![want(department, case)])
}

fn want(department: &str, case: Case) -> Directed {
    Directed::to::<Panels>(department, panel_id(&case.subject), &PanelCommand::Want(case))
}

fn closed(department: &str, message: &intake::ApplicationClosed) -> Routed {
    Ok(vec![close(department, &message.application, &message.reason)])
}

fn close(department: &str, subject: &str, reason: &str) -> Directed {
    let reason = if reason.is_empty() { "the case ended" } else { reason };
    Directed::to::<Panels>(department, panel_id(subject), &PanelCommand::Close { reason: reason.to_owned() })
}

fn review_completed(department: &str, message: &evaluation::ReviewCompleted) -> Vec<Directed> {
    let done = PanelCommand::ReviewDone { experts: message.experts.clone() };
    let mut orders = vec![Directed::to::<Panels>(department, &message.panel, &done)];
    for expert in &message.experts {
        orders.push(release(department, expert, &message.panel, "the review is complete"));
    }
    orders
}

fn release(department: &str, expert: &str, panel: &str, reason: &str) -> Directed {
    let command = ExpertCommand::Release { panel: panel.to_owned(), reason: reason.to_owned() };
    Directed::to::<Experts>(department, expert, &command)
}

fn offered(department: &str, message: wire::SeatOffered) -> Routed {
    let offer = Offer {
        subject_kind: subject_kind(message.subject_kind())?,
        answer_due_on: date("answer_due_on", &message.answer_due_on)?,
        panel: message.panel,
        subject: message.subject,
        institution: message.institution,
    };
    Ok(vec![Directed::to::<Experts>(department, message.expert, &ExpertCommand::Engage(offer))])
}

fn withdrawn(department: &str, message: &wire::SeatWithdrawn) -> Vec<Directed> {
    let wire::SeatWithdrawn { panel, expert, reason } = message;
    let withdraw = InvitationCommand::Withdraw {
        panel: panel.clone(),
        expert: expert.clone(),
        reason: reason.clone(),
    };
    vec![
        release(department, expert, panel, reason),
        Directed::to::<Invitations>(department, invitation_id(panel, expert), &withdraw),
    ]
}

fn engaged(department: &str, message: wire::ExpertEngaged) -> Routed {
    let invite = Invite {
        subject_kind: subject_kind(message.subject_kind())?,
        answer_due_on: date("answer_due_on", &message.answer_due_on)?,
        panel: message.panel.clone(),
        expert: message.expert.clone(),
        subject: message.subject,
    };
    let id = invitation_id(&message.panel, &message.expert);
    Ok(vec![
        Directed::to::<Panels>(department, message.panel, &PanelCommand::Engaged { expert: message.expert }),
        Directed::to::<Invitations>(department, id, &InvitationCommand::Send(invite)),
    ])
}

fn unavailable(department: &str, message: wire::ExpertUnavailable) -> Vec<Directed> {
    let command = PanelCommand::Unavailable { expert: message.expert, reason: message.reason };
    vec![Directed::to::<Panels>(department, message.panel, &command)]
}

fn answered(department: &str, message: &wire::InvitationAnswered) -> Routed {
    let answer = match message.answer() {
        WireAnswer::Accepted => SeatAnswer::Accepted,
        WireAnswer::Declined => SeatAnswer::Declined,
        WireAnswer::Silent => SeatAnswer::Silent,
        WireAnswer::Conflict => SeatAnswer::Conflict,
        // The panel itself withdrew it.
        WireAnswer::Withdrawn => return Ok(vec![]),
        WireAnswer::Unspecified => return Err(field("answer", "is not stated".to_owned())),
    };
    let command = PanelCommand::Answered {
        expert: message.expert.clone(),
        answer,
        reason: message.reason.clone(),
    };
    let mut orders = vec![Directed::to::<Panels>(department, &message.panel, &command)];
    if answer != SeatAnswer::Accepted {
        orders.push(release(department, &message.expert, &message.panel, "the invitation was not accepted"));
    }
    Ok(orders)
}

fn subject_kind(kind: guohe_api::common::v1::SubjectKind) -> Result<SubjectKind, RouteError> {
    SubjectKind::from_wire(kind).ok_or_else(|| field("subject_kind", format!("no panel reviews {}", kind.as_str_name())))
}

fn optional_date(path: &str, text: &str) -> Result<Option<Date>, RouteError> {
    if text.is_empty() { Ok(None) } else { date(path, text).map(Some) }
}

fn date(path: &str, text: &str) -> Result<Date, RouteError> {
    text.parse().map_err(|_| field(path, format!("{text:?} is no date")))
}

fn field(path: &str, message: String) -> RouteError {
    RouteError::Field { path: path.to_owned(), message }
}
