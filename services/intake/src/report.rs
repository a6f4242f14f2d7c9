//! The report on a case's conditions, cut to what a state can keep.

use std::collections::BTreeMap;

use guohe_policy::{ConditionResult, EligibilityReport, Outcome, RuleRef};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
}

impl Report {
    /// Cuts a report to what is kept.
    pub(crate) fn keep(mut eligibility: EligibilityReport) -> Self {
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
        Self { eligibility, facts_left_out }
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
