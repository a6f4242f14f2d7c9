//! Histories of the streams that the story follows event by event, for the articles each step rests on.

use std::collections::BTreeMap;

use guohe_api::{
    evaluation::v1::Performance,
    operations::v1::{GetHistoryRequest, HistoryEvent},
    registry::v1::Matter,
};
use serde_json::Value;

use crate::scenario::{
    Script,
    doors::{Doors, Unanswered, answer},
    population::Life,
    stage::DEPARTMENT,
};

/// Applications that met the end of validity.
const ACROSS_VALIDITY: [&str; 2] = ["a-2031-001", "a-2031-002"];

/// Events by stream, "application/a-2026-001".
#[derive(Debug, Clone, Default)]
pub struct Histories(BTreeMap<String, Vec<HistoryEvent>>);

impl Histories {
    /// Asks for the streams of the base whose life is told, and of the applications at the end of validity.
    pub(super) async fn gather(
        doors: &Doors,
        script: &Script,
        performances: &[Performance],
        matters: &[Matter],
    ) -> Result<Self, Unanswered> {
        let mut streams: Vec<(&str, String)> =
            ACROSS_VALIDITY.iter().map(|id| ("intake", format!("application/{id}"))).collect();
        if let Some(case) = script.population.living(Life::FailsTwice) {
            streams.push(("intake", format!("application/{}", case.id)));
            streams.push(("evaluation", format!("decision/{}", case.id)));
            let own = performances.iter().filter(|performance| performance.base == case.base);
            streams.extend(own.map(|own| ("evaluation", format!("performance/{}", own.performance))));
            let own = matters.iter().filter(|matter| matter.base == case.base);
            streams.extend(own.map(|own| ("registry", format!("matter/{}", own.matter))));
        }
        let asked = streams.into_iter().map(async |(service, stream)| {
            let request = GetHistoryRequest {
                service: service.to_owned(),
                stream: format!("{DEPARTMENT}/{stream}"),
                after: 0,
                page_size: 0,
            };
            let events = answer(doors.operations(service).get_history(request)).await?.events;
            Ok::<_, Unanswered>((stream, events))
        });
        Ok(Self(futures::future::try_join_all(asked).await?.into_iter().collect()))
    }

    /// The rules the first event of a type rests on, with their articles.
    pub(super) fn rules(&self, stream: &str, event_type: &str) -> Vec<String> {
        let events = self.0.get(stream).map(Vec::as_slice).unwrap_or_default();
        let found = events.iter().find(|event| event.event_type == event_type);
        let envelope = found.and_then(|event| event.envelope.as_ref()).map(guohe_api::struct_value);
        let rules = envelope.as_ref().and_then(|envelope| envelope["rules"].as_array());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        rules
            .into_iter()
            .flatten()
            .map(|rule| format!("{} {}", text(&rule["rule"]), text(&rule["article"])))
            .collect()
    }
}
