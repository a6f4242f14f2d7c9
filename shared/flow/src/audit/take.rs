//! Taking a root.

use chrono::{Duration, SubsecRound};
use guohe_clock::Timestamp;

use super::{
    key::AuditKey,
    statement::{RootStatement, SignedRoot, UnreadableRoot},
    walk::{Patch, walk},
};
use crate::ports::{KeptRoot, Roots, StoreError};

/// How long before now a root of a running system lies. A batch takes its instant first and commits within half a
/// minute (each of its statements is given up after ten seconds), and the clocks of replicas may differ by a minute:
/// what is recorded later has a later instant.
pub const CLOSED_AFTER: Duration = Duration::seconds(120);

/// What came of taking a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is kept.
    New(SignedRoot),
    /// The latest root reaches as far already.
    Covered(SignedRoot),
    /// Another replica took the same number at the same time; its root stands.
    ByAnother {
        /// The number.
        number: u64,
    },
}

/// Why no root could be taken.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A new root would stand on one that is no root.
    #[error("the latest root, number {number}, cannot be built on: {why}; look with `guohe audit verify`")]
    Latest {
        /// Its number.
        number: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The statement cannot be written.
    #[error("a root's statement cannot be written")]
    Unwritable(#[source] serde_json::Error),
}

/// Takes a root of a service's streams as of an instant: after it nothing may be recorded at that instant or before.
pub async fn take_root(
    service: &str,
    roots: &dyn Roots,
    key: &AuditKey,
    as_of: Timestamp,
    taken_at: Timestamp,
) -> Result<Taken, RootError> {
    // What a database keeps of an instant.
    let (as_of, taken_at) = (as_of.trunc_subsecs(6), taken_at.trunc_subsecs(6));
    let latest = match roots.latest_root().await? {
        Some(kept) => Some(sound(&kept)?),
        None => None,
    };
    let (number, previous) = match &latest {
        Some(latest) if latest.statement.as_of >= as_of => return Ok(Taken::Covered(latest.clone())),
        Some(latest) => (latest.statement.number + 1, latest.hash()),
        None => (1, String::new()),
    };
    let walked = walk(roots, as_of, Patch::new()).await?;
    let statement = RootStatement {
        form: String::new(),
        service: service.to_owned(),
        number,
        as_of,
        taken_at,
        streams: walked.streams,
        events: walked.events,
        tree: walked.tree_hash(),
        previous,
        public_key: key.public(),
    };
    let root = SignedRoot::sign(statement, key).map_err(RootError::Unwritable)?;
    let kept = KeptRoot {
        number,
        as_of,
        body: root.body.clone(),
        signature: root.signature.clone(),
        sketch: walked.sketch.to_bytes(),
    };
    match roots.keep_root(&kept).await {
        Ok(()) => Ok(Taken::New(root)),
        Err(StoreError::Conflict(_)) => Ok(Taken::ByAnother { number }),
        Err(error) => Err(error.into()),
    }
}

/// The latest root, unless a new one would hide that something is wrong with it.
fn sound(kept: &KeptRoot) -> Result<SignedRoot, RootError> {
    let number = kept.number;
    let latest = |why: String| RootError::Latest { number, why };
    let root = SignedRoot::of_kept(kept).map_err(|error: UnreadableRoot| latest(error.to_string()))?;
    if root.statement.number != number || root.statement.as_of != kept.as_of {
        return Err(latest("its statement is another root's".to_owned()));
    }
    if !root.is_signed() {
        return Err(latest("its signature does not fit".to_owned()));
    }
    Ok(root)
}
