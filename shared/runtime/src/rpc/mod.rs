//! The gRPC server of a process.
//!
//! Owns the one port, what every call is subject to (deadline, admission, sizes, keepalive), and the orderly
//! end. It never looks into a call: whose it is and what it wants belongs to the services.

mod deadline;
mod guard;
mod reflection;
mod server;
mod trace;

pub use guard::GuardLayer;
pub use reflection::{ReflectionError, reflection_routes};
pub use server::{BindError, Port, RpcLimits, RpcServer};
pub(crate) use trace::CALLS;
