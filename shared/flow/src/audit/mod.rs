//! Signed audit roots: what a service's streams were at an instant, in one signed hash.
//!
//! Owns the form of a root, how one is taken, how roots are checked, and how it is proven that a stream was covered
//! by one. It never repairs anything and never reads a clock: whoever asks names the instant.
//!
//! # Theory of operation
//! A chain of hashes shows every change within a stream, but not that its last events are gone, nor that a whole
//! stream is. A root shows both. It is the Merkle tree hash of RFC 6962 over the heads of all streams as of an
//! instant, in key order; its leaf is the canonical JSON of stream, last number and last hash. The instant lies far
//! enough back that nothing can still be recorded before it, so that the same hash is computed from the events at any
//! later time, and no leaves are kept. The statement (instant, counts, tree, number, hash of the statement before) is
//! signed with Ed25519, and the statements chain to each other.
//!
//! A hash says that something differs, not what. Each root therefore comes with a [`sketch`](Sketch) of fixed size,
//! from which a few differing heads can be computed, those of vanished streams too. The sketch need not be trusted:
//! what it names is put back in thought, and counts only if the tree then has the signed hash.
//!
//! An outsider who has the public key needs a stream's events, its head's path through the tree, and the signed
//! statement: see [`Inclusion`].

mod check;
mod inclusion;
mod key;
mod merkle;
mod sketch;
mod statement;
mod take;
mod walk;

pub use check::{CheckedRoots, RootFinding, RootScope, check_roots};
pub use inclusion::{Inclusion, InclusionError, Proofs};
pub use key::{AuditKey, InvalidAuditKey, PublicKey};
pub use sketch::Sketch;
pub use statement::{RootStatement, SignedRoot, UnreadableRoot};
pub use take::{CLOSED_AFTER, RootError, Taken, take_root};
