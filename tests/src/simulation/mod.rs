//! The deterministic simulation of the whole system.
//!
//! Owns a seeded world of six services with faults by name, actors who act by the pack (and sometimes against
//! it), numbered invariants, and the shortening of a run that breaks one. It never waits and never reads a
//! clock of the machine.

pub mod actors;
pub mod coverage;
pub mod fault;
mod faulty_store;
pub mod invariants;
mod many;
mod network;
mod run;
mod seed;
mod shorten;
mod world;

pub use fault::Fault;
pub use many::{Many, Sums, run_many};
pub use run::{Engine, Failure, Outcome, Run, run, simulate};
pub use seed::Seed;
pub use shorten::{Shortened, shorten};
pub use world::{DEPARTMENT, Heard, World};
