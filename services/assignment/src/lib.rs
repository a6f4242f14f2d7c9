//! Assignment: who reviews a case.
//!
//! Owns the expert pool, the forming of panels with their conflict checks and rankings, and the invitations
//! with their answers. Never scores anything, never decides a case, and keeps no personal data in an event:
//! names and addresses live in the vault, events carry person ids.
//!
//! A panel offers its seats by message; each expert's own stream answers whether load and absence allow it, so
//! that two panels forming at once can never overbook one expert.

pub mod expert;
pub mod invitation;
pub mod notices;
pub mod panel;

mod checks;
mod conflicts;
mod matching;
mod rpc;
mod rules;
mod subscriptions;
#[cfg(test)]
mod testing;

use std::sync::Arc;

use guohe_flow::{Engine, ServiceDefinition, ports::Vault};
use tonic::service::RoutesBuilder;

pub use conflicts::Exclusion;

/// The service's name.
pub const SERVICE: &str = "assignment";

/// Largest request accepted, bytes.
const LARGEST_REQUEST_BYTES: usize = 256 * 1024;

/// The service's workflows and its routing of messages.
pub fn definition() -> ServiceDefinition {
    ServiceDefinition::new(SERVICE, subscriptions::route)
        .workflow(expert::Experts)
        .workflow(panel::Panels)
        .workflow(invitation::Invitations)
}

/// Adds the service's gRPC face.
pub fn routes(engine: Engine, vault: Arc<dyn Vault>, builder: &mut RoutesBuilder) {
    let face = rpc::Face::new(engine, vault);
    builder.add_service(
        guohe_api::assignment::v1::assignment_service_server::AssignmentServiceServer::new(face)
            .max_decoding_message_size(LARGEST_REQUEST_BYTES),
    );
}
