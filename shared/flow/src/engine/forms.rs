//! Stored forms, read and written again: how it is told whether what earlier releases stored still means the same.
//!
//! Owns the questions that a kept corpus is held against. It decides nothing and stores nothing. Not used while a
//! service runs.

use serde_json::Value;

use super::{
    definition::ServiceDefinition,
    message,
    registered::{RegisteredWorkflow, StepError},
    route::{Directed, RouteError},
};
use crate::model::{Attributes, CloudEvent, StoredEvent};

/// Why a stored form is not understood any more.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// The service has no such workflow.
    #[error("there is no workflow of kind {0:?}")]
    NoSuchKind(String),
    /// The stored data do not read.
    #[error("{0}")]
    Unreadable(String),
}

impl From<StepError> for FormError {
    fn from(error: StepError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// A stored value as this program would write it.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The value in its present form.
    pub value: Value,
    /// Version of the present form.
    pub version: u32,
}

/// A state made anew from its events.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebuilt {
    /// The state in its present form.
    pub state: Form,
    /// The attributes that lists and filters see.
    pub attributes: Attributes,
}

impl ServiceDefinition {
    /// Reads an event, upcast where it is of an older version, and writes its data again.
    pub fn rewrite_event(&self, event: &StoredEvent) -> Result<Form, FormError> {
        let workflow = self.of_kind(&event.stream.kind)?;
        Ok(Form { value: workflow.rewrite_event(event)?.data, version: workflow.event_version() })
    }

    /// Reads a command that was stored under a version (as timers store them), and writes it again.
    pub fn rewrite_command(&self, kind: &str, command: Value, version: u32) -> Result<Form, FormError> {
        let workflow = self.of_kind(kind)?;
        Ok(Form { value: workflow.rewrite_command(command, version)?, version: workflow.command_version() })
    }

    /// Folds a stream's events into its state.
    pub fn rebuild(&self, kind: &str, events: &[StoredEvent]) -> Result<Rebuilt, FormError> {
        let workflow = self.of_kind(kind)?;
        let (value, attributes) = workflow.rebuild(events)?;
        Ok(Rebuilt { state: Form { value, version: workflow.state_version() }, attributes })
    }

    /// The commands that a message becomes here; each is checked to read in its workflow.
    pub fn route(&self, event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
        let directed = message::directed(self, event)?;
        for one in &directed {
            let unread = |error: FormError| RouteError::Field {
                path: one.stream.to_string(),
                message: error.to_string(),
            };
            let version = self.of_kind(&one.stream.kind).map_err(unread)?.command_version();
            self.rewrite_command(&one.stream.kind, one.command.clone(), version).map_err(unread)?;
        }
        Ok(directed)
    }

    fn of_kind(&self, kind: &str) -> Result<&dyn RegisteredWorkflow, FormError> {
        let found = self.workflows.get(kind);
        found.map(AsRef::as_ref).ok_or_else(|| FormError::NoSuchKind(kind.to_owned()))
    }
}
