//! A system of small services: settling, stopping, refusing to start, telling its health, being operated.

mod disk;
mod distributed;
mod health;
mod lives;
mod operations;
mod refuse;
mod settle;
mod stop;
mod toy;
