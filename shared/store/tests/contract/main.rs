//! The contract of the store ports, held against every engine: PostgreSQL, SQLite in a file, SQLite in memory,
//! and the testkit's plain memory that the simulation runs on.
//!
//! A case is a function of a [`bench::Bench`]; `on_every_engine!` makes one test of it for each engine. What only
//! one engine can show (row locks, a server's crash, a broken file) stands in modules of its own.

/// Makes a test of each case for every engine.
macro_rules! on_every_engine {
    ($($case:ident),* $(,)?) => {
        on_every_database! { $($case),* }
        mod in_plain_memory {
            $(#[tokio::test]
            async fn $case() {
                Box::pin(super::$case(crate::bench::Bench::plain_memory().await)).await;
            })*
        }
    };
}

/// Makes a test of each case for every database: of what plain memory does not have.
macro_rules! on_every_database {
    ($($case:ident),* $(,)?) => {
        mod on_postgres {
            $(#[tokio::test]
            async fn $case() {
                Box::pin(super::$case(crate::bench::Bench::postgres().await)).await;
            })*
        }
        mod on_sqlite {
            $(#[tokio::test]
            async fn $case() {
                Box::pin(super::$case(crate::bench::Bench::sqlite().await)).await;
            })*
        }
        mod in_memory {
            $(#[tokio::test]
            async fn $case() {
                Box::pin(super::$case(crate::bench::Bench::memory().await)).await;
            })*
        }
    };
}

mod bench;
mod claims;
mod dead_letters;
mod durability;
mod events;
mod listing;
mod maintenance;
mod messages;
mod opening;
mod parked;
mod postgres_only;
mod repositories;
mod requests;
mod roots;
mod samples;
mod schema;
mod statements;
mod streams;
mod timers;
mod totals;
