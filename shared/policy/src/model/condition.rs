//! Conditions of recognition and the tables they look up.
//!
//! Owns what a condition is, whom it concerns and how it is established. The tests themselves are
//! [`crate::Predicate`]s.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::predicate::Predicate;
use crate::refs::{RuleRef, Text};

/// One condition of recognition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// The categories it concerns.
    pub scope: Scope,
    /// The kinds of host it concerns; all where empty.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// When it applies at all; always without one. Where it does not apply it is shown and does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Predicate>,
    /// How it is established.
    pub kind: ConditionKind,
    /// How strictly it binds.
    #[serde(default)]
    pub strength: Strength,
    /// The condition this one is a part of, through its `met`: it is shown with its result, and only the whole
    /// decides (one of two routes, two of five results).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// Whether experts weigh it beyond what fields and documents show.
    #[serde(default)]
    pub then_judgement: bool,
    /// The test, where fields decide.
    #[serde(default)]
    pub check: Option<Predicate>,
    /// The documents that prove it.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// What an applicant could do about it.
    #[serde(default)]
    pub remedy: Option<Text>,
    /// The ambiguities that concern it (`A-47`).
    #[serde(default)]
    pub ambiguities: Vec<String>,
}

/// The categories a condition concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every category.
    All,
    /// The named ones.
    Only(Vec<String>),
}

/// How a condition is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// Fields of the form decide.
    Fields,
    /// Documents prove it: their presence is tested, their worth is not.
    Document,
    /// Experts judge it.
    Judgement,
    /// It informs.
    Information,
}

/// How strictly a condition binds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Without exception.
    #[default]
    Must,
    /// In principle (原则上): failing it calls for a ruling (a waiver with reasons), never a refusal.
    InPrinciple,
    /// Generally (一般): as in principle.
    Generally,
}

impl Strength {
    /// Whether failing it asks for a written waiver instead of refusing.
    pub fn is_soft(self) -> bool {
        matches!(self, Self::InPrinciple | Self::Generally)
    }

    /// The measures' own word for it.
    pub fn word(self) -> Text {
        match self {
            Self::Must => Text::new("应当", "must"),
            Self::InPrinciple => Text::new("原则上", "in principle"),
            Self::Generally => Text::new("一般", "generally"),
        }
    }
}

/// A list of codes that stands in another document, such as the priority fields of a national outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// The name conditions use.
    pub name: String,
    /// The list's version.
    pub version: String,
    /// Where it stands.
    pub source: Text,
    /// True where the list is not complete, so that a code that is missing from it needs a ruling.
    #[serde(default)]
    pub open: bool,
    /// The codes.
    pub codes: Vec<ListedCode>,
}

/// A code with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedCode {
    /// The code, in snake case.
    pub code: String,
    /// Its name.
    pub name: Text,
}

/// A table of thresholds by size, such as the R&D intensity tiers of another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierTable {
    /// The name conditions use.
    pub name: String,
    /// The table's version.
    pub version: String,
    /// Where it stands.
    pub source: Text,
    /// Tiers in rising order; the last has no upper bound.
    pub tiers: Vec<Tier>,
}

/// One tier of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The largest size that still belongs to the tier, itself included; none for the last tier.
    #[serde(default)]
    pub up_to: Option<Decimal>,
    /// The smallest ratio that satisfies the tier.
    pub at_least: Decimal,
}

impl Condition {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }

    /// Whether the condition concerns a category.
    pub fn concerns(&self, category: &str) -> bool {
        match &self.scope {
            Scope::All => true,
            Scope::Only(codes) => codes.iter().any(|code| code == category),
        }
    }

    /// Whether the condition concerns a kind of host; unknown kinds may be concerned.
    pub fn concerns_host(&self, host_kind: Option<&str>) -> Option<bool> {
        if self.hosts.is_empty() {
            return Some(true);
        }
        host_kind.map(|kind| self.hosts.iter().any(|host| host == kind))
    }
}

impl TierTable {
    /// The tier a size falls into.
    pub fn tier_for(&self, size: Decimal) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.up_to.is_none_or(|bound| size <= bound))
    }
}
