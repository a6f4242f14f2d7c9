//! Grounds of cancellation and ways out without one.
//!
//! Owns grounds with their bans. Every cancellation is a person's decision after a fair procedure
//! (rules.md 0b.16).
//!
//! A field added since the first release is left out of the canonical form where it holds its default, so that packs
//! adopted before keep their digest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evaluation::{BaseMark, is_default};
use crate::period::Period;
use crate::refs::{RuleRef, Text};

/// A ground on which a base is cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// What must hold together, where the ground has more than one limb: a cancellation is proposed only once every
    /// one of them holds. Empty for a ground of one limb.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Limb>,
    /// A remark on the reading, shown to whoever decides.
    #[serde(default)]
    pub note: Option<Text>,
    /// The ambiguities that concern it.
    #[serde(default)]
    pub ambiguities: Vec<String>,
}

/// One limb of a ground that has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limb {
    /// The base carries this mark (M11-X-1: a base under notice).
    Mark(BaseMark),
    /// A change at the base was not applied for in time (Z26-X-5).
    LateChange,
    /// A person finds this, and says on which facts.
    Finding(FindingLimb),
}

/// A limb that a person has to find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingLimb {
    /// A stable code, such as `operation_affected`.
    pub code: String,
    /// What has to be found.
    pub text: Text,
}

/// The purposes by which workflows ask for a ground, whatever its id in a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
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
    /// A yearly report was not filed in time without just cause (Z26-X-1a).
    LateReport,
    /// A change was not applied for in time, and the base's operation suffered (Z26-X-5).
    LateChange,
    /// A base under notice breaks discipline or rules seriously (M11-X-1).
    ViolationUnderNotice,
}

impl Ground {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }
}

/// A way out of the regime that is no cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Whether the base leaves by the event itself or once a person has ruled.
    #[serde(default, skip_serializing_if = "is_default")]
    pub effect: ExitEffect,
}

/// How a base leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitEffect {
    /// By the event itself (H26 Art. 17).
    #[default]
    Automatic,
    /// A person rules whether it leaves; until then it stays (Z26 Art. 24, A-38).
    Ruling,
}

impl ExitRule {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }
}

/// What opens an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitTrigger {
    /// The ministry recognised the base; it leaves on the document's date.
    NationalRecognition,
    /// The host asks and the department agrees; no ban follows.
    HostRequest,
}
