//! Recommendation: recommending units (推荐单位) and their opinions on applications and changes.
//!
//! Owns the units, and one stream for each case that waits for a unit's opinion: by when it is wanted, who may
//! sign it, whether it is overdue. Never weighs a condition itself, never decides a case: an opinion goes back
//! to where the case lives, and one that is overdue opens a task for an official, nothing else.

mod checks;
pub mod departure;
pub mod notices;
pub mod opinion;
mod rpc;
mod subscriptions;
#[cfg(test)]
mod testing;
pub mod unit;

pub use rpc::routes;

use guohe_flow::ServiceDefinition;

/// The service's name on the bus.
pub const SERVICE: &str = "recommendation";

/// The service's workflows and its routing of messages.
pub fn definition() -> ServiceDefinition {
    ServiceDefinition::new(SERVICE, subscriptions::route)
        .workflow(unit::UnitWorkflow)
        .workflow(opinion::OpinionWorkflow)
        .workflow(departure::DepartureWorkflow)
}
