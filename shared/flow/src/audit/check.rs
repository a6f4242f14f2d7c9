//! Checking roots: signatures, the chain they make, and the streams they tell of.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    key::PublicKey,
    sketch::Sketch,
    statement::SignedRoot,
    walk::{Patch, Walked, walk},
};
use crate::{
    model::StreamKey,
    ports::{Head, KeptRoot, Roots, StoreError},
};

/// Roots read at a time.
const PAGE: u32 = 100;

/// Which roots are computed anew; signatures and the chain are always checked from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootScope {
    /// The latest one.
    Latest,
    /// All of them: each reads every stream.
    All,
}

/// What is wrong with a root, or shown by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootFinding {
    /// The root's number.
    pub root: u64,
    /// Stable code, such as `TAIL_CUT`.
    pub code: String,
    /// The stream, `department/kind/id`; empty where it is about the root.
    pub stream: String,
    /// What differs.
    pub words: String,
}

/// What a check of roots found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckedRoots {
    /// Roots kept.
    pub kept: u64,
    /// Those of them computed anew.
    pub computed: u64,
    /// The latest one, where it reads.
    pub latest: Option<SignedRoot>,
    /// The keys they were signed with.
    pub keys: BTreeSet<PublicKey>,
    /// What is wrong; empty where all is well.
    pub findings: Vec<RootFinding>,
}

/// Checks a service's roots. With no trusted keys each root is checked by the key it names itself, which shows a
/// change but not a history that was signed anew: whoever looks compares the keys.
pub async fn check_roots(
    service: &str,
    roots: &dyn Roots,
    scope: RootScope,
    trusted: &[PublicKey],
) -> Result<CheckedRoots, StoreError> {
    let mut checked = CheckedRoots::default();
    let (mut after, mut previous) = (0, Some(String::new()));
    let mut as_of = None;
    let last = roots.latest_root().await?.map_or(0, |root| root.number);
    loop {
        let page = roots.kept_roots(after, PAGE).await?;
        let Some(end) = page.last().map(|kept| kept.number) else { return Ok(checked) };
        for kept in &page {
            checked.kept += 1;
            let mut missing = after + 1..kept.number;
            if let Some(first) = missing.next() {
                let words = match missing.next_back() {
                    Some(last) => format!("roots {first} to {last} are missing"),
                    None => format!("root {first} is missing"),
                };
                checked.find(first, "ROOT_MISSING", None, words);
                previous = None;
            }
            after = kept.number;
            let Some(root) = checked.read(kept, service, trusted) else {
                previous = None;
                continue;
            };
            if previous.is_some_and(|previous| previous != root.statement.previous) {
                let words = "it does not name the root before it as that one stands".to_owned();
                checked.find(kept.number, "CHAIN_BROKEN", None, words);
            }
            if as_of.is_some_and(|as_of| as_of >= root.statement.as_of) {
                let words = "it tells of an instant that the root before it had passed".to_owned();
                checked.find(kept.number, "CHAIN_BROKEN", None, words);
            }
            previous = Some(root.hash());
            as_of = Some(root.statement.as_of);
            if scope == RootScope::All || kept.number == last {
                checked.compute(&root, kept, roots).await?;
            }
            checked.latest = Some(root);
        }
        after = end;
    }
}

impl CheckedRoots {
    fn find(&mut self, root: u64, code: &str, stream: Option<&StreamKey>, words: String) {
        let stream = stream.map(ToString::to_string).unwrap_or_default();
        self.findings.push(RootFinding { root, code: code.to_owned(), stream, words });
    }

    /// Reads a root; `None` where it cannot be believed.
    fn read(&mut self, kept: &KeptRoot, service: &str, trusted: &[PublicKey]) -> Option<SignedRoot> {
        let number = kept.number;
        let root = match SignedRoot::of_kept(kept) {
            Ok(root) => root,
            Err(error) => {
                self.find(number, "ROOT_UNREADABLE", None, error.to_string());
                return None;
            }
        };
        let statement = &root.statement;
        if !root.is_signed() {
            let words = "its signature does not fit its statement: one of them was changed".to_owned();
            self.find(number, "SIGNATURE_FORGED", None, words);
            return None;
        }
        // Told once for each key, not for each root of a year.
        let is_new = self.keys.insert(statement.public_key);
        if is_new && !trusted.is_empty() && !trusted.contains(&statement.public_key) {
            let words = format!(
                "it is signed with the key {}, which is not among those trusted; name it with --key if it is one of \
                 yours from before",
                statement.public_key
            );
            self.find(number, "KEY_NOT_TRUSTED", None, words);
        }
        if statement.number != number || statement.as_of != kept.as_of || statement.service != service {
            let words =
                format!("its statement is that of root {} of {}", statement.number, statement.service);
            self.find(number, "ROOT_MISPLACED", None, words);
            return None;
        }
        Some(root)
    }

    /// Computes a root anew, and names what differs.
    async fn compute(
        &mut self,
        root: &SignedRoot,
        kept: &KeptRoot,
        roots: &dyn Roots,
    ) -> Result<(), StoreError> {
        self.computed += 1;
        let statement = &root.statement;
        let now = walk(roots, statement.as_of, Patch::new()).await?;
        let signed = (statement.tree.as_str(), statement.streams, statement.events);
        if (now.tree_hash().as_str(), now.streams, now.events) == signed {
            return Ok(());
        }
        let Some(changes) = changes(kept, &now) else {
            self.not_told(root, &now);
            return Ok(());
        };
        // What the sketch names is put back in thought: only if the tree is then the signed one is it so.
        let put_back = changes.iter().map(|(stream, (before, _))| (stream.clone(), before.clone()));
        if walk(roots, statement.as_of, put_back.collect()).await?.tree_hash() != statement.tree {
            self.not_told(root, &now);
            return Ok(());
        }
        for (stream, (before, now)) in &changes {
            let (code, words) = in_words(before.as_ref(), now.as_ref());
            self.find(statement.number, code, Some(stream), words);
        }
        Ok(())
    }

    fn not_told(&mut self, root: &SignedRoot, now: &Walked) {
        let signed = &root.statement;
        let words = format!(
            "the streams are not those that were signed: {} with {} events then, {} with {} now; there are too many \
             differences, or the sketch beside the root was changed, to name them: compare with a backup or an archive",
            signed.streams, signed.events, now.streams, now.events
        );
        self.find(signed.number, "HEADS_DIFFER", None, words);
    }
}

/// Each stream's head then and now.
type Changes = BTreeMap<StreamKey, (Option<Head>, Option<Head>)>;

/// The streams that differ, by the sketch beside the root; `None` where it does not tell.
fn changes(kept: &KeptRoot, now: &Walked) -> Option<Changes> {
    let difference = Sketch::of_bytes(&kept.sketch)?.difference(&now.sketch);
    if !difference.complete {
        return None;
    }
    let mut changes = Changes::new();
    for head in difference.before {
        let stream = head.stream.clone();
        changes.entry(stream).or_default().0 = Some(head);
    }
    for head in difference.now {
        let stream = head.stream.clone();
        changes.entry(stream).or_default().1 = Some(head);
    }
    Some(changes)
}

fn in_words(before: Option<&Head>, now: Option<&Head>) -> (&'static str, String) {
    match (before, now) {
        (Some(before), None) => {
            ("STREAM_VANISHED", format!("the stream has vanished; it ended at event {}", before.sequence))
        }
        (Some(before), Some(now)) if now.sequence < before.sequence => {
            let words = format!(
                "its tail was cut: it ended at event {}, and ends at {}",
                before.sequence, now.sequence
            );
            ("TAIL_CUT", words)
        }
        (Some(before), Some(now)) if now.sequence > before.sequence => {
            let words = format!(
                "it ended at event {}, and {} more are dated before the root now",
                before.sequence,
                now.sequence - before.sequence
            );
            ("EVENT_ADDED", words)
        }
        (Some(before), _) => {
            let words =
                format!("event {} or one before it was changed: its hash is another", before.sequence);
            ("EVENT_CHANGED", words)
        }
        (None, now) => {
            let events = now.map_or(0, |now| now.sequence);
            let words =
                format!("the stream was not there; {events} events of it are dated before the root now");
            ("STREAM_ADDED", words)
        }
    }
}
