//! The values a workflow is made of.
//!
//! Owns the pure vocabulary: stream keys, actors and causes, commands' context, decisions, refusals, timers,
//! messages and events. Nothing here reads a clock, waits, or touches a store; the engine carries these
//! values out.

mod actor;
mod attributes;
mod cloud_event;
mod context;
mod decision;
mod event;
mod message;
mod recount;
mod refusal;
mod stream;
mod task;
mod timer;
mod topology;
mod workflow;

pub use actor::{Actor, Cause, Role};
pub use attributes::{AttributeValue, Attributes};
pub use cloud_event::{
    CLOUD_EVENT_BATCH_CONTENT_TYPE, CLOUD_EVENT_CONTENT_TYPE, CloudEvent, CloudEventError,
};
pub use context::{Context, Found, Lookup};
pub use decision::{Decision, EventRecord};
pub(crate) use event::canonical;
pub use event::{EventEnvelope, StoredEvent, chain_hash};
pub use message::Outgoing;
pub use recount::Recount;
pub use refusal::{Refusal, RefusalKind};
pub use stream::{InvalidStreamKey, StreamKey};
pub use task::{Task, Tasks};
pub use timer::{TimerChange, TimerReceipt, TimerSpec};
pub use topology::Topology;
pub use workflow::{DecisionOf, Workflow};
