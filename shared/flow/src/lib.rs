//! The workflow engine, shared by all services.
//!
//! Owns the [`Workflow`] trait with its pure vocabulary (`model`), the ports for store and bus (`ports`), and
//! the engine that takes commands from requests, messages and timers, decides them in batches and commits
//! events, state, timers, outgoing messages and the dedupe record in one transaction (`engine`), and the signed
//! roots over all streams (`audit`). It never knows SQL, a broker, gRPC, or any rule of the measures.

pub mod audit;
pub mod engine;
pub mod model;
pub mod ports;

pub use audit::*;
pub use engine::*;
pub use model::*;
