//! What tests stand on: private servers and ways to wait. Never used outside tests.

pub mod postgres;
pub mod rabbitmq;
pub mod wait;
