//! The engine on a real store: once in effect, whatever comes twice, late, early or broken.

mod clock;
mod committer;
mod node;
mod toy;
