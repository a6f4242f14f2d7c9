//! Support for the tests that cross crates.
//!
//! Owns the deterministic simulation, all services on in-memory stores under a seeded scheduler, and the campaign
//! of real faults on real processes. The tests themselves are in `tests/tests`.

pub mod faults;
pub mod simulation;
