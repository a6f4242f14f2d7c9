//! What tests stand on: private servers, a store in memory, ways to wait, and places to decide in. Never used
//! outside tests.

pub mod decide;
pub mod memory_store;
pub mod postgres;
pub mod rabbitmq;
pub mod wait;
