//! Checks a joined pack: identifiers and wording here, the rest in neighbouring modules.
//!
//! Owns the list of findings and their order. Never changes the pack.

use std::collections::BTreeMap;

use super::error::{PackError, whole};
use super::locate::Path;
use super::part::{Part, Sections};
use super::{check_articles, check_dates, check_funding, check_references, check_rules, typing};
use crate::form::nearest;
use crate::model::Pack;
use crate::refs::Text;

/// Most errors reported at once.
const MAX_ERRORS: usize = 200;

/// What the checks have found so far.
pub(super) struct Findings<'a> {
    parts: &'a [Part],
    errors: Vec<PackError>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(parts: &'a [Part]) -> Self {
        Self { parts, errors: Vec::new() }
    }

    /// Notes an error at a place in a file.
    pub(super) fn report(&mut self, part: usize, path: &Path, code: &str, message: impl Into<String>) {
        self.report_with(part, path, code, message, None);
    }

    /// Notes an error with what was probably meant.
    pub(super) fn report_with(
        &mut self,
        part: usize,
        path: &Path,
        code: &str,
        message: impl Into<String>,
        suggestion: Option<&str>,
    ) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let Part { name, positions, .. } = &self.parts[part];
        let (line, column) = positions.of(path);
        self.errors.push(PackError {
            file: name.clone(),
            line,
            column,
            code: code.to_owned(),
            message: message.into(),
            suggestion: suggestion.map(ToOwned::to_owned),
        });
    }

    /// Notes an error about the pack as a whole.
    pub(super) fn report_pack(&mut self, code: &str, message: impl Into<String>) {
        self.errors.push(whole("", code, message));
    }

    /// Notes a reference to something that does not exist, unless it does.
    pub(super) fn expect_known<'b>(
        &mut self,
        part: usize,
        path: &Path,
        what: &str,
        wanted: &str,
        known: impl Iterator<Item = &'b str> + Clone,
    ) {
        if !known.clone().any(|name| name == wanted) {
            let code = format!("unknown_{what}");
            let message = format!("there is no {what} {wanted:?}");
            self.report_with(part, path, &code, message, nearest(wanted, known));
        }
    }

    /// Whether nothing has been found so far.
    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// All errors in file order.
    pub(super) fn into_errors(self) -> Vec<PackError> {
        let place = |error: &PackError| self.parts.iter().position(|part| part.name == error.file);
        let mut errors = self.errors.clone();
        errors.sort_by_key(|error| (place(error), error.line, error.column));
        errors
    }
}

/// Runs every check.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    check_citable(pack, parts, findings);
    check_references::check(pack, parts, findings);
    check_dates::check(pack, parts, findings);
    check_funding::check(pack, parts, findings);
    typing::check(pack, parts, findings);
    check_rules::check(pack, parts, findings);
}

/// Every rule has an id with the pack's prefix, unique in the pack, an article and both wordings.
fn check_citable(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    let prefix = format!("{}-", pack.identity.prefix);
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, part) in parts.iter().enumerate() {
        for (path, id, article, text) in citable(&part.sections) {
            if !id.starts_with(&prefix) {
                let message = format!("the id {id:?} does not begin with {prefix}");
                findings.report(index, &path.key("id"), "wrong_prefix", message);
            }
            if let Some(file) = seen.insert(id, &part.name) {
                let message = format!("the id {id} already stands in {file}");
                findings.report(index, &path.key("id"), "duplicate_id", message);
            }
            if article.trim().is_empty() {
                findings.report(index, &path.key("article"), "no_article", "a rule names its article");
            } else if let Err(found) = check_articles::check(&pack.identity, article) {
                let (code, near) = (found.code, found.near.as_deref());
                findings.report_with(index, &path.key("article"), code, found.message, near);
            }
            if text.zh.trim().is_empty() || text.en.trim().is_empty() {
                let message = "a rule has a wording in Chinese and English";
                findings.report(index, &path.key("text"), "no_wording", message);
            }
        }
    }
}

type Citable<'a> = (Path, &'a str, &'a str, &'a Text);

/// Every rule of a file with its place.
fn citable(sections: &Sections) -> Vec<Citable<'_>> {
    let mut found: Vec<Citable<'_>> = Vec::new();
    macro_rules! lists {
        ($($name:ident),*) => {
            $(for (index, item) in sections.$name.iter().enumerate() {
                let path = Path::default().key(stringify!($name)).index(index);
                found.push((path, &item.id, &item.article, &item.text));
            })*
        };
    }
    lists!(
        roles,
        duties,
        positioning,
        conditions,
        procedure,
        timers,
        grounds,
        exits,
        rewards,
        migrations,
        others
    );
    if let Some(changes) = &sections.changes {
        found.push((Path::default().key("changes"), &changes.id, &changes.article, &changes.text));
    }
    if let Some(naming) = &sections.naming {
        found.push((Path::default().key("naming"), &naming.id, &naming.article, &naming.text));
    }
    let rules = sections.evaluation.iter().flat_map(|evaluation| &evaluation.rules).enumerate();
    for (index, rule) in rules {
        let path = Path::default().key("evaluation").key("rules").index(index);
        found.push((path, &rule.id, &rule.article, &rule.text));
    }
    let clauses = sections.settings.iter().flat_map(|settings| &settings.clauses).enumerate();
    for (index, clause) in clauses {
        let path = Path::default().key("settings").key("clauses").index(index);
        found.push((path, &clause.id, &clause.article, &clause.text));
    }
    found
}
