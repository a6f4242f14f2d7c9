//! Notices, reminders and deliveries: what was told to whom, in which words, and when.
//!
//! Owns the words (both languages), the reminder ladders' timers and the record of every delivery. Never decides
//! that somebody must know something: the other services ask, and this one carries it out. Never holds names or
//! addresses: recipients are ids, and a channel that needs an address takes it from the vault when it delivers.

pub mod delivery;
mod ids;
pub mod notice;
pub mod reminder;
mod rpc;
mod subscriptions;
#[cfg(test)]
mod testing;
mod texts;

use guohe_flow::{Engine, ServiceDefinition};
use tonic::service::RoutesBuilder;

pub use texts::{Template, reminder_texts, templates};

/// The service's name.
pub const SERVICE: &str = "notification";

/// The service's workflows and routing.
pub fn definition() -> ServiceDefinition {
    ServiceDefinition::new(SERVICE, subscriptions::route)
        .workflow(notice::NoticeFlow)
        .workflow(reminder::ReminderFlow)
}

/// Adds the service's gRPC server.
pub fn routes(engine: &Engine, builder: &mut RoutesBuilder) {
    rpc::add(engine, builder);
}
