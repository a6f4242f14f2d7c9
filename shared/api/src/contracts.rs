//! Which message has which type, and which services receive it.
//!
//! The topology is constant: producers number their messages for each consumer, and the broker's bindings are
//! declared from the same table.

use guohe_flow::{CloudEvent, Outgoing, RouteError, Topology};
use serde::{Serialize, de::DeserializeOwned};

use crate::{assignment, evaluation, intake, notification, recommendation, registry};

/// Every service that takes part in messaging.
pub const SERVICES: [&str; 6] =
    ["intake", "recommendation", "assignment", "evaluation", "registry", "notification"];

/// A message type with one routing key.
pub trait Contract: Serialize + DeserializeOwned {
    /// `<service>.<noun>.<verb>`.
    const EVENT_TYPE: &'static str;
}

/// Messages whose payload serves under several types.
const SHARED: &[(&str, &[&str])] = &[
    ("recommendation.application.opined", &["intake"]),
    ("recommendation.change.opined", &["registry"]),
    ("registry.base.ground_arisen", &["registry"]),
    ("registry.report.ground_found", &["registry"]),
    ("registry.change.ground_found", &["registry"]),
];

/// What every service may send to notification.
const NOTICES: [(&str, [&str; 3]); 6] = [
    ("intake", ["intake.notice.requested", "intake.deadline.set", "intake.deadline.cleared"]),
    (
        "recommendation",
        ["recommendation.notice.requested", "recommendation.deadline.set", "recommendation.deadline.cleared"],
    ),
    ("assignment", ["assignment.notice.requested", "assignment.deadline.set", "assignment.deadline.cleared"]),
    ("evaluation", ["evaluation.notice.requested", "evaluation.deadline.set", "evaluation.deadline.cleared"]),
    ("registry", ["registry.notice.requested", "registry.deadline.set", "registry.deadline.cleared"]),
    (
        "notification",
        ["notification.notice.requested", "notification.deadline.set", "notification.deadline.cleared"],
    ),
];

macro_rules! contracts {
    ($($payload:path: $event_type:literal => [$($consumer:literal),*];)*) => {
        $(impl Contract for $payload { const EVENT_TYPE: &'static str = $event_type; })*
        const SINGLE: &[(&str, &[&str])] = &[$(($event_type, &[$($consumer),*])),*];
    };
}

contracts! {
    intake::v1::ApplicationSubmitted: "intake.application.submitted" => ["registry"];
    intake::v1::ApplicationPresented: "intake.application.presented" => ["recommendation"];
    intake::v1::ApplicationAccepted: "intake.application.accepted" => ["assignment", "evaluation"];
    intake::v1::ApplicationClosed: "intake.application.closed" => ["recommendation", "assignment", "evaluation", "registry"];
    intake::v1::FalsehoodFound: "intake.application.falsehood_found" => ["registry"];
    intake::v1::CallExtended: "intake.call.extended" => ["intake"];
    recommendation::v1::DepartureSpread: "recommendation.departure.spread" => ["recommendation"];
    assignment::v1::SeatOffered: "assignment.panel.seat_offered" => ["assignment"];
    assignment::v1::ExpertEngaged: "assignment.expert.engaged" => ["assignment"];
    assignment::v1::ExpertUnavailable: "assignment.expert.unavailable" => ["assignment"];
    assignment::v1::InvitationAnswered: "assignment.invitation.answered" => ["assignment"];
    assignment::v1::PanelCompleted: "assignment.panel.completed" => ["evaluation"];
    assignment::v1::SeatWithdrawn: "assignment.panel.seat_withdrawn" => ["assignment"];
    assignment::v1::SeatReplaced: "assignment.panel.seat_replaced" => ["evaluation"];
    evaluation::v1::ReviewCompleted: "evaluation.review.completed" => ["evaluation", "assignment", "intake"];
    evaluation::v1::DecisionProposed: "evaluation.decision.proposed" => ["intake"];
    evaluation::v1::DecisionRecognised: "evaluation.decision.recognised" => ["intake", "registry"];
    evaluation::v1::DecisionAdmitted: "evaluation.decision.admitted" => ["intake", "registry"];
    evaluation::v1::DecisionNotRecognised: "evaluation.decision.not_recognised" => ["intake"];
    evaluation::v1::RoundOpened: "evaluation.round.opened" => ["registry", "evaluation"];
    evaluation::v1::CohortAnchored: "evaluation.cohort.anchored" => ["registry"];
    evaluation::v1::MaterialsFiled: "evaluation.performance.materials_filed" => ["assignment"];
    evaluation::v1::PerformanceGraded: "evaluation.performance.graded" => ["registry"];
    evaluation::v1::GroundFound: "evaluation.performance.ground_found" => ["registry"];
    evaluation::v1::PerformanceClosed: "evaluation.performance.closed" => ["evaluation", "assignment"];
    evaluation::v1::EvaluationStopped: "evaluation.dossier.evaluation_stopped" => ["evaluation"];
    evaluation::v1::AbsenceExcused: "evaluation.performance.excused" => ["registry", "assignment"];
    registry::v1::RegimeAdopted: "registry.regime.adopted" =>
        ["intake", "recommendation", "assignment", "evaluation", "notification"];
    registry::v1::StandingAnswered: "registry.standing.answered" => ["intake"];
    registry::v1::BanOvertook: "registry.standing.ban_overtook" => ["intake"];
    registry::v1::ReportOpened: "registry.base.report_opened" => ["registry"];
    registry::v1::ReportSettled: "registry.report.settled" => ["registry"];
    registry::v1::ChangeOpened: "registry.change.opened" => ["registry"];
    registry::v1::ChangeLate: "registry.change.late" => ["registry"];
    registry::v1::ChangeFiled: "registry.change.filed" => ["recommendation"];
    registry::v1::ChangeRegistered: "registry.change.registered" => ["registry"];
    registry::v1::BaseFound: "registry.enrolment.base_found" => ["registry"];
    registry::v1::EvaluationDue: "registry.base.evaluation_due" => ["evaluation"];
    registry::v1::MatterOpened: "registry.matter.opened" => ["registry"];
    registry::v1::MatterDismissed: "registry.matter.dismissed" => ["registry"];
    registry::v1::CancellationDecided: "registry.matter.cancellation_decided" => ["registry"];
    registry::v1::BaseLeft: "registry.base.left" => ["registry", "evaluation", "recommendation", "assignment"];
    registry::v1::ProjectGranted: "registry.budget.granted" => ["registry"];
    registry::v1::GrantWithdrawn: "registry.project.grant_withdrawn" => ["registry"];
    registry::v1::DutyEnded: "registry.base.duty_ended" => ["registry"];
    registry::v1::FalsehoodBanDecided: "registry.proposal.falsehood_ban_decided" => ["registry"];
}

/// The whole topology.
pub fn topology() -> Topology {
    let notices =
        NOTICES.iter().flat_map(|(_, kinds)| kinds.iter().map(|kind| (*kind, &["notification"][..])));
    let calendar = guohe_flow::CALENDAR_CONTRACTS.iter().copied();
    Topology::new(SINGLE.iter().chain(SHARED).map(|(kind, to)| (*kind, *to)).chain(notices).chain(calendar))
}

/// A message of its one type.
pub fn outgoing<T: Contract>(payload: &T) -> Outgoing {
    Outgoing::new(T::EVENT_TYPE, payload)
}

/// A message under one of the shared types.
pub fn outgoing_as(event_type: &'static str, payload: &impl Serialize) -> Outgoing {
    Outgoing::new(event_type, payload)
}

/// A notice from `service`.
pub fn notice(service: &str, payload: &notification::v1::NoticeRequested) -> Outgoing {
    Outgoing::new(notice_types(service)[0], payload)
}

/// A deadline with its reminder ladder, from `service`.
pub fn deadline_set(service: &str, payload: &notification::v1::DeadlineSet) -> Outgoing {
    Outgoing::new(notice_types(service)[1], payload)
}

/// A deadline that no longer stands, from `service`.
pub fn deadline_cleared(service: &str, payload: &notification::v1::DeadlineCleared) -> Outgoing {
    Outgoing::new(notice_types(service)[2], payload)
}

fn notice_types(service: &str) -> &'static [&'static str; 3] {
    NOTICES.iter().find(|(name, _)| *name == service).map_or(&NOTICES[0].1, |(_, kinds)| kinds)
}

/// Reads a message's payload; one of another shape goes to the dead letters.
pub fn read<T: DeserializeOwned>(event: &CloudEvent) -> Result<T, RouteError> {
    serde_json::from_value(event.data.clone()).map_err(|error| RouteError::Payload {
        event_type: event.event_type.clone(),
        error: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contract_is_named_after_its_producer_and_reaches_known_services() {
        for (kind, consumers) in SINGLE.iter().chain(SHARED) {
            let producer = kind.split('.').next().unwrap_or_default();
            assert!(SERVICES.contains(&producer), "{kind}");
            assert_eq!(kind.split('.').count(), 3, "{kind}");
            assert!(!consumers.is_empty(), "{kind}");
            assert!(consumers.iter().all(|c| SERVICES.contains(c)), "{kind}");
        }
    }

    #[test]
    fn a_payload_keeps_its_fields_in_proto_json() {
        let sent = intake::v1::ApplicationSubmitted {
            application: "a-1".into(),
            revision: 2,
            received_at: Some(crate::convert::timestamp(guohe_clock::start_of_day(
                "2026-05-01".parse().expect("date"),
            ))),
            ..Default::default()
        };
        let message = outgoing(&sent);
        assert_eq!(message.data["receivedAt"], "2026-04-30T16:00:00+00:00");
        let read: intake::v1::ApplicationSubmitted =
            serde_json::from_value(message.data).expect("reads back");
        assert_eq!(read, sent);
    }
}
