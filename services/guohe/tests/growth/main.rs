//! What keeps data over the years, as an operator meets it: backups, restores, and refusals that change nothing.

mod archive;
mod backup;
mod folders;
mod killed;
// Written for the command line's tests, which use more of it.
#[allow(dead_code)]
#[path = "../cli/process.rs"]
mod process;
mod refusals;
