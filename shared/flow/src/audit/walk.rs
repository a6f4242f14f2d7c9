//! Walking all heads as of an instant, page by page, and the tree they make.

use std::collections::BTreeMap;

use guohe_clock::Timestamp;

use super::{
    merkle::{Hash, Tree, leaf_hash},
    sketch::Sketch,
    statement::leaf_of,
};
use crate::{
    model::StreamKey,
    ports::{Head, Roots, StoreError},
};

/// Heads read at a time.
pub(super) const PAGE: u32 = 500;

/// What a walk over all heads comes to.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) streams: u64,
    pub(super) events: u64,
    pub(super) tree: Tree,
    pub(super) sketch: Sketch,
}

/// Streams to be taken for other than they are: another head, or none.
pub(super) type Patch = BTreeMap<StreamKey, Option<Head>>;

impl Walked {
    fn take(&mut self, head: &Head) {
        self.streams += 1;
        self.events += head.sequence;
        self.tree.push(leaf_hash(&leaf_of(head)));
        self.sketch.add(head);
    }

    /// The tree's hash, hex.
    pub(super) fn tree_hash(&self) -> String {
        hex::encode(self.tree.hash())
    }
}

/// Walks all heads as of an instant, with some of them taken for other than they are.
pub(super) async fn walk(roots: &dyn Roots, as_of: Timestamp, patch: Patch) -> Result<Walked, StoreError> {
    let (mut walked, mut patch) = (Walked::default(), patch);
    let mut after: Option<StreamKey> = None;
    loop {
        let page = roots.heads(as_of, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.stream.clone());
        for head in &page {
            while let Some(entry) = patch.first_entry().filter(|entry| *entry.key() < head.stream) {
                entry.remove().iter().for_each(|put_back| walked.take(put_back));
            }
            match patch.remove(&head.stream) {
                Some(instead) => instead.iter().for_each(|instead| walked.take(instead)),
                None => walked.take(head),
            }
        }
    }
    patch.values().flatten().for_each(|put_back| walked.take(put_back));
    Ok(walked)
}

/// The hash of every leaf as of an instant: 32 bytes a stream.
pub(super) async fn leaves(roots: &dyn Roots, as_of: Timestamp) -> Result<Vec<Hash>, StoreError> {
    let mut leaves = Vec::new();
    let mut after: Option<StreamKey> = None;
    loop {
        let page = roots.heads(as_of, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(leaves) };
        after = Some(last.stream.clone());
        leaves.extend(page.iter().map(|head| leaf_hash(&leaf_of(head))));
    }
}
