//! Evaluation: grades, how a base is evaluated again after a failure, and what follows from a result.
//!
//! Owns the table. Never draws the consequence: a workflow opens the task, a person decides.
//!
//! A field added since the first release is left out of the canonical form where it holds its default, so that packs
//! adopted before keep their digest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refs::{RuleRef, Text};

/// How bases are evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// The article on evaluation.
    pub article: String,
    /// Grades, best first.
    pub grades: Vec<Grade>,
    /// When a base that failed is evaluated again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub re_evaluation: ReEvaluation,
    /// What follows.
    pub rules: Vec<EvaluationRule>,
}

/// A grade of the evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// A stable code: `excellent`, `qualified`, `unqualified`.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Whether the base goes on as before.
    pub passes: bool,
}

/// When a base that failed is evaluated again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReEvaluation {
    /// For itself, once the period of rectification is over (H26 Art. 15).
    #[default]
    AfterPeriod,
    /// In the next round, with the others; the limit for rectification is set by command (Z26 Art. 18).
    NextRound,
}

/// What follows from a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// A result of an evaluation. More than one may hold at once: a second excellent grade is a grade and a streak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationEvent {
    /// A round gave this grade.
    Grade(String),
    /// The evaluation after rectification was failed.
    ReEvaluationFailed,
    /// The evaluation after rectification was passed.
    ReEvaluationPassed,
    /// Any grade was published.
    AnyResult,
    /// The same grade in evaluations that follow one another.
    Streak(Streak),
    /// A base that carries a mark was given another grade than the one it rests on.
    MarkUnconfirmed(UnconfirmedMark),
    /// A person finds the results outstanding, beside any grade (M11 Art. 13).
    OutstandingResults,
}

/// The same grade several times running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Streak {
    /// The grade's code.
    pub grade: String,
    /// How many times running: 2 or more. The event holds whenever the streak is at least this long.
    pub length: u32,
    /// What has to follow one another.
    #[serde(default, skip_serializing_if = "is_default")]
    pub of: StreakUnit,
}

/// What a streak counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreakUnit {
    /// Results, however far apart; an evaluation without a result neither counts nor breaks it (Z26).
    #[default]
    Results,
    /// Calendar years of evaluation: a year without a result breaks it (M11: three years running).
    Years,
}

/// A mark whose grade was not given again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnconfirmedMark {
    /// The mark.
    pub mark: BaseMark,
    /// The grade it rests on.
    pub grade: String,
}

/// Marks a base carries beside its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BaseMark {
    /// A benchmark base (标杆型, Z26 Art. 18).
    Benchmark,
    /// Under public notice for its results (通报, M11 Art. 13).
    Notified,
}

/// What follows from a result. A rule has one; several rules may follow from one result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The base goes on and is supported more.
    MoreSupport,
    /// The base goes on.
    NormalOperation,
    /// The base must rectify. Where the timed rule of rectification is a period, that is its time; where it is a
    /// date given by command, an official sets the limit for each base.
    Rectification,
    /// A cancellation on this ground is proposed to a person.
    ProposeCancellation(String),
    /// The base becomes a benchmark base.
    Benchmark,
    /// A public notice of its results is proposed to a person, who issues it by a document.
    Notice,
    /// An official may commend it.
    Commendation,
    /// It stands on the list of subsidies; the amount is for other rules.
    SubsidyList,
    /// A person rules whether it keeps its mark; until then the mark stays.
    MarkRuling,
    /// The result is kept as a reference for later applications of the institution.
    Reference,
}

impl EvaluationRule {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
