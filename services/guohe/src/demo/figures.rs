//! Figures of a run: what was sent, recorded, delivered, and how long it took.

use guohe_api::operations::v1::{GetActivityRequest, VerifyAuditRequest};
use serde::Serialize;

use crate::scenario::{
    doors::{Doors, Unanswered, answer},
    play::Position,
};

/// Figures.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figures {
    /// Steps of the script.
    pub steps: usize,
    /// Commands of people.
    pub commands: u64,
    /// Streams: applications, panels, bases, notices …
    pub streams: u64,
    /// Events recorded, each with its hash checked.
    pub events: u64,
    /// Timers that fired and recorded something.
    pub timers: u64,
    /// Messages between services.
    pub messages: u64,
    /// Messages that could not be handled.
    pub dead_letters: u64,
    /// What the audit of all chains found wrong.
    pub audit_findings: Vec<String>,
    /// Real seconds of the script.
    pub seconds: f64,
}

impl Figures {
    /// Asks every service about itself; the audit walks every chain.
    pub async fn gather(doors: &Doors, position: &Position) -> Result<Self, Unanswered> {
        let mut figures = Self {
            steps: position.steps,
            commands: position.commands,
            seconds: position.elapsed_ms as f64 / 1000.0,
            ..Self::default()
        };
        for service in guohe_api::SERVICES {
            let client = || doors.operations(service);
            let service = service.to_owned();
            let asked = GetActivityRequest { service: service.clone() };
            let activity = answer(client().get_activity(asked)).await?;
            figures.messages += activity.sent.values().sum::<u64>();
            figures.dead_letters += activity.dead;
            let audit =
                answer(client().verify_audit(VerifyAuditRequest { service, ..Default::default() })).await?;
            figures.streams += audit.streams;
            figures.events += audit.events;
            figures.timers += audit.timers;
            figures.audit_findings.extend(audit.findings);
        }
        Ok(figures)
    }
}
