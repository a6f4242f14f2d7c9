//! The Merkle tree hash of RFC 6962, section 2.1: computed leaf by leaf, with paths, and checked.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub(super) type Hash = [u8; 32];

/// Hash of a leaf.
pub(super) fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree that is given its leaves one after the other and keeps a hash for each power of two only.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Hashes of whole subtrees, the largest first, each with its number of leaves.
    whole: Vec<(u64, Hash)>,
}

impl Tree {
    /// Adds a leaf's hash at the end.
    pub(super) fn push(&mut self, leaf: Hash) {
        let (mut size, mut hash) = (1, leaf);
        while let Some((_, left)) = self.whole.pop_if(|(left, _)| *left == size) {
            hash = node_hash(&left, &hash);
            size *= 2;
        }
        self.whole.push((size, hash));
    }

    /// The tree's hash; that of nothing where it has no leaves.
    pub(super) fn hash(&self) -> Hash {
        let mut rest = self.whole.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = rest.next() else { return Sha256::digest([]).into() };
        rest.fold(last, |right, left| node_hash(&left, &right))
    }
}

/// The hashes of every level, from the leaves up: 64 bytes a leaf.
pub(super) struct Levels(Vec<Vec<Hash>>);

impl Levels {
    /// Builds them over all leaves' hashes. A node without a sibling stands on the next level as it is, which makes
    /// the same tree as the RFC's split at the largest power of two.
    pub(super) fn of(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below.chunks(2).map(|pair| match pair {
                [left, right] => node_hash(left, right),
                rest => rest[0],
            });
            let above = above.collect();
            levels.push(above);
        }
        Self(levels)
    }

    /// The tree's hash.
    pub(super) fn top(&self) -> Hash {
        let top = self.0.last().and_then(|level| level.first());
        top.copied().unwrap_or_else(|| Tree::default().hash())
    }

    /// The siblings on a leaf's way to the top, the lowest first.
    pub(super) fn path(&self, leaf: usize) -> Vec<Hash> {
        let mut index = leaf;
        let mut path = Vec::new();
        for level in &self.0 {
            path.extend(level.get(index ^ 1));
            index /= 2;
        }
        path
    }
}

/// The tree's hash that a leaf and its path make (RFC 9162, section 2.1.3.2); `None` where the path does not fit.
pub(super) fn hash_by_path(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut index, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if index % 2 == 1 || index == last {
            hash = node_hash(sibling, &hash);
            // The levels on which the node had no sibling.
            while index % 2 == 0 && index != 0 {
                index /= 2;
                last /= 2;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        index /= 2;
        last /= 2;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves and hashes with which the RFC's own reference implementation is tested.
    const LEAVES: [&str; 8] =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const HASHES: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn leaves(count: usize) -> Vec<Hash> {
        LEAVES[..count].iter().map(|leaf| leaf_hash(&hex::decode(leaf).expect("hex"))).collect()
    }

    fn tree(leaves: &[Hash]) -> Hash {
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        tree.hash()
    }

    #[test]
    fn the_reference_vectors_hold() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex::encode(tree(&[])), nothing);
        assert_eq!(Levels::of(vec![]).top(), tree(&[]));
        for (index, expected) in HASHES.iter().enumerate() {
            assert_eq!(hex::encode(tree(&leaves(index + 1))), *expected, "{} leaves", index + 1);
        }
    }

    #[test]
    fn the_reference_path_holds() {
        let path = Levels::of(leaves(8)).path(0);
        let expected = [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ];
        assert_eq!(path.iter().map(hex::encode).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_path_of_every_tree_proves_its_leaf_and_no_other() {
        for size in 1..=70_u64 {
            let leaves: Vec<Hash> = (0..size).map(|leaf| leaf_hash(&leaf.to_be_bytes())).collect();
            let expected = tree(&leaves);
            let levels = Levels::of(leaves.clone());
            assert_eq!(levels.top(), expected);
            for index in 0..size {
                let path = levels.path(index as usize);
                let leaf = leaves[index as usize];
                assert_eq!(hash_by_path(leaf, index, size, &path), Some(expected), "{index} of {size}");
                assert_ne!(hash_by_path(leaf_hash(b"other"), index, size, &path), Some(expected));
                let elsewhere = (index + 1) % size;
                assert!(size == 1 || hash_by_path(leaf, elsewhere, size, &path) != Some(expected));
                assert_eq!(hash_by_path(leaf, index, size, &[path, vec![expected]].concat()), None);
            }
            assert_eq!(hash_by_path(leaves[0], size, size, &[]), None);
        }
    }
}
