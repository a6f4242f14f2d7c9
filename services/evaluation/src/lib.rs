//! Evaluation: what experts score, and what the department makes of it.
//!
//! Owns score sheets and panel results, decisions on recognition, the categories' cohorts and rounds, and each
//! base's performance evaluation up to its published grade. Never chooses experts, never changes a base, and
//! never sanctions: a timer opens a task or records a fact, an official finds, the registry proposes and decides.
//!
//! Points are whole hundredths: no result ever depends on floating-point rounding.

pub mod cohort;
pub mod decision;
pub mod dossier;
pub mod notices;
pub mod performance;
pub mod review;
pub mod round;

mod card;
mod checks;
mod grade;
mod rpc;
mod rules;
mod subscriptions;
#[cfg(test)]
mod testing;

use guohe_flow::{Engine, ServiceDefinition};
use tonic::service::RoutesBuilder;

pub use card::{Card, CardCriterion, Verdict};
pub use grade::Grade;

/// The service's name.
pub const SERVICE: &str = "evaluation";

/// Largest request accepted, bytes.
const LARGEST_REQUEST_BYTES: usize = 256 * 1024;

/// The service's workflows and its routing of messages.
pub fn definition() -> ServiceDefinition {
    ServiceDefinition::new(SERVICE, subscriptions::route)
        .workflow(review::Reviews)
        .workflow(decision::Decisions)
        .workflow(cohort::Cohorts)
        .workflow(round::Rounds)
        .workflow(performance::Performances)
        .workflow(dossier::Dossiers)
}

/// Adds the service's gRPC face.
pub fn routes(engine: Engine, builder: &mut RoutesBuilder) {
    let face = rpc::Face::new(engine);
    builder.add_service(
        guohe_api::evaluation::v1::evaluation_service_server::EvaluationServiceServer::new(face)
            .max_decoding_message_size(LARGEST_REQUEST_BYTES),
    );
}
