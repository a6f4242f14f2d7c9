//! The one binary's library: a whole system in one process, and the commands around it.
//!
//! Owns the table of services and how they are put together with stores, bus, clock and port. It never decides
//! anything of the measures and knows no SQL and no broker.

pub mod system;
