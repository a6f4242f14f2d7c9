//! References by which everything else names a pack, a rule and a wording.
//!
//! Owns the small values that travel in events and messages. Never holds the rules themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names one exact version of a pack, so that a case can keep the version it was lodged under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRef {
    /// The pack's id, such as `hunan-2026`.
    pub id: String,
    /// Lower-case hexadecimal SHA-256 of the pack's canonical JSON.
    pub digest: String,
}

/// Names one rule and the article it stands in, such as `H26-X-3` and `第十六条第3项`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RuleRef {
    /// The rule's id, unique in its pack.
    pub rule: String,
    /// The article as it is cited, or the words "department's setting" in Chinese where no text exists.
    pub article: String,
}

/// A wording in Chinese and English; the Chinese one governs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A wording from its two halves.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Appends another wording to both languages, each after its own separator.
    pub(crate) fn push(&mut self, more: &Text) {
        if !self.zh.is_empty() && !self.zh.ends_with('。') && !self.zh.ends_with('；') {
            self.zh.push('；');
        }
        if !self.en.is_empty() {
            self.en.push_str("; ");
        }
        self.zh.push_str(&more.zh);
        self.en.push_str(&more.en);
    }
}
