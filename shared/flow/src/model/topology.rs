//! Who receives what: constant, so that a producer can number its messages for each consumer.

use std::collections::{BTreeMap, BTreeSet};

/// Event types with their consuming services.
#[derive(Debug, Clone, Default)]
pub struct Topology {
    consumers: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Topology {
    /// Builds the topology from pairs of event type and consumers.
    pub fn new(contracts: impl IntoIterator<Item = (&'static str, &'static [&'static str])>) -> Self {
        Self { consumers: contracts.into_iter().map(|(kind, to)| (kind, to.to_vec())).collect() }
    }

    /// The services that receive an event type; empty for an unknown one.
    pub fn consumers(&self, event_type: &str) -> &[&'static str] {
        self.consumers.get(event_type).map_or(&[], Vec::as_slice)
    }

    /// True where the event type is declared.
    pub fn knows(&self, event_type: &str) -> bool {
        self.consumers.contains_key(event_type)
    }

    /// The event types a service receives.
    pub fn received_by<'a>(&'a self, service: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        self.consumers.iter().filter(move |(_, to)| to.contains(&service)).map(|(kind, _)| *kind)
    }

    /// Every service that receives anything.
    pub fn services(&self) -> BTreeSet<&'static str> {
        self.consumers.values().flatten().copied().collect()
    }
}
