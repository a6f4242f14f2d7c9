//! Eligibility reports for the wire.

use guohe_api::{intake::v1 as proto, rule_refs, text};
use guohe_policy::{ConditionKind, ConditionResult, Outcome, RequiredDocument};

use super::convert::policy;
use crate::report::Report;

pub(super) fn outcome(outcome: Outcome) -> proto::Outcome {
    match outcome {
        Outcome::Pass => proto::Outcome::Pass,
        Outcome::Fail => proto::Outcome::Fail,
        Outcome::NeedsRuling => proto::Outcome::NeedsRuling,
    }
}

fn kind(kind: ConditionKind) -> &'static str {
    match kind {
        ConditionKind::Fields => "fields",
        ConditionKind::Document => "document",
        ConditionKind::Judgement => "judgement",
        ConditionKind::Information => "information",
    }
}

pub(super) fn report(report: &Report) -> proto::EligibilityReport {
    let eligibility = &report.eligibility;
    let left_out = |rule: &str| report.facts_left_out.get(rule).copied().unwrap_or_default();
    proto::EligibilityReport {
        policy: Some(policy(&eligibility.policy)),
        category: eligibility.category.clone(),
        reference: eligibility.reference.to_string(),
        overall: outcome(eligibility.overall) as i32,
        conditions: eligibility
            .conditions
            .iter()
            .map(|condition| self::condition(condition, left_out(&condition.rule.rule)))
            .collect(),
    }
}

pub(super) fn condition(condition: &ConditionResult, facts_left_out: u32) -> proto::ConditionResult {
    let facts = condition.facts.iter();
    proto::ConditionResult {
        rule: rule_refs(std::slice::from_ref(&condition.rule)).pop(),
        text: Some(text(&condition.text)),
        kind: kind(condition.kind).to_owned(),
        outcome: outcome(condition.outcome) as i32,
        counts: condition.counts,
        waivable: condition.waivable,
        facts: facts
            .map(|fact| proto::FactUsed { path: fact.path.clone(), value_json: fact.value.to_string() })
            .collect(),
        facts_left_out,
        explanation: Some(text(&condition.explanation)),
        readings: condition
            .readings
            .iter()
            .map(|reading| proto::ReadingResult {
                reading: reading.reading.clone(),
                outcome: outcome(reading.outcome) as i32,
            })
            .collect(),
        missing_facts: condition.missing_facts.clone(),
        missing_documents: condition.missing_documents.clone(),
        would_change: condition.would_change.as_ref().map(text),
    }
}

pub(super) fn document(document: &RequiredDocument) -> proto::RequiredDocument {
    proto::RequiredDocument {
        kind: document.kind.clone(),
        name: Some(text(&document.name)),
        rules: rule_refs(&document.rules),
    }
}
