//! The register: bases with their yearly reports, changes, rectifications, matters and exits; institutions'
//! standing with their bans; the projects and budgets of funding calls; the measures a department has adopted.
//!
//! Never reviews or grades anything (evaluation does), never admits or refuses an application (intake does; the
//! register answers who is barred), and never sanctions by a timer or a message: every cancellation is a
//! person's decision at the end of a fair procedure.

pub mod base;
pub mod budget;
pub mod change;
pub mod cohort;
pub mod enrolment;
pub mod matter;
pub mod notices;
pub mod project;
pub mod proposal;
pub mod report;
mod rpc;
pub mod standing;
mod subscriptions;
mod support;
#[cfg(test)]
mod testing;

use guohe_flow::{Engine, ServiceDefinition};
use tonic::service::RoutesBuilder;

/// The service's name.
pub const SERVICE: &str = "registry";

/// The service's workflows and routing.
pub fn definition() -> ServiceDefinition {
    ServiceDefinition::new(SERVICE, subscriptions::route)
        .workflow(base::BaseFlow)
        .workflow(report::ReportFlow)
        .workflow(change::ChangeFlow)
        .workflow(matter::MatterFlow)
        .workflow(standing::StandingFlow)
        .workflow(proposal::ProposalFlow)
        .workflow(enrolment::EnrolmentFlow)
        .workflow(cohort::CohortFlow)
        .workflow(project::ProjectFlow)
        .workflow(budget::BudgetFlow)
}

/// Adds the service's gRPC servers.
pub fn routes(engine: &Engine, builder: &mut RoutesBuilder) {
    rpc::add(engine, builder);
}
