//! The port of audit roots: heads as they were at an instant, and the signed roots kept of them.
//!
//! Owns reading what a root is made of, page by page, and keeping roots append-only under a number that is taken
//! once. It never computes, signs or judges a root.

use async_trait::async_trait;
use guohe_clock::Timestamp;

use super::StoreError;
use crate::model::StreamKey;

/// The last event of a stream at some instant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Which stream.
    pub stream: StreamKey,
    /// Number of that event, which is also how many there were.
    pub sequence: u64,
    /// Its hash, hex.
    pub hash: String,
}

/// A signed root as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRoot {
    /// Its number, from 1 without a gap.
    pub number: u64,
    /// The instant of which it tells the heads.
    pub as_of: Timestamp,
    /// The statement's canonical bytes, which were signed.
    pub body: Vec<u8>,
    /// The Ed25519 signature over them.
    pub signature: Vec<u8>,
    /// A sketch of the heads, by which a few that differ later are named.
    pub sketch: Vec<u8>,
}

/// One service's heads and roots.
#[async_trait]
pub trait Roots: Send + Sync + 'static {
    /// A page of heads in key order: of each stream that had an event by then, the last one recorded at `as_of` or
    /// before. Streams without are left out, and do not count towards the limit.
    async fn heads(
        &self,
        as_of: Timestamp,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError>;

    /// A page of kept roots, by number.
    async fn kept_roots(&self, after: u64, limit: u32) -> Result<Vec<KeptRoot>, StoreError>;

    /// The root with the highest number.
    async fn latest_root(&self) -> Result<Option<KeptRoot>, StoreError>;

    /// Keeps a root for good. [`StoreError::Conflict`] where its number is taken.
    async fn keep_root(&self, root: &KeptRoot) -> Result<(), StoreError>;
}
