//! The names of bases, and where bases of the old kinds belong.
//!
//! Owns templates and mappings. Never checks whether a name is taken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refs::{RuleRef, Text};

/// How bases are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// The Chinese name with `{field}` and `{category}`.
    pub zh_template: String,
    /// The English name with `{field}`, if the measures have one.
    #[serde(default)]
    pub en_template: Option<String>,
    /// The longest field a name may carry, in characters.
    pub max_field_chars: usize,
}

/// A base's official name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BaseName {
    /// Chinese.
    pub zh: String,
    /// English, where the measures have one.
    pub en: Option<String>,
}

/// Where bases of an old kind belong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// A stable code of the old kind; none for a rule that concerns all of them.
    #[serde(default)]
    pub from: Option<String>,
    /// Names under which the old kind is known.
    #[serde(default)]
    pub names: Vec<String>,
    /// The new category; none where it is decided case by case.
    #[serde(default)]
    pub to: Option<String>,
    /// How it comes about.
    pub mode: MigrationMode,
}

/// How a base of an old kind gets its new category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MigrationMode {
    /// By the measures themselves.
    Automatic,
    /// On the host's objection, decided by the department.
    OnObjection,
    /// After a check and a decision.
    Conditional,
}

impl Migration {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }
}
