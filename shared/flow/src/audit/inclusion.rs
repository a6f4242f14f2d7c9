//! Proof that a root covers a stream: its head's path to the signed tree hash.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{
    merkle::{Hash, Levels, hash_by_path, leaf_hash},
    statement::{RootStatement, leaf_of},
    walk::{self, PAGE},
};
use crate::{
    model::StreamKey,
    ports::{Head, Roots, StoreError},
};

/// Where a stream's head stands in a root's tree. With the stream's key this is all that is needed beside the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// Number of the root.
    pub root: u64,
    /// The stream's last event as of the root.
    pub sequence: u64,
    /// Its hash, hex.
    pub hash: String,
    /// Place among the leaves, from 0.
    pub index: u64,
    /// Hashes of the siblings on the way to the top, the lowest first, hex.
    pub path: Vec<String>,
}

/// Why an inclusion proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InclusionError {
    /// It belongs to another root.
    #[error("the proof is for another root")]
    OtherRoot,
    /// The path leads elsewhere.
    #[error("the path does not lead from this stream's head to the signed tree hash")]
    OtherTree,
}

impl Inclusion {
    /// Checks the way from a stream's head to a root. That the root is signed, and by whom, is asked separately.
    pub fn check(&self, stream: &StreamKey, root: &RootStatement) -> Result<(), InclusionError> {
        if self.root != root.number {
            return Err(InclusionError::OtherRoot);
        }
        let head = Head { stream: stream.clone(), sequence: self.sequence, hash: self.hash.clone() };
        let path: Option<Vec<Hash>> = self.path.iter().map(|hash| hash_of(hash)).collect();
        let top =
            path.and_then(|path| hash_by_path(leaf_hash(&leaf_of(&head)), self.index, root.streams, &path));
        match top {
            Some(top) if hex::encode(top) == root.tree => Ok(()),
            _ => Err(InclusionError::OtherTree),
        }
    }
}

fn hash_of(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok().map(|()| hash)
}

/// Makes inclusions in one root, of one stream after the other. Keeps 64 bytes for each stream there is.
pub struct Proofs<'a> {
    roots: &'a dyn Roots,
    root: &'a RootStatement,
    levels: Levels,
    ahead: VecDeque<Head>,
    /// The last head read.
    read: Option<StreamKey>,
    index: usize,
}

impl<'a> Proofs<'a> {
    /// Reads all heads as of a root.
    pub async fn of(roots: &'a dyn Roots, root: &'a RootStatement) -> Result<Self, StoreError> {
        let levels = Levels::of(walk::leaves(roots, root.as_of).await?);
        Ok(Self { roots, root, levels, ahead: VecDeque::new(), read: None, index: 0 })
    }

    /// False where the heads no longer make the root's tree: no inclusion would prove anything.
    pub fn hold(&self) -> bool {
        hex::encode(self.levels.top()) == self.root.tree
    }

    /// A stream's inclusion; `None` where it had no event as of the root. Streams are asked for in key order.
    pub async fn next(&mut self, stream: &StreamKey) -> Result<Option<Inclusion>, StoreError> {
        loop {
            if self.ahead.is_empty() {
                let page = self.roots.heads(self.root.as_of, self.read.as_ref(), PAGE).await?;
                let Some(last) = page.last() else { return Ok(None) };
                self.read = Some(last.stream.clone());
                self.ahead = page.into();
            }
            while let Some(head) = self.ahead.front() {
                if head.stream > *stream {
                    return Ok(None);
                }
                if head.stream == *stream {
                    return Ok(Some(self.inclusion(head)));
                }
                self.ahead.pop_front();
                self.index += 1;
            }
        }
    }

    fn inclusion(&self, head: &Head) -> Inclusion {
        Inclusion {
            root: self.root.number,
            sequence: head.sequence,
            hash: head.hash.clone(),
            index: self.index as u64,
            path: self.levels.path(self.index).iter().map(hex::encode).collect(),
        }
    }
}
