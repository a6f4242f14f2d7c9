//! The explanation that is stored with a decision against an application.
//!
//! Owns what of an explanation is kept: the conditions that do not pass with what is lacking and from which day, the
//! ban, the review's result, the earliest day to apply again. The form itself is a document, named by its hash; the
//! passed conditions stand in the case's report. It is made from what the case has recorded, so that it tells what
//! the decision rested on and nothing that became known later.

use guohe_clock::Date;
use guohe_policy::{Earliest, Outcome, PolicyRef, RuleRef, Text};
use serde::{Deserialize, Serialize};

use crate::application::{ApplicationState, Ban};

/// What a decision against an application rested on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionExplanation {
    /// The version it was decided under; none where none was in force.
    pub policy: Option<PolicyRef>,
    /// SHA-256 of the form examined.
    pub form_sha256: String,
    /// Result of the conditions at the last submission; none where they were never tested.
    pub overall: Option<Outcome>,
    /// The conditions that count and did not pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<UnmetCondition>,
    /// The ban it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ban: Option<Ban>,
    /// The review's result, hundredths of a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_hundredths: Option<u32>,
    /// The earliest day to apply again, as far as time alone can bring it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Earliest>,
}

/// A condition that did not pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnmetCondition {
    /// The condition.
    pub rule: RuleRef,
    /// Its wording.
    pub text: Text,
    /// Failed, or open.
    pub outcome: Outcome,
    /// Why.
    pub explanation: Text,
    /// What was lacking, in numbers and facts, and in which time it is met by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// The pack's advice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_change: Option<Text>,
}

/// What a condition lacks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// In numbers and facts, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<Text>,
    /// First later day on which it would pass with the same facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes_from: Option<Date>,
}

impl DecisionExplanation {
    /// What the case has recorded, with a ban where the decision rests on one.
    pub(crate) fn of(state: &ApplicationState, ban: Option<&Ban>) -> Self {
        let report = state.report.as_ref();
        let unmet = |report: &crate::Report| {
            let counting = report.eligibility.conditions.iter();
            let unmet = counting.filter(|condition| condition.counts && condition.outcome != Outcome::Pass);
            unmet
                .map(|condition| UnmetCondition {
                    rule: condition.rule.clone(),
                    text: condition.text.clone(),
                    outcome: condition.outcome,
                    explanation: condition.explanation.clone(),
                    gap: report.gaps.get(&condition.rule.rule).cloned(),
                    would_change: condition.would_change.clone(),
                })
                .collect()
        };
        Self {
            policy: state.policy.clone(),
            form_sha256: state.form.as_ref().map(|form| form.sha256.clone()).unwrap_or_default(),
            overall: report.map(|report| report.eligibility.overall),
            conditions: report.map(unmet).unwrap_or_default(),
            ban: ban.cloned(),
            score_hundredths: state.score_hundredths,
            earliest: report.and_then(|report| report.earliest.clone()),
        }
    }
}
