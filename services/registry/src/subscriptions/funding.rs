//! Messages about the projects of funding calls.

use guohe_api::{evaluation::v1 as evaluation, registry::v1 as registry, routing::date};
use guohe_flow::Directed;

use super::{Routed, one};
use crate::budget::{BudgetCommand, BudgetFlow, budget_id};
use crate::project::{Admitted, Granted, ProjectCommand, ProjectFlow};

/// A reviewed case was admitted: it becomes a project of the register.
pub(super) fn admitted(department: &str, m: &evaluation::DecisionAdmitted) -> Routed {
    let case = Admitted {
        call: m.call.clone(),
        institution: m.institution.clone(),
        institution_name: m.institution_name.clone(),
        category: m.category.clone(),
        field: m.field.clone(),
        leader: m.leader.clone(),
        policy: m.policy.clone(),
        score_hundredths: m.score_hundredths,
    };
    one(Directed::to::<ProjectFlow>(department, &m.application, &ProjectCommand::Open(case)))
}

/// The budget funds a project.
pub(super) fn granted(department: &str, m: &registry::ProjectGranted) -> Routed {
    let granted = Granted {
        amount_cny: m.amount_cny.clone(),
        document_number: m.document_number.clone(),
        document_on: date("document_on", &m.document_on)?,
        programme_year: m.programme_year,
    };
    one(Directed::to::<ProjectFlow>(department, &m.project, &ProjectCommand::Fund(granted)))
}

/// A grant was taken back: the budget may give its item to another project.
pub(super) fn withdrawn(department: &str, m: &registry::GrantWithdrawn) -> Routed {
    let command = BudgetCommand::Release { project: m.project.clone(), reason: m.reason.clone() };
    one(Directed::to::<BudgetFlow>(department, budget_id(&m.call, &m.topic), &command))
}
