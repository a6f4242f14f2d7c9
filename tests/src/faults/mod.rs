//! Real faults: every service as processes with replicas, on a real PostgreSQL and RabbitMQ, killed, cut off,
//! paused and starved while a scenario is played; then compared with the same scenario undisturbed.
//!
//! Owns the servers behind proxies, the fleet of processes, the seeded plan of strikes, the driver that asks
//! again with the same request id, and the evidence at the end. It never reaches into a service: it talks to the
//! real program over gRPC, and reads the tables afterwards as an auditor would.
//!
//! # Theory of operation
//! Progress is counted in ticks: a command acknowledged, or time moved on. The undisturbed run says how many
//! there are; the seed says at which of them what strikes. A strike waits until the one before it is recovered
//! from, and the driver waits at the strike's tick until it has begun, so every strike hits the scenario and
//! none comes late. Commands and messages in flight go on meanwhile.
//!
//! The services share simulated time, which the driver moves. It moves only while every replica is up: a process
//! that starts is told the instant, and one that hears of a later instant in a message moves on to it.

mod campaign;
mod evidence;
mod fleet;
mod ledger;
mod outcome;
mod plan;
mod process;
mod recovery;
mod reference;
mod servers;
mod strikes;
mod way;
mod world;

pub use campaign::{Campaign, run};
pub use outcome::{Report, Struck};
pub use plan::{Counts, Fault, Plan, Strike};
pub use reference::Reference;
