//! Which rule of one version is which rule of another.
//!
//! Owns the pairing: by id, within one department's measures by the id without its prefix, otherwise by what a
//! rule is for. Never pairs rules of different departments because their numbers happen to agree.

use std::collections::BTreeMap;

use crate::model::Pack;
use crate::reading::{Provision, ProvisionKind};

/// Whether two packs are versions of one department's measures.
pub(super) fn related(a: &Pack, b: &Pack) -> bool {
    let names = |one: &Pack, other: &Pack| one.identity.predecessor.as_deref() == Some(&other.identity.id);
    a.identity.prefix == b.identity.prefix
        || a.identity.authority.zh == b.identity.authority.zh
        || names(a, b)
        || names(b, a)
}

/// Takes the provisions that belong together out of both lists, in the order of the second.
pub(super) fn pair(
    old: &Pack,
    new: &Pack,
    related: bool,
    before: &mut Vec<Provision>,
    after: &mut Vec<Provision>,
) -> Vec<(Provision, Provision)> {
    let mut pairs = Vec::new();
    // What a rule is for binds more than its number: a period may have moved to another id.
    take(&mut pairs, before, after, |provision| purpose(old, provision), |provision| purpose(new, provision));
    take(&mut pairs, before, after, id, id);
    if related {
        let bare = |pack: &Pack, provision: &Provision| {
            let number = provision.rule.rule.strip_prefix(&format!("{}-", pack.identity.prefix))?.to_owned();
            Some((section(provision.kind), number))
        };
        take(&mut pairs, before, after, |provision| bare(old, provision), |provision| bare(new, provision));
    }
    pairs
}

fn id(provision: &Provision) -> Option<String> {
    Some(provision.rule.rule.clone())
}

/// Rules that experts judged may come to be proved by documents: conditions are one section.
fn section(kind: ProvisionKind) -> &'static str {
    match kind {
        ProvisionKind::Fields | ProvisionKind::Document | ProvisionKind::Judgement => "condition",
        ProvisionKind::Timer => "timer",
        ProvisionKind::Procedure => "procedure",
        ProvisionKind::Evaluation => "evaluation",
        ProvisionKind::Ground => "ground",
        ProvisionKind::Exit => "exit",
        ProvisionKind::Register => "register",
        ProvisionKind::Process | ProvisionKind::Information => "information",
    }
}

/// What a rule is for, where that is unique in its pack: a timed rule's or a ground's purpose, what opens an
/// exit, a category's code, the name.
fn purpose(pack: &Pack, provision: &Provision) -> Option<String> {
    let rule = provision.rule.rule.as_str();
    if let Some(timer) = pack.timed_rule_by_id(rule) {
        let alone = pack.timers.iter().filter(|other| other.purpose == timer.purpose).count() == 1;
        return alone.then(|| format!("timer {:?}", timer.purpose));
    }
    if let Some(ground) = pack.ground(rule) {
        let purpose = ground.purpose?;
        let alone = pack.grounds.iter().filter(|other| other.purpose == Some(purpose)).count() == 1;
        return alone.then(|| format!("ground {purpose:?}"));
    }
    if let Some(exit) = pack.exits.iter().find(|exit| exit.id == rule) {
        return Some(format!("exit {:?}", exit.trigger));
    }
    pack.category(rule).map(|category| format!("category {}", category.code))
}

fn take<K: Ord>(
    pairs: &mut Vec<(Provision, Provision)>,
    before: &mut Vec<Provision>,
    after: &mut Vec<Provision>,
    old_key: impl Fn(&Provision) -> Option<K>,
    new_key: impl Fn(&Provision) -> Option<K>,
) {
    let mut known: BTreeMap<K, Provision> = BTreeMap::new();
    let mut unkeyed = Vec::new();
    for provision in before.drain(..) {
        match old_key(&provision) {
            // A key twice in one pack pairs nothing beyond its first bearer.
            Some(key) if !known.contains_key(&key) => {
                known.insert(key, provision);
            }
            _ => unkeyed.push(provision),
        }
    }
    let mut rest = Vec::new();
    for provision in after.drain(..) {
        match new_key(&provision).and_then(|key| known.remove(&key)) {
            Some(old) => pairs.push((old, provision)),
            None => rest.push(provision),
        }
    }
    unkeyed.extend(known.into_values());
    *before = unkeyed;
    *after = rest;
}
