//! Evaluation: grades and what follows from them.
//!
//! Owns the table. Never draws the consequence: a workflow opens the task, a person decides.

use serde::{Deserialize, Serialize};

use crate::refs::Text;

/// How bases are evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// The article on evaluation.
    pub article: String,
    /// Grades, best first.
    pub grades: Vec<Grade>,
    /// What follows.
    pub rules: Vec<EvaluationRule>,
}

/// A grade of the evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// A stable code: `excellent`, `qualified`, `unqualified`.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Whether the base goes on as before.
    pub passes: bool,
}

/// What follows from a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRule {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// The result it follows from.
    pub on: EvaluationEvent,
    /// What follows.
    pub then: Consequence,
    /// True where it follows from the text without being written there.
    #[serde(default)]
    pub implied: bool,
}

/// A result of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationEvent {
    /// A round gave this grade.
    Grade(String),
    /// The evaluation after rectification was failed.
    ReEvaluationFailed,
    /// The evaluation after rectification was passed.
    ReEvaluationPassed,
}

/// What follows from a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The base goes on and is supported more.
    MoreSupport,
    /// The base goes on.
    NormalOperation,
    /// The base must rectify within the period of the timed rule.
    Rectification,
    /// A cancellation on this ground is proposed to a person.
    ProposeCancellation(String),
}
