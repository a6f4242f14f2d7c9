//! Joins the files of a pack into one.
//!
//! Owns which sections must stand exactly once. Never checks what they say.

use super::check::Findings;
use super::locate::Path;
use super::part::{Part, Sections};
use crate::model::Pack;

/// Joins the parts; nothing where a single section is missing or stands twice.
pub(super) fn join(parts: &[Part], findings: &mut Findings<'_>) -> Option<Pack> {
    let identity = single(parts, findings, "identity", |sections| sections.identity.as_ref());
    let changes = single(parts, findings, "changes", |sections| sections.changes.as_ref());
    let evaluation = single(parts, findings, "evaluation", |sections| sections.evaluation.as_ref());
    let naming = single(parts, findings, "naming", |sections| sections.naming.as_ref());
    let settings = single(parts, findings, "settings", |sections| sections.settings.as_ref());
    let funding = optional(parts, findings, "funding", |sections| sections.funding.as_ref());
    Some(Pack {
        identity: identity?,
        roles: all(parts, |sections| &sections.roles),
        duties: all(parts, |sections| &sections.duties),
        positioning: all(parts, |sections| &sections.positioning),
        categories: all(parts, |sections| &sections.categories),
        documents: all(parts, |sections| &sections.documents),
        conditions: all(parts, |sections| &sections.conditions),
        tables: all(parts, |sections| &sections.tables),
        procedure: all(parts, |sections| &sections.procedure),
        changes: changes?,
        timers: all(parts, |sections| &sections.timers),
        evaluation: evaluation?,
        grounds: all(parts, |sections| &sections.grounds),
        exits: all(parts, |sections| &sections.exits),
        rewards: all(parts, |sections| &sections.rewards),
        funding,
        naming: naming?,
        migrations: all(parts, |sections| &sections.migrations),
        others: all(parts, |sections| &sections.others),
        switches: all(parts, |sections| &sections.switches),
        settings: settings?,
        kept: Default::default(),
    })
}

/// A section that may be left out, but stands once.
fn optional<T: Clone>(
    parts: &[Part],
    findings: &mut Findings<'_>,
    name: &str,
    section: impl Fn(&Sections) -> Option<&T>,
) -> Option<T> {
    let stands = parts.iter().any(|part| section(&part.sections).is_some());
    if stands { single(parts, findings, name, section) } else { None }
}

fn all<T: Clone>(parts: &[Part], section: impl Fn(&Sections) -> &Vec<T>) -> Vec<T> {
    parts.iter().flat_map(|part| section(&part.sections).iter().cloned()).collect()
}

fn single<T: Clone>(
    parts: &[Part],
    findings: &mut Findings<'_>,
    name: &str,
    section: impl Fn(&Sections) -> Option<&T>,
) -> Option<T> {
    let mut found = None;
    for (index, part) in parts.iter().enumerate() {
        match section(&part.sections) {
            Some(_) if found.is_some() => {
                let message = format!("the section {name} already stands in another file");
                findings.report(index, &Path::default().key(name), "duplicate_section", message);
            }
            Some(value) => found = Some(value.clone()),
            None => {}
        }
    }
    if found.is_none() {
        findings.report_pack("missing_section", format!("no file holds the section {name}"));
    }
    found
}
