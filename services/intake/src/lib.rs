//! Intake: calls, applications, eligibility, the formal check and withdrawals.
//!
//! Owns the recognition case from the call to acceptance for review, and follows it to its end: which pack it is
//! decided under, the instant of receipt, the report on its conditions, the ruling where the measures leave
//! admission open, corrections, acceptance. Asks the registry for an institution's standing and never decides on
//! a copy of it; never gives a recommending unit's opinion, never scores, never recognises, never bans: those
//! facts arrive by message, and a ban for false information is only ever proposed to a person.

pub mod application;
pub mod call;
mod explained;
mod form;
pub mod notices;
mod refusals;
mod report;
mod rpc;
mod subscriptions;
#[cfg(test)]
mod testing;

pub use explained::{DecisionExplanation, Gap, UnmetCondition};
pub use form::LARGEST_FORM_BYTES;
pub use report::Report;
pub use rpc::routes;

use guohe_flow::ServiceDefinition;

/// The service's name on the bus.
pub const SERVICE: &str = "intake";

/// The service's workflows and its routing of messages.
pub fn definition() -> ServiceDefinition {
    ServiceDefinition::new(SERVICE, subscriptions::route)
        .workflow(call::CallWorkflow)
        .workflow(application::ApplicationWorkflow)
}
