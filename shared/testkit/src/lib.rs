//! What tests stand on: private servers, ways to wait, and places to decide in. Never used outside tests.

pub mod decide;
pub mod postgres;
pub mod rabbitmq;
pub mod wait;
