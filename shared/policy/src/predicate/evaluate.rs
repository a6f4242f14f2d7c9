//! Tests an application against a category's conditions.
//!
//! Owns the merge of trials into outcomes, soft rules, documents, and the overall result. Only a person
//! turns "needs ruling" into a decision.

use guohe_clock::Date;

use super::explain;
use super::language::Predicate;
use super::readings::{combinations, diverging};
use super::report::{ConditionResult, EligibilityReport, Outcome};
use super::trial::{Notes, Trial};
use super::truth::Truth;
use crate::error::PolicyError;
use crate::form::Facts;
use crate::model::{Condition, ConditionKind, Pack, SwitchValue};
use crate::refs::Text;

impl Pack {
    /// Tests an application against every condition of a category that concerns its host. `reference` is
    /// the day look-backs end on, normally the call's closing date. Under a draft or historical pack
    /// every result needs a ruling.
    pub fn evaluate(
        &self,
        category: &str,
        facts: &Facts,
        reference: Date,
    ) -> Result<EligibilityReport, PolicyError> {
        self.require_category(category)?;
        let concerned = self.conditions.iter().filter(|condition| {
            condition.concerns(category) && condition.concerns_host(facts.host_kind()) != Some(false)
        });
        let conditions: Vec<ConditionResult> =
            concerned.map(|condition| self.test(condition, facts, reference)).collect::<Result<_, _>>()?;
        Ok(EligibilityReport {
            policy: self.reference(),
            category: category.to_owned(),
            reference,
            overall: overall(&conditions),
            conditions,
        })
    }

    /// Tests one condition.
    pub(crate) fn test(
        &self,
        condition: &Condition,
        facts: &Facts,
        reference: Date,
    ) -> Result<ConditionResult, PolicyError> {
        let mut result = blank(condition, facts);
        match (condition.kind, &condition.check) {
            (ConditionKind::Fields, Some(check)) => {
                self.test_fields(check, facts, reference, &mut result)?;
            }
            (ConditionKind::Document, _) => test_documents(condition, &mut result),
            (ConditionKind::Judgement, _) => {
                result.explanation = Text::new("由专家评判", "left to the experts");
            }
            (ConditionKind::Information, _) => result.outcome = Outcome::Pass,
            (ConditionKind::Fields, None) => {}
        }
        self.soften(condition, facts, &mut result);
        if result.counts && result.outcome != Outcome::Pass {
            result.would_change =
                explain::remedy(self, condition, &result.missing_facts, &result.missing_documents);
        }
        Ok(result)
    }

    /// Evaluates the predicate under every open reading and merges what comes out.
    fn test_fields(
        &self,
        check: &Predicate,
        facts: &Facts,
        reference: Date,
        result: &mut ConditionResult,
    ) -> Result<(), PolicyError> {
        let mut results = Vec::new();
        let mut notes = Notes::default();
        for reading in combinations(self, check) {
            let mut trial =
                Trial { pack: self, facts, reference, reading: &reading, notes: Notes::default() };
            let truth = trial.predicate(check)?;
            absorb(&mut notes, trial.notes);
            results.push((reading, outcome(truth)));
        }
        let first = results[0].1;
        let agreed = results.iter().all(|(_, outcome)| *outcome == first);
        result.outcome = if agreed { first } else { Outcome::NeedsRuling };
        result.readings = if agreed { Vec::new() } else { diverging(results) };
        result.facts = notes.facts;
        result.missing_facts =
            if result.outcome == Outcome::NeedsRuling { notes.missing } else { Vec::new() };
        for sentence in &notes.said {
            result.explanation.push(sentence);
        }
        if !result.readings.is_empty() {
            result.explanation.push(&explain::readings(self, &result.readings));
        }
        Ok(())
    }

    /// Soft rules never refuse, a pack that decides nothing leaves everything open, and a condition
    /// for some hosts is open where the kind of host is not known.
    fn soften(&self, condition: &Condition, facts: &Facts, result: &mut ConditionResult) {
        if !self.decides() {
            result.outcome = Outcome::NeedsRuling;
            result.explanation = Text::new("本版本不作判定", "this version decides nothing: unknown");
        }
        if condition.concerns_host(facts.host_kind()).is_none() {
            result.outcome = Outcome::NeedsRuling;
            result.missing_facts.push("org.kind".to_owned());
        }
        if condition.strength.is_soft() && result.outcome == Outcome::Fail {
            match self.switch("soft_rule_effect").and_then(SwitchValue::word) {
                Some("reject") => {}
                Some("ignore") => result.outcome = Outcome::Pass,
                _ => {
                    result.outcome = Outcome::NeedsRuling;
                    result.waivable = true;
                    result.explanation.push(&Text::new(
                        "“原则上”的条件不满足，可书面说明理由申请豁免",
                        "a rule \"in principle\" is not met; it may be waived with written reasons",
                    ));
                }
            }
        }
    }
}

fn blank(condition: &Condition, facts: &Facts) -> ConditionResult {
    let attached = facts.attached_kinds();
    let lacks = |kind: &&String| !attached.contains(&kind.as_str());
    ConditionResult {
        rule: condition.rule(),
        text: condition.text.clone(),
        kind: condition.kind,
        outcome: Outcome::NeedsRuling,
        counts: condition.part_of.is_none()
            && matches!(condition.kind, ConditionKind::Fields | ConditionKind::Document),
        waivable: false,
        facts: Vec::new(),
        explanation: Text::default(),
        readings: Vec::new(),
        missing_facts: Vec::new(),
        missing_documents: condition.evidence.iter().filter(lacks).cloned().collect(),
        would_change: None,
    }
}

/// A document that is attached proves its condition as far as the system can see; one that is missing
/// leaves it open.
fn test_documents(condition: &Condition, result: &mut ConditionResult) {
    let (lacking, needed) = (result.missing_documents.len(), condition.evidence.len());
    result.explanation = Text::new(
        format!("证明材料{needed}项，已附{}项", needed - lacking),
        format!("{} of {needed} documents attached", needed - lacking),
    );
    if lacking == 0 {
        result.outcome = Outcome::Pass;
        if condition.then_judgement {
            result.explanation.push(&Text::new("内容由专家评判", "their worth is left to the experts"));
        }
    }
}

fn absorb(notes: &mut Notes, more: Notes) {
    for fact in more.facts {
        notes.fact(&fact.path, fact.value);
    }
    for path in more.missing {
        notes.miss(&path);
    }
    for sentence in more.said {
        notes.say(sentence);
    }
}

fn outcome(truth: Truth) -> Outcome {
    match truth {
        Truth::True => Outcome::Pass,
        Truth::False => Outcome::Fail,
        Truth::Unknown => Outcome::NeedsRuling,
    }
}

/// The worst result of the conditions that count; nothing to count needs a ruling.
fn overall(conditions: &[ConditionResult]) -> Outcome {
    let counting: Vec<Outcome> =
        conditions.iter().filter(|result| result.counts).map(|result| result.outcome).collect();
    if counting.contains(&Outcome::Fail) {
        return Outcome::Fail;
    }
    if counting.is_empty() || counting.contains(&Outcome::NeedsRuling) {
        return Outcome::NeedsRuling;
    }
    Outcome::Pass
}
