//! The register of a pack's rules: every id, its article, wording and sort.
//!
//! Owns the walk over all sections, so that any id can be cited and none is forgotten.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ConditionKind, Pack};
use crate::refs::{RuleRef, Text};

/// One rule of a pack, whatever section it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEntry {
    /// Id and article.
    pub rule: RuleRef,
    /// Our short wording.
    pub text: Text,
    /// How it comes to bear.
    pub kind: RuleKind,
}

/// How a rule comes to bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Fields of the form decide.
    Fields,
    /// Documents prove it.
    Document,
    /// Experts judge it.
    Judgement,
    /// A workflow carries it out: steps, dates, grades, grounds, exits, names.
    Process,
    /// It informs.
    Information,
}

impl From<ConditionKind> for RuleKind {
    fn from(kind: ConditionKind) -> Self {
        match kind {
            ConditionKind::Fields => Self::Fields,
            ConditionKind::Document => Self::Document,
            ConditionKind::Judgement => Self::Judgement,
            ConditionKind::Information => Self::Information,
        }
    }
}

/// A rule as it stands in its section: id, article, wording, sort.
type Citable<'a> = (&'a str, &'a str, &'a Text, RuleKind);

/// Turns a section of rules with `id`, `article` and `text` into citable rules.
macro_rules! section {
    ($section:expr, $kind:expr) => {
        $section.into_iter().map(|item| (item.id.as_str(), item.article.as_str(), &item.text, $kind))
    };
}

impl Pack {
    /// Every rule of the pack, section by section. Categories stand in it under their code.
    pub fn rules(&self) -> Vec<RuleEntry> {
        self.citable().map(entry).collect()
    }

    /// Id and article of any rule of the pack.
    pub fn rule(&self, id: &str) -> Option<RuleRef> {
        self.rule_entry(id).map(|entry| entry.rule)
    }

    /// Wording and sort of any rule of the pack.
    pub fn rule_entry(&self, id: &str) -> Option<RuleEntry> {
        self.citable().find(|(known, ..)| *known == id).map(entry)
    }

    fn citable(&self) -> impl Iterator<Item = Citable<'_>> {
        use RuleKind::{Information, Process};
        let categories = self
            .categories
            .iter()
            .map(|item| (item.code.as_str(), item.article.as_str(), &item.name, Process));
        let conditions = self
            .conditions
            .iter()
            .map(|item| (item.id.as_str(), item.article.as_str(), &item.text, item.kind.into()));
        let others = self.others.iter().map(|item| {
            (item.id.as_str(), item.article.as_str(), &item.text, item.kind.unwrap_or(Information))
        });
        section!(&self.roles, Information)
            .chain(section!(&self.duties, Information))
            .chain(section!(&self.positioning, Information))
            .chain(categories)
            .chain(conditions)
            .chain(section!(&self.procedure, Process))
            .chain(section!(&self.timers, Process))
            .chain(section!(&self.evaluation.rules, Process))
            .chain(section!(&self.grounds, Process))
            .chain(section!(&self.exits, Process))
            .chain(section!(&self.rewards, Information))
            .chain(section!(&self.migrations, Process))
            .chain(others)
            .chain(section!(self.settings.iter().flat_map(|settings| &settings.clauses), Process))
            .chain(section!(self.changes.iter(), Process))
            .chain(section!(self.naming.iter(), Process))
    }
}

fn entry((id, article, text, kind): Citable<'_>) -> RuleEntry {
    RuleEntry { rule: RuleRef { rule: id.to_owned(), article: article.to_owned() }, text: text.clone(), kind }
}
