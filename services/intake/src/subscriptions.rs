//! From messages to commands for applications.

use guohe_api::{
    common::v1::SubjectKind,
    evaluation::v1::{
        DecisionAdmitted, DecisionNotRecognised, DecisionProposed, DecisionRecognised, ReviewCompleted,
        decision_admitted,
    },
    intake::v1::CallExtended,
    read,
    recommendation::v1::{OpinionGiven, opinion_given},
    registry::v1::{BanOvertook, Standing as WireStanding, StandingAnswered},
    routing::{date, field, optional_date},
    rules_from,
};
use guohe_flow::{CloudEvent, Directed, RouteError};
use guohe_policy::{Destination, Text};

use crate::application::{ApplicationCommand as Command, ApplicationWorkflow, Standing, Verdict};

/// Routes a message.
pub(crate) fn route(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    match event.event_type.as_str() {
        "registry.standing.answered" => standing(event),
        "registry.standing.ban_overtook" => ban_overtook(event),
        "recommendation.application.opined" => opinion(event),
        "evaluation.review.completed" => reviewed(event),
        "evaluation.decision.proposed" => proposed(event),
        "evaluation.decision.recognised" => recognised(event),
        "evaluation.decision.admitted" => admitted(event),
        "evaluation.decision.not_recognised" => not_recognised(event),
        "intake.call.extended" => call_extended(event),
        other => Err(RouteError::Unknown(other.to_owned())),
    }
}

fn to(event: &CloudEvent, application: &str, command: &Command) -> Result<Directed, RouteError> {
    let source = event.source_stream().map_err(|error| field("subject", error.to_string()))?;
    Ok(Directed::to::<ApplicationWorkflow>(&source.department, application, command))
}

fn standing(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let answer: StandingAnswered = read(event)?;
    let standing = match answer.standing() {
        WireStanding::Eligible => Standing::Eligible,
        WireStanding::Excluded => Standing::Excluded,
        WireStanding::NeedsRuling => Standing::NeedsRuling,
        WireStanding::Unspecified => return Err(field("standing", "is not stated")),
    };
    let command = Command::StandingAnswered {
        revision: answer.revision,
        standing,
        banned_until: optional_date("bannedUntil", &answer.banned_until)?,
        free_from: optional_date("freeFrom", &answer.free_from)?,
        base: answer.base,
        rules: rules_from(&answer.rules),
        reason: answer.reason,
    };
    Ok(vec![to(event, &answer.application, &command)?])
}

fn ban_overtook(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let ban: BanOvertook = read(event)?;
    let command = Command::BanOvertook {
        banned_from: date("bannedFrom", &ban.banned_from)?,
        banned_until: date("bannedUntil", &ban.banned_until)?,
        rules: rules_from(&ban.rules),
    };
    Ok(vec![to(event, &ban.application, &command)?])
}

fn opinion(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let given: OpinionGiven = read(event)?;
    let verdict = match given.verdict() {
        opinion_given::Verdict::Recommended => Verdict::Recommended,
        opinion_given::Verdict::NotRecommended => Verdict::NotRecommended,
        opinion_given::Verdict::Returned => Verdict::Returned,
        opinion_given::Verdict::Unspecified => return Err(field("verdict", "is not stated")),
    };
    let command = Command::OpinionGiven {
        unit: given.unit,
        verdict,
        opinion: given.opinion,
        given_on: date("givenOn", &given.given_on)?,
        signed_by: given.signed_by,
        revision: given.revision,
        rules: rules_from(&given.rules),
    };
    Ok(vec![to(event, &given.subject, &command)?])
}

/// Performance evaluations are no concern of intake.
fn reviewed(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let review: ReviewCompleted = read(event)?;
    if review.subject_kind() != SubjectKind::Application {
        return Ok(vec![]);
    }
    let command = Command::ReviewCompleted { score_hundredths: review.score_hundredths, panel: review.panel };
    Ok(vec![to(event, &review.subject, &command)?])
}

fn proposed(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let proposal: DecisionProposed = read(event)?;
    let command = Command::DecisionProposed { proposed_by: proposal.proposed_by };
    Ok(vec![to(event, &proposal.application, &command)?])
}

fn recognised(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let decision: DecisionRecognised = read(event)?;
    let name = decision.base_name.unwrap_or_default();
    let command = Command::Recognised {
        base: decision.base,
        base_name: Text { zh: name.zh, en: name.en },
        document_number: decision.document_number,
        document_on: date("documentOn", &decision.document_on)?,
    };
    Ok(vec![to(event, &decision.application, &command)?])
}

fn admitted(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let decision: DecisionAdmitted = read(event)?;
    let destination = match decision.destination() {
        decision_admitted::Destination::Library => Destination::Library,
        decision_admitted::Destination::Funding => Destination::Funding,
        decision_admitted::Destination::Unspecified => return Err(field("destination", "is not stated")),
    };
    let decided_on = date("decidedOn", &decision.decided_on)?;
    Ok(vec![to(event, &decision.application, &Command::Admitted { destination, decided_on })?])
}

fn not_recognised(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let decision: DecisionNotRecognised = read(event)?;
    let command = Command::NotRecognised {
        reason: decision.reason,
        rules: rules_from(&decision.rules),
        decided_on: date("decidedOn", &decision.decided_on)?,
    };
    Ok(vec![to(event, &decision.application, &command)?])
}

fn call_extended(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let extended: CallExtended = read(event)?;
    let command = Command::CallExtended {
        closes_on: date("closesOn", &extended.closes_on)?,
        accepted_until: date("acceptedUntil", &extended.accepted_until)?,
        reason: extended.reason,
    };
    extended.applications.iter().map(|application| to(event, application, &command)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use guohe_flow::Outgoing;
    use serde_json::json;

    use super::*;

    fn event(message: Outgoing) -> CloudEvent {
        CloudEvent {
            specversion: "1.0".into(),
            id: "hunan/standing/x/1/0".into(),
            source: "/guohe/registry".into(),
            event_type: message.event_type.into(),
            subject: "hunan/standing/x".into(),
            time: guohe_clock::start_of_day("2027-05-01".parse().expect("a date")),
            datacontenttype: "application/json".into(),
            sequences: CloudEvent::write_sequences(&BTreeMap::from([("intake".to_owned(), 1)])),
            traceparent: None,
            data: message.data,
        }
    }

    #[test]
    fn an_answer_goes_to_its_application_in_the_source_department() {
        let answer = StandingAnswered {
            application: "a-1".into(),
            revision: 1,
            standing: WireStanding::Excluded as i32,
            banned_until: "2035-10-31".into(),
            free_from: "2035-11-01".into(),
            ..Default::default()
        };
        let routed = route(&event(guohe_api::outgoing(&answer))).expect("routes");
        assert_eq!(routed[0].stream.to_string(), "hunan/application/a-1");
        assert_eq!(routed[0].command["data"]["banned_until"], json!("2035-10-31"));
    }

    #[test]
    fn every_type_that_reaches_intake_is_routed() {
        let topology = guohe_api::topology();
        for kind in topology.received_by("intake").filter(|kind| !guohe_flow::is_the_engines_own(kind)) {
            let routed = route(&event(Outgoing { event_type: kind, data: json!({}) }));
            assert!(!matches!(routed, Err(RouteError::Unknown(_))), "{kind}");
        }
    }

    #[test]
    fn an_answer_without_a_standing_or_with_an_impossible_day_is_refused() {
        let silent = StandingAnswered { application: "a-1".into(), ..Default::default() };
        assert!(matches!(route(&event(guohe_api::outgoing(&silent))), Err(RouteError::Field { .. })));
        let extended = CallExtended {
            closes_on: "2026-02-30".into(),
            applications: vec!["a".into()],
            ..Default::default()
        };
        assert!(matches!(route(&event(guohe_api::outgoing(&extended))), Err(RouteError::Field { .. })));
    }

    #[test]
    fn an_extension_reaches_every_application_of_its_page() {
        let extended = CallExtended {
            applications: vec!["a-1".into(), "a-2".into()],
            closes_on: "2027-05-31".into(),
            accepted_until: "2027-06-02".into(),
            ..Default::default()
        };
        assert_eq!(route(&event(guohe_api::outgoing(&extended))).expect("routes").len(), 2);
    }
}
