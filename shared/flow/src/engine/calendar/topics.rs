//! The messages by which a calendar year travels: from the registry to every service, and back what it moves.
//!
//! Owns their names, their consumers and the way from each to its commands, the same in every service.

use guohe_policy::CalendarYear;
use serde::{Deserialize, Serialize};

use super::{CalendarCommand, CalendarFlow, MovedDate};
use crate::{
    engine::{
        recount::RecountOrder,
        regime::{Regime, RegimeCommand},
        route::{Directed, RouteError},
    },
    model::CloudEvent,
    ports::TimerKey,
};

/// The service that keeps proposals and asks the others.
pub(super) const KEEPER: &str = "registry";

/// Every service that has dates.
const ALL: [&str; 6] = ["intake", "recommendation", "assignment", "evaluation", "registry", "notification"];

/// Type of the message that asks every service what a year would move.
pub(super) const PROPOSED: &str = "registry.calendar.proposed";

/// Type of the message that makes a year effective everywhere.
pub(super) const CONFIRMED: &str = "registry.calendar.confirmed";

/// Types of a service's own messages: what it found, and which timers it counts again.
const OWN: [(&str, &str, &str); 6] = [
    ("intake", "intake.calendar.surveyed", "intake.calendar.recounting"),
    ("recommendation", "recommendation.calendar.surveyed", "recommendation.calendar.recounting"),
    ("assignment", "assignment.calendar.surveyed", "assignment.calendar.recounting"),
    ("evaluation", "evaluation.calendar.surveyed", "evaluation.calendar.recounting"),
    ("registry", "registry.calendar.surveyed", "registry.calendar.recounting"),
    ("notification", "notification.calendar.surveyed", "notification.calendar.recounting"),
];

/// The calendar's message types with their consumers, part of every topology with these services.
pub const CALENDAR_CONTRACTS: &[(&str, &[&str])] = &[
    (PROPOSED, &ALL),
    (CONFIRMED, &ALL),
    ("intake.calendar.surveyed", &[KEEPER]),
    ("recommendation.calendar.surveyed", &[KEEPER]),
    ("assignment.calendar.surveyed", &[KEEPER]),
    ("evaluation.calendar.surveyed", &[KEEPER]),
    ("registry.calendar.surveyed", &[KEEPER]),
    ("notification.calendar.surveyed", &[KEEPER]),
    ("intake.calendar.recounting", &["intake"]),
    ("recommendation.calendar.recounting", &["recommendation"]),
    ("assignment.calendar.recounting", &["assignment"]),
    ("evaluation.calendar.recounting", &["evaluation"]),
    ("registry.calendar.recounting", &["registry"]),
    ("notification.calendar.recounting", &["notification"]),
];

/// The services that must report before a year can be confirmed.
pub(super) fn services() -> impl Iterator<Item = &'static str> {
    ALL.into_iter()
}

/// Type of a service's report; `None` for one that takes no part.
pub(super) fn surveyed(service: &str) -> Option<&'static str> {
    OWN.iter().find(|(name, ..)| *name == service).map(|(_, surveyed, _)| *surveyed)
}

/// Type of a service's message to itself; `None` for one that takes no part.
pub(super) fn recounting(service: &str) -> Option<&'static str> {
    OWN.iter().find(|(name, ..)| *name == service).map(|(.., recounting)| *recounting)
}

/// A year on its way to every service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct YearMessage {
    /// Proposal id.
    pub(super) proposal: String,
    /// Number of the survey, from 1: a proposal can be made again.
    pub(super) round: u32,
    /// The schedule.
    pub(super) year: CalendarYear,
}

/// A page of what a service found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SurveyedMessage {
    pub(super) proposal: String,
    pub(super) round: u32,
    pub(super) service: String,
    pub(super) moved: Vec<MovedDate>,
    pub(super) settled: u64,
    pub(super) last: bool,
}

/// Timers that a service counts again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecountingMessage {
    pub(super) proposal: String,
    pub(super) timers: Vec<TimerKey>,
}

/// The commands of a calendar's message; `None` for any other message.
pub(crate) fn directed(service: &str, event: &CloudEvent) -> Option<Result<Vec<Directed>, RouteError>> {
    let kind = event.event_type.as_str();
    if !CALENDAR_CONTRACTS.iter().any(|(known, _)| *known == kind) {
        return None;
    }
    Some(read(service, event))
}

fn read(service: &str, event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let source = event
        .source_stream()
        .map_err(|error| RouteError::Field { path: "subject".to_owned(), message: error.to_string() })?;
    let department = source.department.as_str();
    let to = |proposal: &str, command: &CalendarCommand| {
        Directed::to::<CalendarFlow>(department, proposal, command)
    };
    match event.event_type.as_str() {
        PROPOSED => {
            let YearMessage { proposal, round, year } = payload(event)?;
            Ok(vec![to(&proposal, &CalendarCommand::Survey { round, year })])
        }
        CONFIRMED => {
            let YearMessage { proposal, year, .. } = payload(event)?;
            let add = RegimeCommand::AddYear { year: year.clone(), proposal: proposal.clone() };
            let add = Directed::to::<Regime>(department, Regime::ID, &add);
            Ok(vec![add, to(&proposal, &CalendarCommand::Apply { year: year.year })])
        }
        kind if Some(kind) == recounting(service) => {
            let RecountingMessage { proposal, timers } = payload(event)?;
            let order = |key: TimerKey| {
                RecountOrder { timer: key.name, proposal: proposal.clone() }.directed(key.stream)
            };
            Ok(timers.into_iter().filter(|key| key.stream.department == department).map(order).collect())
        }
        kind if kind.ends_with(".surveyed") => {
            let SurveyedMessage { proposal, round, service, moved, settled, last } = payload(event)?;
            Ok(vec![to(&proposal, &CalendarCommand::Report { round, service, moved, settled, last })])
        }
        other => Err(RouteError::Unknown(other.to_owned())),
    }
}

fn payload<T: serde::de::DeserializeOwned>(event: &CloudEvent) -> Result<T, RouteError> {
    serde_json::from_value(event.data.clone()).map_err(|error| RouteError::Payload {
        event_type: event.event_type.clone(),
        error: error.to_string(),
    })
}
