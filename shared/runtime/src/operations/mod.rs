//! What operators see and do, over the engines of this process.
//!
//! Owns the operations service and, where time is simulated, the service that moves the clock. It never changes
//! anything but dead letters: business is changed by business's own commands.

mod activity;
mod clock;
mod dead_letters;
mod face;
mod history;

pub use clock::simulated_clock_routes;
pub use face::{LONGEST_AUDIT, VERIFY_AUDIT_PATH, operations_routes};
