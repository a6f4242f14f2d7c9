//! From messages to commands: cases come to their unit, and end elsewhere.

use guohe_api::{
    intake::v1::{ApplicationClosed, ApplicationPresented, application_closed::Ending},
    read,
    recommendation::v1::DepartureSpread,
    registry::v1::{BaseLeft, ChangeFiled, base_left::Leaving},
    routing::{date, field},
    rules_from,
};
use guohe_flow::{CloudEvent, Directed, RouteError};

use crate::{
    departure::{DepartureCommand, DepartureWorkflow},
    opinion::{OpinionCommand, OpinionWorkflow, Presentation, SubjectKind},
};

/// Routes a message.
pub(crate) fn route(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    match event.event_type.as_str() {
        "intake.application.presented" => presented(event),
        "intake.application.closed" => closed(event),
        "registry.change.filed" => filed(event),
        "registry.base.left" => left(event),
        "recommendation.departure.spread" => departed(event),
        other => Err(RouteError::Unknown(other.to_owned())),
    }
}

fn department(event: &CloudEvent) -> Result<String, RouteError> {
    let source = event.source_stream();
    source.map(|source| source.department).map_err(|error| field("subject", error.to_string()))
}

fn opinion(event: &CloudEvent, subject: &str, command: &OpinionCommand) -> Result<Directed, RouteError> {
    Ok(Directed::to::<OpinionWorkflow>(&department(event)?, subject, command))
}

fn presented(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let case: ApplicationPresented = read(event)?;
    let due_on = if case.due_on.is_empty() { None } else { Some(date("dueOn", &case.due_on)?) };
    let command = OpinionCommand::Present(Presentation {
        kind: SubjectKind::Application,
        unit: case.unit,
        institution: case.institution,
        call: case.call,
        category: case.category,
        base: String::new(),
        policy: case.policy,
        submitted_by: case.submitted_by,
        revision: case.revision,
        due_on,
        failed: rules_from(&case.failed),
        open: rules_from(&case.open),
    });
    Ok(vec![opinion(event, &case.application, &command)?])
}

fn closed(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let case: ApplicationClosed = read(event)?;
    let ending = match case.ending() {
        Ending::Unspecified => return Err(field("ending", "is not stated")),
        Ending::Lapsed => "lapsed",
        Ending::Withdrawn => "withdrawn",
        Ending::Barred => "barred",
        Ending::NotAccepted => "not accepted",
        Ending::Void => "void",
        Ending::NotRecommended => "not recommended",
    };
    let command = OpinionCommand::Close { reason: ending.to_owned(), rules: rules_from(&case.rules) };
    Ok(vec![opinion(event, &case.application, &command)?])
}

fn filed(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let change: ChangeFiled = read(event)?;
    let command = OpinionCommand::Present(Presentation {
        kind: SubjectKind::Change,
        unit: change.unit,
        institution: change.institution,
        call: String::new(),
        category: String::new(),
        base: change.base,
        policy: change.policy,
        submitted_by: change.filed_by,
        revision: change.revision,
        due_on: None,
        failed: vec![],
        open: vec![],
    });
    Ok(vec![opinion(event, &change.change, &command)?])
}

fn left(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let base: BaseLeft = read(event)?;
    let how = match base.leaving() {
        Leaving::Unspecified => return Err(field("leaving", "is not stated")),
        Leaving::Cancelled => "the base was cancelled",
        Leaving::National => "the base was recognised nationally",
        Leaving::Voluntary => "the base left by its own wish",
    };
    let command = DepartureCommand::Leave {
        reason: how.to_owned(),
        effective_on: date("effectiveOn", &base.effective_on)?,
        rules: rules_from(&base.rules),
    };
    Ok(vec![Directed::to::<DepartureWorkflow>(&department(event)?, base.base, &command)])
}

fn departed(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let page: DepartureSpread = read(event)?;
    let command = OpinionCommand::Close { reason: page.reason, rules: rules_from(&page.rules) };
    page.subjects.iter().map(|subject| opinion(event, subject, &command)).collect()
}

#[cfg(test)]
mod tests {
    use guohe_flow::Outgoing;
    use serde_json::json;

    use super::*;

    fn event(message: Outgoing) -> CloudEvent {
        CloudEvent {
            specversion: "1.0".into(),
            id: "hunan/x/y/1/0".into(),
            source: "/guohe/registry".into(),
            event_type: message.event_type.into(),
            subject: "hunan/x/y".into(),
            time: guohe_clock::start_of_day("2027-05-01".parse().expect("a date")),
            datacontenttype: "application/json".into(),
            sequences: "recommendation=1".into(),
            traceparent: None,
            data: message.data,
        }
    }

    #[test]
    fn every_type_that_reaches_recommendation_is_routed() {
        let topology = guohe_api::topology();
        for kind in
            topology.received_by("recommendation").filter(|kind| !guohe_flow::is_the_engines_own(kind))
        {
            let routed = route(&event(Outgoing { event_type: kind, data: json!({}) }));
            assert!(!matches!(routed, Err(RouteError::Unknown(_))), "{kind}");
        }
    }

    #[test]
    fn a_base_that_left_goes_to_its_departure_and_a_page_to_each_case() {
        let base = BaseLeft {
            base: "b-1".into(),
            leaving: Leaving::National as i32,
            effective_on: "2028-02-01".into(),
            ..Default::default()
        };
        let routed = route(&event(guohe_api::outgoing(&base))).expect("routes");
        assert_eq!(routed[0].stream.to_string(), "hunan/departure/b-1");
        let page = DepartureSpread { subjects: vec!["ch-1".into(), "ch-2".into()], ..Default::default() };
        let routed = route(&event(guohe_api::outgoing(&page))).expect("routes");
        assert_eq!(routed[1].stream.to_string(), "hunan/opinion/ch-2");
    }

    #[test]
    fn an_impossible_day_or_an_ending_not_stated_is_refused() {
        let case = ApplicationPresented { due_on: "2026-02-30".into(), ..Default::default() };
        assert!(matches!(route(&event(guohe_api::outgoing(&case))), Err(RouteError::Field { .. })));
        let case = ApplicationClosed::default();
        assert!(matches!(route(&event(guohe_api::outgoing(&case))), Err(RouteError::Field { .. })));
    }
}
