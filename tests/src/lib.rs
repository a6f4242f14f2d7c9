//! Support for the tests that cross crates.
//!
//! Owns the deterministic simulation: all services on in-memory stores under a seeded scheduler. The tests
//! themselves are in `tests/tests`.

pub mod simulation;
