//! The engine on a real store: once in effect, whatever comes twice, late, early or broken.

mod committer;
mod node;
mod toy;
