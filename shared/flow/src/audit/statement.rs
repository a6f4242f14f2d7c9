//! What a root says, and the bytes that are signed.

use guohe_clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::key::{AuditKey, PublicKey};
use crate::{
    model::{canonical, chain_hash},
    ports::{Head, KeptRoot},
};

/// The form written and read by this program; part of what is signed, so that no other text passes for a root.
const FORM: &str = "guohe-audit-root/1";

/// What a root says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootStatement {
    /// Form of this statement.
    pub form: String,
    /// Whose streams.
    pub service: String,
    /// Its number, from 1 without a gap.
    pub number: u64,
    /// Every event recorded at this instant or before is covered.
    pub as_of: Timestamp,
    /// When it was made.
    pub taken_at: Timestamp,
    /// Streams that had events.
    pub streams: u64,
    /// Events they had together.
    pub events: u64,
    /// Merkle tree hash over the heads in key order, hex.
    pub tree: String,
    /// SHA-256 of the statement before, hex; empty for the first.
    pub previous: String,
    /// The key it is signed with.
    pub public_key: PublicKey,
}

/// A statement with the very bytes that were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRoot {
    /// What it says.
    pub statement: RootStatement,
    /// Its canonical bytes (RFC 8785).
    pub body: Vec<u8>,
    /// The signature over them.
    pub signature: Vec<u8>,
}

/// Bytes that are no root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableRoot {
    /// No statement at all.
    #[error("its statement does not read: {0}")]
    NoStatement(String),
    /// A statement of another form.
    #[error("its form is {0:?}; this program knows {FORM:?}")]
    OtherForm(String),
}

impl SignedRoot {
    /// Makes and signs a statement.
    pub(super) fn sign(mut statement: RootStatement, key: &AuditKey) -> Result<Self, serde_json::Error> {
        FORM.clone_into(&mut statement.form);
        statement.public_key = key.public();
        let body = canonical(&statement)?;
        let signature = key.sign(&body);
        Ok(Self { statement, body, signature })
    }

    /// Reads a root; whether its signature holds is asked separately.
    pub fn read(body: &[u8], signature: &[u8]) -> Result<Self, UnreadableRoot> {
        let read = serde_json::from_slice::<RootStatement>(body);
        let statement = read.map_err(|error| UnreadableRoot::NoStatement(error.to_string()))?;
        if statement.form != FORM {
            return Err(UnreadableRoot::OtherForm(statement.form));
        }
        Ok(Self { statement, body: body.to_owned(), signature: signature.to_owned() })
    }

    /// Reads a kept one.
    pub(super) fn of_kept(kept: &KeptRoot) -> Result<Self, UnreadableRoot> {
        Self::read(&kept.body, &kept.signature)
    }

    /// True where the signature was made with the key that the statement names.
    pub fn is_signed(&self) -> bool {
        self.statement.public_key.has_signed(&self.body, &self.signature)
    }

    /// SHA-256 of the statement's bytes, hex: what the next one names.
    pub fn hash(&self) -> String {
        chain_hash(&self.body)
    }
}

/// A head as a leaf of the tree: canonical JSON.
#[derive(Serialize, Deserialize)]
struct Leaf {
    hash: String,
    sequence: u64,
    stream: crate::model::StreamKey,
}

/// The bytes of a head that are hashed into the tree.
pub(super) fn leaf_of(head: &Head) -> Vec<u8> {
    let leaf = Leaf { hash: head.hash.clone(), sequence: head.sequence, stream: head.stream.clone() };
    // Texts and a number under fixed names: there is nothing that could fail to be written.
    canonical(&leaf).unwrap_or_default()
}

/// A head from its leaf.
pub(super) fn head_of(leaf: &[u8]) -> Option<Head> {
    let Leaf { hash, sequence, stream } = serde_json::from_slice(leaf).ok()?;
    Some(Head { stream, sequence, hash })
}
