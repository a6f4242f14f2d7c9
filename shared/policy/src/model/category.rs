//! Categories of bases, and the documents an application brings.
//!
//! Owns their codes and names. Never the conditions of a category.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refs::{RuleRef, Text};

/// A category a base is recognised in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// A stable code, such as `joint_research`.
    pub code: String,
    /// The article that sets it up.
    pub article: String,
    /// Its name.
    pub name: Text,
    /// The short form that stands in a base's name.
    pub short_name: Text,
    /// What bases of this category are for.
    pub positioning: Text,
}

/// A kind of document an applicant attaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// A stable code, as it stands in `attachments[].kind`.
    pub kind: String,
    /// What it is.
    pub name: Text,
}

/// A document an application must bring, and for which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequiredDocument {
    /// The code of the kind.
    pub kind: String,
    /// What it is.
    pub name: Text,
    /// The rules it proves.
    pub rules: Vec<RuleRef>,
}
