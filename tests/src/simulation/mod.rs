//! The deterministic simulation of the whole system.
//!
//! Owns a seeded world of six services with faults, actors who act by the pack (and sometimes against it), and
//! numbered invariants. It never waits and never reads a clock of the machine.

pub mod actors;
mod fault;
pub mod invariants;
mod run;
mod seed;
mod world;

pub use run::{Outcome, Run, simulate};
pub use seed::Seed;
pub use world::{DEPARTMENT, World};
