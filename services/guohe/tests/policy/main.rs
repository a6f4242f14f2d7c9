//! Officials' commands on packs, as people meet them: what they say, and with which status they end.

mod check;
mod explain;
mod process;
mod read;
mod rehearse;
