//! Grounds of cancellation and ways out without one.
//!
//! Owns grounds with their bans. Every cancellation is a person's decision after a fair procedure
//! (rules.md 0b.16).

use serde::{Deserialize, Serialize};

use crate::period::Period;
use crate::refs::{RuleRef, Text};

/// A ground on which a base is cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// What workflows ask for it by; none where only a person names the ground.
    #[serde(default)]
    pub purpose: Option<GroundPurpose>,
    /// How long the institution may not apply again; none where the text gives no length.
    #[serde(default)]
    pub exclusion: Option<Period>,
    /// True where the facts follow from recorded results; a person still decides.
    #[serde(default)]
    pub derivable: bool,
    /// True where a person must find that there was no just cause.
    #[serde(default)]
    pub needs_no_cause: bool,
    /// A remark on the reading, shown to whoever decides.
    #[serde(default)]
    pub note: Option<Text>,
    /// The ambiguities that concern it.
    #[serde(default)]
    pub ambiguities: Vec<String>,
}

/// The purposes by which workflows ask for a ground, whatever its id in a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroundPurpose {
    /// False information in an application or an evaluation.
    FalseInformation,
    /// Absent from an evaluation.
    EvaluationAbsence,
    /// Leaves an evaluation midway.
    EvaluationExit,
    /// Fails the evaluation after rectification.
    FailedReEvaluation,
    /// Conceals a change that had to be filed.
    ConcealedChange,
}

impl Ground {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }
}

/// A way out of the regime that is no cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitRule {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// What opens it.
    pub trigger: ExitTrigger,
}

/// What opens an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitTrigger {
    /// The ministry recognised the base; it leaves on the document's date.
    NationalRecognition,
    /// The host asks and the department agrees.
    HostRequest,
}
