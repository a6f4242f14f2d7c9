//! Messages that concern assignment, as commands.
//!
//! A case opens its panel; a panel's offers go to the experts, their answers to the panel and the invitation;
//! a completed review frees its experts; a case that ends closes its panel. A base that leaves the register
//! reaches this service through evaluation, which knows its open evaluations.

use guohe_api::{
    SubjectKind,
    assignment::v1::{self as wire, invitation_answered::Answer as WireAnswer},
    evaluation::v1 as evaluation,
    intake::v1 as intake,
    read,
    routing::{date, field, optional_date},
};
use guohe_flow::{CloudEvent, Directed, RouteError};

use crate::{
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
        subject_kind: SubjectKind::routed(message.subject_kind())?,
        answer_due_on: date("answer_due_on", &message.answer_due_on)?,
        panel: message.panel,
        subject: message.subject,
        institution: message.institution,
    };
    Ok(vec![Directed::to::<Experts>(department, message.expert, &ExpertCommand::Engage(offer))])
}

fn withdrawn(department: &str, message: &wire::SeatWithdrawn) -> Vec<Directed> {
    let wire::SeatWithdrawn { panel, expert, reason } = message;
    let withdraw =
        InvitationCommand::Withdraw { panel: panel.clone(), expert: expert.clone(), reason: reason.clone() };
    vec![
        release(department, expert, panel, reason),
        Directed::to::<Invitations>(department, invitation_id(panel, expert), &withdraw),
    ]
}

fn engaged(department: &str, message: wire::ExpertEngaged) -> Routed {
    let invite = Invite {
        subject_kind: SubjectKind::routed(message.subject_kind())?,
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
    let command =
        PanelCommand::Answered { expert: message.expert.clone(), answer, reason: message.reason.clone() };
    let mut orders = vec![Directed::to::<Panels>(department, &message.panel, &command)];
    if answer != SeatAnswer::Accepted {
        orders.push(release(department, &message.expert, &message.panel, "the invitation was not accepted"));
    }
    Ok(orders)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use guohe_api::{Contract, common::v1::SubjectKind as WireKind, topology};
    use serde_json::{Value, json};

    use super::*;
    use crate::{SERVICE, testing::noon};

    fn event(event_type: &str, data: Value) -> CloudEvent {
        CloudEvent {
            specversion: "1.0".into(),
            id: "m-1".into(),
            source: "/guohe/test".into(),
            event_type: event_type.into(),
            subject: "hunan/thing/t-1".into(),
            time: noon("2026-06-01"),
            datacontenttype: "application/json".into(),
            sequences: CloudEvent::write_sequences(&BTreeMap::from([(SERVICE.to_owned(), 1)])),
            traceparent: None,
            data,
        }
    }

    fn routed<T: Contract>(message: &T) -> Vec<String> {
        let data = serde_json::to_value(message).expect("serialises");
        let orders = route(&event(T::EVENT_TYPE, data)).expect("routed");
        orders
            .iter()
            .map(|order| format!("{} {}", order.stream, order.command["type"].as_str().unwrap_or("?")))
            .collect()
    }

    #[test]
    fn every_message_that_comes_here_is_known() {
        let topology = topology();
        let kinds = topology.received_by(SERVICE).filter(|kind| !guohe_flow::is_the_engines_own(kind));
        for kind in kinds {
            assert!(!matches!(route(&event(kind, json!({}))), Err(RouteError::Unknown(_))), "{kind}");
        }
        assert!(matches!(route(&event("registry.change.filed", json!({}))), Err(RouteError::Unknown(_))));
    }

    #[test]
    fn a_case_to_review_wants_a_panel() {
        let accepted = intake::ApplicationAccepted { application: "a-1".into(), ..Default::default() };
        assert_eq!(routed(&accepted), ["hunan/panel/p-a-1 want"]);
        let filed = evaluation::MaterialsFiled { performance: "r-1.b-1".into(), ..Default::default() };
        assert_eq!(routed(&filed), ["hunan/panel/p-r-1.b-1 want"]);
    }

    #[test]
    fn whatever_ends_a_case_closes_its_panel() {
        let closed = intake::ApplicationClosed { application: "a-1".into(), ..Default::default() };
        assert_eq!(routed(&closed), ["hunan/panel/p-a-1 close"]);
        let excused = evaluation::AbsenceExcused { performance: "f-1".into(), ..Default::default() };
        assert_eq!(routed(&excused), ["hunan/panel/p-f-1 close"]);
        let ended = evaluation::PerformanceClosed { performance: "f-1".into(), ..Default::default() };
        assert_eq!(routed(&ended), ["hunan/panel/p-f-1 close"]);
    }

    #[test]
    fn an_answer_other_than_yes_frees_the_expert_too() {
        let answered = |answer: WireAnswer| wire::InvitationAnswered {
            panel: "p-a-1".into(),
            expert: "e-1".into(),
            answer: answer.into(),
            ..Default::default()
        };
        assert_eq!(routed(&answered(WireAnswer::Accepted)), ["hunan/panel/p-a-1 answered"]);
        let freed = ["hunan/panel/p-a-1 answered", "hunan/expert/e-1 release"];
        for answer in [WireAnswer::Declined, WireAnswer::Silent, WireAnswer::Conflict] {
            assert_eq!(routed(&answered(answer)), freed);
        }
    }

    #[test]
    fn a_withdrawn_seat_frees_the_expert_and_ends_the_invitation() {
        let withdrawn =
            wire::SeatWithdrawn { panel: "p-a-1".into(), expert: "e-1".into(), reason: "recused".into() };
        assert_eq!(routed(&withdrawn), ["hunan/expert/e-1 release", "hunan/invitation/p-a-1.e-1 withdraw"]);
    }

    #[test]
    fn an_engaged_expert_moves_the_panel_on_and_is_invited() {
        let engaged = wire::ExpertEngaged {
            panel: "p-a-1".into(),
            expert: "e-1".into(),
            subject_kind: WireKind::Application.into(),
            answer_due_on: "2026-06-08".into(),
            ..Default::default()
        };
        assert_eq!(routed(&engaged), ["hunan/panel/p-a-1 engaged", "hunan/invitation/p-a-1.e-1 send"]);
    }

    #[test]
    fn a_complete_review_frees_everybody() {
        let done = evaluation::ReviewCompleted {
            panel: "p-a-1".into(),
            experts: vec!["e-1".into(), "e-2".into()],
            ..Default::default()
        };
        let orders =
            ["hunan/panel/p-a-1 review_done", "hunan/expert/e-1 release", "hunan/expert/e-2 release"];
        assert_eq!(routed(&done), orders);
    }

    #[test]
    fn an_impossible_date_or_subject_is_named_by_its_field() {
        let offered = |kind: WireKind, due: &str| wire::SeatOffered {
            subject_kind: kind.into(),
            answer_due_on: due.into(),
            ..Default::default()
        };
        for (message, path) in [
            (offered(WireKind::Application, "2026-02-30"), "answer_due_on"),
            (offered(WireKind::Change, "2026-06-08"), "subject_kind"),
        ] {
            let data = serde_json::to_value(&message).expect("serialises");
            match route(&event("assignment.panel.seat_offered", data)) {
                Err(RouteError::Field { path: found, .. }) => assert_eq!(found, path),
                other => panic!("{other:?}"),
            }
        }
    }
}
