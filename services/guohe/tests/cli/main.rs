//! The binary as people meet it: what it says, and with which status it ends.

mod audit;
mod health;
mod process;
mod serve;
