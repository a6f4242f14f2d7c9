//! What a service's gRPC face holds of the engine: execute a command, look at an instance, list instances.

use std::sync::Arc;

use futures::StreamExt;
use guohe_clock::{Clock, Timestamp};
use guohe_policy::PolicyBook;

use super::{
    item::{Item, ItemOutcome},
    node::Node,
    registered::Registered,
    request::{ExecuteError, Executed, Request},
    trace,
};
use crate::{
    model::{Attributes, StreamKey, Workflow},
    ports::{ListQuery, Store, StoreError, StreamRecord},
};

/// A running service's engine. Clones share it.
#[derive(Clone)]
pub struct Engine {
    pub(crate) node: Arc<Node>,
}

/// One instance as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<S> {
    /// The instance's id.
    pub id: String,
    /// Its state.
    pub state: S,
    /// Number of events so far.
    pub version: u64,
    /// When the first event was recorded.
    pub created_at: Timestamp,
    /// When the last event was recorded.
    pub updated_at: Timestamp,
}

/// One instance in a list.
pub type Listed<S> = Loaded<S>;

impl Engine {
    /// The service's name.
    pub fn service(&self) -> &'static str {
        self.node.service()
    }

    /// The clock this engine runs on.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        self.node.clock()
    }

    /// The service's store, for queries and operations.
    pub fn store(&self) -> &Arc<dyn Store> {
        self.node.store()
    }

    /// The running node, for operations.
    pub fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Carries a command out: decided, committed, and answered. The same request id gives the same answer.
    pub async fn execute<W: Workflow>(&self, request: Request<W>) -> Result<Executed, ExecuteError> {
        let stream = StreamKey::new(request.department, W::KIND, request.id);
        stream
            .check()
            .map_err(|error| crate::Refusal::invalid("IDENTIFIER", error.part, error.to_string()))?;
        let command = serde_json::to_value(&request.command)
            .map_err(|error| ExecuteError::Internal(format!("the command does not serialise: {error}")))?;
        let Request { request_id, actor, .. } = request;
        let item = Item::Request { stream, request_id, actor, command, trace: trace::current() };
        match self.node.submit(item).await? {
            ItemOutcome::Answered(result) => result,
            other => Err(ExecuteError::Internal(format!("a request cannot end as {other:?}"))),
        }
    }

    /// Carries many commands out, in as few commits as the batch limit allows. Answers come in the order of the
    /// requests; one that is refused harms none of the others.
    pub async fn execute_all<W: Workflow>(
        &self,
        requests: Vec<Request<W>>,
    ) -> Vec<Result<Executed, ExecuteError>> {
        futures::stream::iter(requests)
            .map(|request| self.execute(request))
            .buffered(self.node.limits.queue)
            .collect()
            .await
    }

    /// One instance, or `None` where it does not exist.
    pub async fn load<W: Workflow>(
        &self,
        department: &str,
        id: &str,
    ) -> Result<Option<Loaded<W::State>>, ExecuteError> {
        let key = StreamKey::new(department, W::KIND, id);
        let record = self.store().stream(&key).await.map_err(unavailable)?;
        match record {
            Some(record) => Ok(Some(self.read::<W>(record).await?)),
            None => Ok(None),
        }
    }

    /// A page of instances whose attributes equal the filter's, in id order.
    pub async fn list<W: Workflow>(
        &self,
        department: &str,
        filter: Attributes,
        after_id: &str,
        limit: u32,
    ) -> Result<Vec<Listed<W::State>>, ExecuteError> {
        let query = ListQuery {
            department: department.to_owned(),
            kind: W::KIND.to_owned(),
            filter,
            after_id: after_id.to_owned(),
            limit,
        };
        let mut page = Vec::new();
        for record in self.store().list(&query).await.map_err(unavailable)? {
            page.push(self.read::<W>(record).await?);
        }
        Ok(page)
    }

    /// Every event of one instance, in order and in its present form. Dates counted again are the engine's own
    /// events and are left out.
    pub async fn events<W: Workflow>(&self, key: &StreamKey) -> Result<Vec<W::Event>, ExecuteError> {
        let stored = self.store().events(key, 0, u32::MAX).await.map_err(unavailable)?;
        let events = Registered::<W>::events_typed(&stored);
        events.map_err(|error| ExecuteError::Internal(format!("{key}: {error}")))
    }

    /// The packs a department has adopted, as this service knows them now.
    pub async fn policies(&self, department: &str) -> Result<Arc<PolicyBook>, ExecuteError> {
        self.node.policies(department).await.map_err(unavailable)
    }

    async fn read<W: Workflow>(&self, record: StreamRecord) -> Result<Loaded<W::State>, ExecuteError> {
        let state = if record.state_version == W::STATE_VERSION {
            serde_json::from_value(record.state)
                .map_err(|error| ExecuteError::Internal(format!("{}: state: {error}", record.key)))?
        } else {
            let events = self.store().events(&record.key, 0, u32::MAX).await.map_err(unavailable)?;
            Registered::<W>::rebuild_typed(&events)
                .map_err(|error| ExecuteError::Internal(format!("{}: {error}", record.key)))?
        };
        Ok(Loaded {
            id: record.key.id,
            state,
            version: record.version,
            created_at: record.created_at,
            updated_at: record.updated_at,
        })
    }
}

pub(crate) fn unavailable(error: StoreError) -> ExecuteError {
    match error {
        StoreError::Damaged(message) | StoreError::Rejected(message) => ExecuteError::Internal(message),
        other => ExecuteError::Unavailable(other.to_string()),
    }
}

/// The same, where the error is still needed.
pub(crate) fn unavailable_by(error: &StoreError) -> ExecuteError {
    match error {
        StoreError::Conflict(_) => ExecuteError::Busy,
        StoreError::Damaged(message) | StoreError::Rejected(message) => {
            ExecuteError::Internal(message.clone())
        }
        StoreError::Unavailable { .. } => ExecuteError::Unavailable(error.to_string()),
    }
}
