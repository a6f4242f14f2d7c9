//! What tests stand on: private servers, a proxy and a disk that fail on command, a store in memory, ways to
//! wait, and places to decide in. Never used outside tests.

pub mod decide;
pub mod disk;
pub mod memory_store;
pub mod postgres;
pub mod proxy;
pub mod rabbitmq;
pub mod wait;
