//! The engine: carries decisions out.
//!
//! # Theory of operation
//!
//! Commands come from requests, messages and timers, and from nowhere else. A [`batch`] takes what is waiting,
//! claims the streams (skipping what another replica holds), decides in memory, one stream's commands in turn,
//! and commits events, states, timers, outgoing messages, inbox and answers once. A batch that meets a conflict
//! is split in halves, so that one bad command never harms its neighbours.
//!
//! After the commit the relay publishes messages straight from memory; the outbox is the fallback after a
//! crash. What comes from the bus is acknowledged after the commit that handled it. So everything happens at
//! least once on the wire and once in effect: the inbox drops what it has had and parks what comes early, timers
//! are deleted in the commit that carries out their command, and a request's answer is kept with its id.

mod batch;
mod books;
mod bundle;
mod calendar;
mod definition;
mod expire;
mod forms;
mod guard;
mod handle;
mod instants;
mod item;
mod lane;
mod message;
pub mod meters;
mod node;
mod queue;
mod recount;
mod regime;
mod registered;
mod relay;
mod request;
mod route;
mod size;
mod timers;
mod trace;
mod verify;
mod workspace;

pub use batch::{Committer, Processed};
pub use calendar::{
    CALENDAR_CONTRACTS, CalendarCommand, CalendarEvent, CalendarFlow, CalendarState, MovedDate,
    ProposalStatus,
};
pub use definition::ServiceDefinition;
pub use expire::{LONGEST_PARKED, expire_parked};
pub use forms::{Form, FormError, Rebuilt};
pub use handle::{Engine, Listed, Loaded};
pub use item::{Item, ItemOutcome, MessageOutcome, Origin};
pub use message::is_the_engines_own;
pub use node::{Limits, Node};
pub use regime::{Regime, RegimeCommand, RegimeEvent, RegimeState};
pub use request::{ExecuteError, Executed, Request};
pub use route::{Directed, RouteError, Router};
pub use trace::SPANS;
pub use verify::{AuditReport, verify_audit};
