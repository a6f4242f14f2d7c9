//! What a process is made of beside its business.
//!
//! Owns the gRPC server with its limits and its orderly end, and the rule that everything listens on loopback
//! only. It never knows a service by name, decides nothing and stores nothing.

pub mod config;
pub mod loopback;
pub mod rpc;
