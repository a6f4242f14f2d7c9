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
    let changes = at_most_one(parts, findings, "changes", |sections| sections.changes.as_ref());
    let report = at_most_one(parts, findings, "report", |sections| sections.report.as_ref());
    let evaluation = single(parts, findings, "evaluation", |sections| sections.evaluation.as_ref());
    let naming = at_most_one(parts, findings, "naming", |sections| sections.naming.as_ref());
    let settings = at_most_one(parts, findings, "settings", |sections| sections.settings.as_ref());
    let funding = at_most_one(parts, findings, "funding", |sections| sections.funding.as_ref());
    // Who decides cases has set how: a score card, a hearing.
    if identity.as_ref().is_some_and(|identity| identity.status.decides()) && settings.is_none() {
        findings.report_pack("missing_section", "no file holds the section settings");
    }
    Some(Pack {
        identity: identity?,
        roles: all(parts, |sections| &sections.roles),
        duties: all(parts, |sections| &sections.duties),
        positioning: all(parts, |sections| &sections.positioning),
        categories: all(parts, |sections| &sections.categories),
        documents: all(parts, |sections| &sections.documents),
        conditions: all(parts, |sections| &sections.conditions),
        tables: all(parts, |sections| &sections.tables),
        code_lists: all(parts, |sections| &sections.code_lists),
        procedure: all(parts, |sections| &sections.procedure),
        changes,
        report,
        timers: all(parts, |sections| &sections.timers),
        evaluation: evaluation?,
        grounds: all(parts, |sections| &sections.grounds),
        exits: all(parts, |sections| &sections.exits),
        rewards: all(parts, |sections| &sections.rewards),
        funding,
        naming,
        migrations: all(parts, |sections| &sections.migrations),
        others: all(parts, |sections| &sections.others),
        switches: all(parts, |sections| &sections.switches),
        settings,
        kept: Default::default(),
    })
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
    let found = at_most_one(parts, findings, name, section);
    if found.is_none() {
        findings.report_pack("missing_section", format!("no file holds the section {name}"));
    }
    found
}

/// A section some measures lack: a funding call names no bases.
fn at_most_one<T: Clone>(
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
    found
}
