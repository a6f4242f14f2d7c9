//! What a process is made of beside its business.
//!
//! Owns configuration, logs, traces and metrics, health, the operations service, the gRPC server with its limits and
//! its orderly end, and the rule that everything listens on loopback unless somebody answers for more. It never knows a service by name, decides
//! nothing and stores nothing.

pub mod config;
pub mod health;
pub mod listen;
pub mod metrics;
pub mod operations;
pub mod rpc;
pub mod signals;
pub mod telemetry;
