//! The demo as people meet it: the real binary, killed at any moment and continued, and the same ten years with
//! every service in a process of its own.

mod distributed;
mod killed;
// Written for the command line's tests, which use more of it.
mod point_in_time;
#[allow(dead_code)]
#[path = "../cli/process.rs"]
mod process;
mod reference;
mod restored;
