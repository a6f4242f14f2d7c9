//! The register of a pack's rules: every id, its article, wording and sort.
//!
//! Owns the walk over all sections, so that any id can be cited and none is forgotten.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Turns a section of rules with `id`, `article` and `text` into entries.
macro_rules! entries {
    ($section:expr, $kind:expr) => {
        $section.iter().map(|item| entry(&item.id, &item.article, &item.text, $kind))
    };
}

fn entry(id: &str, article: &str, text: &Text, kind: RuleKind) -> RuleEntry {
    RuleEntry { rule: RuleRef { rule: id.to_owned(), article: article.to_owned() }, text: text.clone(), kind }
}

impl Pack {
    /// Every rule of the pack, section by section. Categories stand in it under their code.
    pub fn rules(&self) -> Vec<RuleEntry> {
        use RuleKind::{Information, Process};
        let categories =
            self.categories.iter().map(|item| entry(&item.code, &item.article, &item.name, Process));
        let conditions =
            self.conditions.iter().map(|item| entry(&item.id, &item.article, &item.text, item.kind.into()));
        let single = [
            entry(&self.changes.id, &self.changes.article, &self.changes.text, Process),
            entry(&self.naming.id, &self.naming.article, &self.naming.text, Process),
        ];
        entries!(self.roles, Information)
            .chain(entries!(self.duties, Information))
            .chain(entries!(self.positioning, Information))
            .chain(categories)
            .chain(conditions)
            .chain(entries!(self.procedure, Process))
            .chain(entries!(self.timers, Process))
            .chain(entries!(self.evaluation.rules, Process))
            .chain(entries!(self.grounds, Process))
            .chain(entries!(self.exits, Process))
            .chain(entries!(self.rewards, Information))
            .chain(entries!(self.migrations, Process))
            .chain(entries!(self.others, Information))
            .chain(entries!(self.settings.clauses, Process))
            .chain(single)
            .collect()
    }

    /// Id and article of any rule of the pack.
    pub fn rule(&self, id: &str) -> Option<RuleRef> {
        self.rules().into_iter().map(|entry| entry.rule).find(|rule| rule.rule == id)
    }

    /// Wording and sort of any rule of the pack.
    pub fn rule_entry(&self, id: &str) -> Option<RuleEntry> {
        self.rules().into_iter().find(|entry| entry.rule.rule == id)
    }
}
