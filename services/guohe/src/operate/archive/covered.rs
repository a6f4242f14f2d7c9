//! Whether a service's newest signed root covers a stream of an archive, and how far.

use std::collections::BTreeSet;

use guohe_flow::{EventEnvelope, PublicKey, RootStatement, chain_hash};

use super::record::{ServiceFile, StreamLine};

/// The roots of an archive, as they are believed.
pub(super) struct Coverage<'a> {
    /// Keys that roots may be signed with; where there are none, whoever looks compares those that were met.
    trusted: &'a [PublicKey],
    /// Keys that roots are signed with.
    pub(super) keys: BTreeSet<PublicKey>,
    /// Streams covered to their last event.
    pub(super) covered: u64,
}

impl<'a> Coverage<'a> {
    /// Nothing seen yet.
    pub(super) fn new(trusted: &'a [PublicKey]) -> Self {
        Self { trusted, keys: BTreeSet::new(), covered: 0 }
    }

    /// A service's root, where there is one to be believed; what is wrong with it is added to the findings.
    pub(super) fn root(
        &mut self,
        service: &ServiceFile,
        findings: &mut Vec<String>,
    ) -> Option<RootStatement> {
        let Some(line) = &service.root else {
            if !self.trusted.is_empty() {
                findings.push(format!("{}: no signed root covers its streams", service.service));
            }
            return None;
        };
        let mut wrong = |words: String| findings.push(format!("{}: the root: {words}", service.service));
        let root = match line.read() {
            Ok(root) => root,
            Err(error) => {
                wrong(error.to_string());
                return None;
            }
        };
        if !root.is_signed() {
            wrong("its signature does not fit its statement: one of them was changed".to_owned());
            return None;
        }
        if root.statement.service != service.service {
            wrong(format!("it is a root of {}", root.statement.service));
            return None;
        }
        let key = root.statement.public_key;
        self.keys.insert(key);
        if !self.trusted.is_empty() && !self.trusted.contains(&key) {
            wrong(format!("it is signed with the key {key}, which is none of those named with --key"));
        }
        Some(root.statement)
    }

    /// Holds a stream against its service's root; what is wrong, in words.
    pub(super) fn check(&mut self, line: &StreamLine, root: Option<&RootStatement>) -> Option<String> {
        let (root, inclusion) = match (root, &line.inclusion) {
            (Some(root), Some(inclusion)) => (root, inclusion),
            (None, _) => return None,
            (Some(root), None) => {
                let number = root.number;
                if recorded_by(line.events.first(), root) {
                    return Some(format!("root {number} covers its time, and the proof is missing"));
                }
                return self.demands(|| format!("it is younger than root {number}, which does not cover it"));
            }
        };
        if let Err(error) = inclusion.check(&line.stream, root) {
            return Some(format!("the proof for root {}: {error}", root.number));
        }
        let events = line.events.len() as u64;
        if events < inclusion.sequence {
            return Some(format!(
                "its tail was cut: root {} covers {} events, and {events} are here",
                root.number, inclusion.sequence
            ));
        }
        let index = usize::try_from(inclusion.sequence).unwrap_or(0);
        let last = index.checked_sub(1).and_then(|index| line.events.get(index));
        if last.map(|body| chain_hash(body.as_bytes())).as_ref() != Some(&inclusion.hash) {
            let number = inclusion.sequence;
            return Some(format!("event {number} is not the one that root {} covers", root.number));
        }
        if recorded_by(line.events.get(index), root) {
            let number = inclusion.sequence + 1;
            return Some(format!(
                "event {number} is dated before root {}, which does not cover it",
                root.number
            ));
        }
        if inclusion.sequence < events {
            let (number, sequence) = (root.number, inclusion.sequence);
            return self
                .demands(|| format!("root {number} covers it up to event {sequence} of {events} only"));
        }
        self.covered += 1;
        None
    }

    /// A finding only for somebody who names keys, and so wants everything covered.
    fn demands(&self, words: impl FnOnce() -> String) -> Option<String> {
        (!self.trusted.is_empty()).then(words)
    }
}

/// True for an event that was recorded by the time of a root.
fn recorded_by(event: Option<&String>, root: &RootStatement) -> bool {
    let envelope = event.and_then(|body| serde_json::from_str::<EventEnvelope>(body).ok());
    envelope.is_some_and(|envelope| envelope.recorded_at <= root.as_of)
}
