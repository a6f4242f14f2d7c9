//! What a process is made of beside its business.
//!
//! Owns configuration, logs and traces, health, the operations service, the gRPC server with its limits and its
//! orderly end, and the rule that everything listens on loopback only. It never knows a service by name, decides
//! nothing and stores nothing.

pub mod config;
pub mod health;
pub mod loopback;
pub mod operations;
pub mod rpc;
pub mod signals;
pub mod telemetry;
