//! Roles, duties and plain clauses: what the measures say about who does what.
//!
//! Owns provisions that are shown and cited. Never anything that is tested or counted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::RuleKind;
use crate::refs::Text;

/// Somebody the measures give a part to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// A stable key for code and permissions: `department`, `recommender`, `host`, `expert`, `leader`; others
    /// only where the measures give a part to somebody else.
    pub key: String,
    /// Our short wording.
    pub text: Text,
}

/// What a role has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// The role's rule id.
    pub role: String,
    /// Rule ids of further roles the duty binds as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Our short wording.
    pub text: Text,
}

/// A provision that informs, explains or supports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// How it comes to bear, where it does more than inform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RuleKind>,
    /// Our short wording.
    pub text: Text,
}
