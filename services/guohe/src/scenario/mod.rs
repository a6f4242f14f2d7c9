//! The scenario: one call under Hunan 2026 from its opening to the last consequence, about ten years later.
//!
//! Owns who plays, what happens when, and the actors, who act through the services' own gRPC interfaces like
//! anybody else. It knows a world only through [`World`]; it keeps nothing, prints nothing and reads no clock.
//! Deterministic from a seed.

pub mod act;
mod actors;
pub mod calls;
mod chance;
pub mod doors;
mod merit;
pub mod outcome;
pub mod packs;
pub mod play;
pub mod population;
pub mod script;
pub mod stage;
pub mod step;
pub mod world;

pub use play::{Keeper, PlayError, Position, Refused, play};
pub use population::Population;
pub use script::Script;
pub use world::{Way, World, WorldError};
