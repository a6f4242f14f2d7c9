//! What an evaluation says: every condition, the facts used, the article, and what would change it.
//!
//! Owns the values that are stored with a case and shown to people.

use std::collections::BTreeMap;

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use crate::form::FactUsed;
use crate::model::ConditionKind;
use crate::refs::{PolicyRef, RuleRef, Text};

/// The result of a test. Only a person turns "needs ruling" into a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Holds under every open reading.
    Pass,
    /// Fails under every open reading.
    Fail,
    /// A fact is missing, readings diverge, an edge day is met, or the rule is soft.
    NeedsRuling,
}

/// The result of one condition under one set of readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingResult {
    /// The reading chosen for each open switch.
    pub reading: BTreeMap<String, String>,
    /// The result under it.
    pub outcome: Outcome,
}

/// The result of one condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConditionResult {
    /// The condition.
    pub rule: RuleRef,
    /// Its wording.
    pub text: Text,
    /// How it is established.
    pub kind: ConditionKind,
    /// The result.
    pub outcome: Outcome,
    /// Whether it counts for the overall result; what experts judge does not, nor a part of another
    /// condition, nor one that does not apply.
    pub counts: bool,
    /// Whether it applies to this application at all.
    #[serde(default = "applies", skip_serializing_if = "Clone::clone")]
    pub applies: bool,
    /// The condition it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// Whether a person may waive it with reasons (a rule "in principle").
    pub waivable: bool,
    /// The facts it rests on.
    pub facts: Vec<FactUsed>,
    /// Why the result is what it is.
    pub explanation: Text,
    /// What a reviewer should look at, such as a partner in Hong Kong that was counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Text>,
    /// Each reading's result, where they diverge.
    pub readings: Vec<ReadingResult>,
    /// The facts that are missing.
    pub missing_facts: Vec<String>,
    /// The documents that prove it and are not attached.
    pub missing_documents: Vec<String>,
    /// What would change the result.
    pub would_change: Option<Text>,
}

/// The result of all conditions of a category for one application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EligibilityReport {
    /// The version evaluated.
    pub policy: PolicyRef,
    /// The category.
    pub category: String,
    /// The reference date of look-backs, normally the call's closing date.
    pub reference: Date,
    /// The day the guide was published, for look-backs that count from it, where it was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide_publication: Option<Date>,
    /// The worst result of the conditions that count: a fail, otherwise a ruling, otherwise a pass.
    pub overall: Outcome,
    /// Every condition of the category that concerns the host.
    pub conditions: Vec<ConditionResult>,
}

fn applies() -> bool {
    true
}

impl EligibilityReport {
    /// The result of a condition by its id.
    pub fn condition(&self, rule: &str) -> Option<&ConditionResult> {
        self.conditions.iter().find(|condition| condition.rule.rule == rule)
    }

    /// The conditions with a result.
    pub fn with_outcome(&self, outcome: Outcome) -> impl Iterator<Item = &ConditionResult> {
        self.conditions.iter().filter(move |condition| condition.counts && condition.outcome == outcome)
    }
}
