//! Messages that concern evaluation, as commands.
//!
//! A completed panel opens its review, a completed review moves its decision or performance on, a base to be
//! evaluated opens a performance and stands in its dossier, and what ends a case or a base closes what is open.

use guohe_api::{
    SubjectKind,
    assignment::v1 as assignment,
    evaluation::v1 as wire,
    intake::v1::{self as intake, application_closed::Ending},
    read,
    registry::v1::{self as registry, base_left::Leaving},
    routing::{date, field, optional_date},
    rules_from,
};
use guohe_flow::{CloudEvent, Directed, RouteError};

use crate::{
    Grade,
    cohort::{CohortCommand, Cohorts},
    decision::{Case, DecisionCommand, Decisions},
    dossier::{DossierCommand, Dossiers},
    performance::{Entry, PerformanceCommand, Performances},
    review::{Opening, ReviewCommand, Reviews},
};

type Routed = Result<Vec<Directed>, RouteError>;

pub(crate) fn route(event: &CloudEvent) -> Routed {
    let stream = event.source_stream().map_err(|error| field("subject", error.to_string()))?;
    let department = stream.department.as_str();
    match event.event_type.as_str() {
        "intake.application.accepted" => Ok(accepted(department, read(event)?)),
        "intake.application.closed" => Ok(application_closed(department, &read(event)?)),
        "assignment.panel.completed" => panel_completed(department, read(event)?),
        "assignment.panel.seat_replaced" => Ok(seat_replaced(department, read(event)?)),
        "evaluation.review.completed" => review_completed(department, &read(event)?),
        "evaluation.round.opened" => round_opened(department, read(event)?),
        "evaluation.performance.closed" => Ok(performance_closed(department, read(event)?)),
        "evaluation.dossier.evaluation_stopped" => Ok(evaluation_stopped(department, read(event)?)),
        "registry.base.evaluation_due" => evaluation_due(department, read(event)?),
        "registry.base.left" => Ok(base_left(department, &read(event)?)),
        other => Err(RouteError::Unknown(other.to_owned())),
    }
}

fn accepted(department: &str, message: intake::ApplicationAccepted) -> Vec<Directed> {
    let case = Case {
        institution: message.institution,
        institution_name: message.institution_name,
        category: message.category,
        field: message.field,
        unit: message.unit,
        leader: message.leader,
        countries: message.countries,
        policy: message.policy,
        call: message.call,
        failed: rules_from(&message.failed),
        open: rules_from(&message.open),
    };
    vec![Directed::to::<Decisions>(department, message.application, &DecisionCommand::Open(case))]
}

/// Only a case that was accepted for review can have a panel on its way here.
fn application_closed(department: &str, message: &intake::ApplicationClosed) -> Vec<Directed> {
    let expected = match message.ending() {
        Ending::Withdrawn | Ending::Void => true,
        Ending::Unspecified
        | Ending::Lapsed
        | Ending::Barred
        | Ending::NotAccepted
        | Ending::NotRecommended => false,
    };
    let reason = match message.reason.is_empty() {
        true => "the case ended".to_owned(),
        false => message.reason.clone(),
    };
    let close = DecisionCommand::Close { reason: reason.clone() };
    vec![
        Directed::to::<Decisions>(department, &message.application, &close),
        Directed::to::<Reviews>(department, &message.application, &ReviewCommand::Close { reason, expected }),
    ]
}

fn panel_completed(department: &str, message: assignment::PanelCompleted) -> Routed {
    let opening = Opening {
        subject_kind: SubjectKind::routed(message.subject_kind())?,
        due_on: optional_date("review_due_on", &message.review_due_on)?,
        panel: message.panel,
        experts: message.experts,
        policy: message.policy,
    };
    Ok(vec![Directed::to::<Reviews>(department, message.subject, &ReviewCommand::Open(opening))])
}

fn seat_replaced(department: &str, message: assignment::SeatReplaced) -> Vec<Directed> {
    let command = ReviewCommand::ReplaceSeat {
        removed: message.removed,
        added: Some(message.added).filter(|expert| !expert.is_empty()),
        reason: message.reason,
    };
    vec![Directed::to::<Reviews>(department, message.subject, &command)]
}

fn review_completed(department: &str, message: &wire::ReviewCompleted) -> Routed {
    let score_hundredths = message.score_hundredths;
    let grade =
        Grade::from_wire(message.grade()).ok_or_else(|| field("grade", "is not stated".to_owned()))?;
    let subject = &message.subject;
    Ok(vec![match SubjectKind::routed(message.subject_kind())? {
        SubjectKind::Application => Directed::to::<Decisions>(
            department,
            subject,
            &DecisionCommand::Reviewed { score_hundredths, grade },
        ),
        SubjectKind::Performance => Directed::to::<Performances>(
            department,
            subject,
            &PerformanceCommand::Reviewed { score_hundredths, grade },
        ),
    }])
}

fn round_opened(department: &str, message: wire::RoundOpened) -> Routed {
    let opened_on = date("opened_on", &message.opened_on)?;
    let command = CohortCommand::RoundOpened { round: message.round, opened_on };
    Ok(vec![Directed::to::<Cohorts>(department, message.category, &command)])
}

fn performance_closed(department: &str, message: wire::PerformanceClosed) -> Vec<Directed> {
    let command = ReviewCommand::Close { reason: message.reason, expected: true };
    vec![Directed::to::<Reviews>(department, message.performance, &command)]
}

fn evaluation_stopped(department: &str, message: wire::EvaluationStopped) -> Vec<Directed> {
    let command = PerformanceCommand::Stop { reason: message.reason };
    vec![Directed::to::<Performances>(department, message.performance, &command)]
}

fn evaluation_due(department: &str, message: registry::EvaluationDue) -> Routed {
    let entry = Entry {
        materials_due_on: optional_date("materials_due_on", &message.materials_due_on)?,
        base: message.base.clone(),
        round: message.round,
        re_evaluation: message.re_evaluation,
        institution: message.institution,
        category: message.category,
        field: message.field,
        unit: message.unit,
        policy: message.policy,
    };
    let enter = DossierCommand::Enter { performance: message.performance.clone() };
    Ok(vec![
        Directed::to::<Performances>(department, message.performance, &PerformanceCommand::Open(entry)),
        Directed::to::<Dossiers>(department, message.base, &enter),
    ])
}

fn base_left(department: &str, message: &registry::BaseLeft) -> Vec<Directed> {
    let reason = match message.leaving() {
        Leaving::Cancelled => "the base was cancelled",
        Leaving::National => "the base was recognised nationally",
        Leaving::Voluntary => "the base left by its own wish",
        Leaving::Unspecified => "the base left the register",
    };
    let command = DossierCommand::Leave { reason: reason.to_owned() };
    vec![Directed::to::<Dossiers>(department, &message.base, &command)]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use guohe_api::{Contract, common::v1 as common, topology};
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
    fn a_result_goes_to_the_decision_or_to_the_performance() {
        let done = |kind: common::SubjectKind, subject: &str| wire::ReviewCompleted {
            subject_kind: kind.into(),
            subject: subject.into(),
            grade: wire::Grade::Pass.into(),
            ..Default::default()
        };
        assert_eq!(routed(&done(common::SubjectKind::Application, "a-1")), ["hunan/decision/a-1 reviewed"]);
        assert_eq!(
            routed(&done(common::SubjectKind::Performance, "f-1")),
            ["hunan/performance/f-1 reviewed"]
        );
    }

    #[test]
    fn a_base_to_be_evaluated_stands_in_its_dossier_too() {
        let due =
            registry::EvaluationDue { performance: "f-1".into(), base: "b-1".into(), ..Default::default() };
        assert_eq!(routed(&due), ["hunan/performance/f-1 open", "hunan/dossier/b-1 enter"]);
    }

    #[test]
    fn a_base_that_left_reaches_its_evaluations_and_their_reviews() {
        let left = registry::BaseLeft { base: "b-1".into(), ..Default::default() };
        assert_eq!(routed(&left), ["hunan/dossier/b-1 leave"]);
        let stopped = wire::EvaluationStopped { performance: "f-1".into(), ..Default::default() };
        assert_eq!(routed(&stopped), ["hunan/performance/f-1 stop"]);
        let closed = wire::PerformanceClosed { performance: "f-1".into(), ..Default::default() };
        assert_eq!(routed(&closed), ["hunan/review/f-1 close"]);
    }

    #[test]
    fn only_the_end_of_an_accepted_case_is_kept_for_a_panel_on_its_way() {
        let expected = |ending: Ending| {
            let closed = intake::ApplicationClosed {
                application: "a-1".into(),
                ending: ending.into(),
                ..Default::default()
            };
            let data = serde_json::to_value(&closed).expect("serialises");
            let orders = route(&event("intake.application.closed", data)).expect("routed");
            orders[1].command["data"]["expected"].as_bool().expect("a flag")
        };
        assert!(expected(Ending::Withdrawn) && expected(Ending::Void));
        for ending in [Ending::Lapsed, Ending::Barred, Ending::NotAccepted, Ending::NotRecommended] {
            assert!(!expected(ending), "{ending:?}");
        }
    }

    #[test]
    fn an_opened_round_reaches_its_cohort() {
        let opened = wire::RoundOpened {
            round: "featured-2029".into(),
            category: "featured".into(),
            opened_on: "2029-06-01".into(),
            ..Default::default()
        };
        assert_eq!(routed(&opened), ["hunan/cohort/featured round_opened"]);
    }
}
