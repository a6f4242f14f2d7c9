//! What operators see and do, over the engines of this process.
//!
//! Owns the operations service and, where time is simulated, the service that moves the clock. It never changes
//! anything but dead letters: business is changed by business's own commands. (A signed root over all streams is added, not changed.)

mod activity;
mod audit;
mod clock;
mod dead_letters;
mod face;
mod history;

pub use audit::ServiceRoots;
pub use clock::simulated_clock_routes;
pub use face::{AUDIT_PATHS, LONGEST_AUDIT, operations_routes};
