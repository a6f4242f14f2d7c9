//! The report on a case's conditions, cut to what a state can keep.

use std::collections::BTreeMap;

use guohe_policy::{
    ConditionExplained, ConditionResult, Earliest, EligibilityReport, Explanation, Outcome, RuleRef,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::explained::Gap;

/// Facts kept of one condition.
const MOST_FACTS: usize = 12;
/// Longest fact kept, in characters of its JSON.
const LONGEST_FACT_CHARS: usize = 120;
/// Readings and missing things kept of one condition.
const MOST_ENTRIES: usize = 24;

/// The result of every condition of a category for one application, as it is kept with the case. Whole where it
/// matters (rule, result, explanation, what would change it); lists of facts are cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The report.
    pub eligibility: EligibilityReport,
    /// How many facts were left out, by rule id.
    #[serde(default)]
    pub facts_left_out: BTreeMap<String, u32>,
    /// What conditions that do not pass lack, by rule id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gaps: BTreeMap<String, Gap>,
    /// The earliest day to apply again; none where nothing failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Earliest>,
}

impl Report {
    /// Cuts an explanation to what is kept.
    pub(crate) fn keep(explanation: Explanation) -> Self {
        let Explanation { policy, category, reference, guide_publication, conditions, earliest, .. } =
            explanation;
        let gaps = conditions.iter().filter_map(gap).collect();
        let conditions: Vec<ConditionResult> = conditions.into_iter().map(|one| one.result).collect();
        let overall = overall(&conditions);
        let eligibility =
            EligibilityReport { policy, category, reference, guide_publication, overall, conditions };
        let earliest = (!earliest.text.zh.is_empty()).then_some(earliest);
        Self { gaps, earliest, ..Self::cut(eligibility) }
    }

    fn cut(mut eligibility: EligibilityReport) -> Self {
        let mut facts_left_out = BTreeMap::new();
        for condition in &mut eligibility.conditions {
            let more = condition.facts.len().saturating_sub(MOST_FACTS);
            if more > 0 {
                facts_left_out.insert(condition.rule.rule.clone(), u32::try_from(more).unwrap_or(u32::MAX));
            }
            condition.facts.truncate(MOST_FACTS);
            condition.readings.truncate(MOST_ENTRIES);
            condition.missing_facts.truncate(MOST_ENTRIES);
            condition.missing_documents.truncate(MOST_ENTRIES);
            for fact in &mut condition.facts {
                let shown = fact.value.to_string();
                if shown.chars().count() > LONGEST_FACT_CHARS {
                    let cut: String = shown.chars().take(LONGEST_FACT_CHARS).collect();
                    fact.value = Value::String(format!("{cut}…"));
                }
            }
        }
        Self { eligibility, facts_left_out, gaps: BTreeMap::new(), earliest: None }
    }

    /// Conditions that fail under every reading and that nobody may waive.
    pub(crate) fn failed(&self) -> Vec<RuleRef> {
        self.pick(|condition| condition.outcome == Outcome::Fail && !condition.waivable)
    }

    /// Conditions on which an official has to rule: open ones, and rules "in principle" that fail.
    pub(crate) fn open(&self) -> Vec<RuleRef> {
        self.pick(|condition| {
            condition.outcome == Outcome::NeedsRuling
                || (condition.outcome == Outcome::Fail && condition.waivable)
        })
    }

    fn pick(&self, wanted: fn(&ConditionResult) -> bool) -> Vec<RuleRef> {
        let counting = self.eligibility.conditions.iter().filter(|condition| condition.counts);
        counting.filter(|condition| wanted(condition)).map(|condition| condition.rule.clone()).collect()
    }
}

/// What a condition lacks, by its rule id.
fn gap(explained: &ConditionExplained) -> Option<(String, Gap)> {
    let ConditionExplained { result, needed, passes_from } = explained;
    let told = needed.is_some() || passes_from.is_some();
    told.then(|| (result.rule.rule.clone(), Gap { needed: needed.clone(), passes_from: *passes_from }))
}

/// The worst result of the conditions that count, whatever else stands against the case.
fn overall(conditions: &[ConditionResult]) -> Outcome {
    let counts = |outcome: Outcome| conditions.iter().any(|one| one.counts && one.outcome == outcome);
    if counts(Outcome::Fail) {
        return Outcome::Fail;
    }
    if counts(Outcome::NeedsRuling) || !counts(Outcome::Pass) { Outcome::NeedsRuling } else { Outcome::Pass }
}
