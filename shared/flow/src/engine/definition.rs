//! What a service is made of, as the engine needs it.

use std::{collections::HashMap, sync::Arc};

use super::{
    calendar::CalendarFlow,
    regime::Regime,
    registered::{Registered, RegisteredWorkflow},
    route::Router,
};
use crate::model::Workflow;

/// A service's workflows and its routing of messages.
#[derive(Clone)]
pub struct ServiceDefinition {
    pub(crate) service: &'static str,
    pub(crate) workflows: HashMap<&'static str, Arc<dyn RegisteredWorkflow>>,
    pub(crate) router: Router,
}

impl ServiceDefinition {
    /// Begins a definition. Every service keeps its own copy of the department's adopted packs
    /// ([`Regime`]), without being asked.
    pub fn new(service: &'static str, router: Router) -> Self {
        let definition = Self { service, workflows: HashMap::new(), router };
        definition.workflow(Regime { announces: service == "registry" }).workflow(CalendarFlow { service })
    }

    /// Adds a workflow.
    pub fn workflow<W: Workflow>(mut self, workflow: W) -> Self {
        self.workflows.insert(W::KIND, Arc::new(Registered(workflow)));
        self
    }

    /// The service's name.
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// The kinds of its workflows, in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<&'static str> = self.workflows.keys().copied().collect();
        kinds.sort_unstable();
        kinds
    }
}
