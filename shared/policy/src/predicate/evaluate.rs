//! Tests an application against a category's conditions.
//!
//! Owns the merge of trials into outcomes, soft rules, documents, and the overall result. Only a person
//! turns "needs ruling" into a decision.

use super::language::Predicate;
use super::notes::Notes;
use super::readings::{combinations, diverging};
use super::references::References;
use super::report::{ConditionResult, EligibilityReport, Outcome, ReadingResult};
use super::trial::Trial;
use super::truth::Truth;
use super::{explain, wording};
use crate::error::PolicyError;
use crate::form::Facts;
use crate::model::{Condition, ConditionKind, Pack, SwitchValue};
use crate::refs::Text;

/// What the trials of a predicate come to together.
struct Decided {
    outcome: Outcome,
    readings: Vec<ReadingResult>,
    notes: Notes,
}

impl Pack {
    /// Tests an application against every condition of a category that concerns its host. `references` are
    /// the days look-backs end on; a plain date is the call's closing date. Under a draft or
    /// historical pack every result needs a ruling.
    pub fn evaluate(
        &self,
        category: &str,
        facts: &Facts,
        references: impl Into<References>,
    ) -> Result<EligibilityReport, PolicyError> {
        let references = references.into();
        self.require_category(category)?;
        let concerned = self.conditions.iter().filter(|condition| {
            condition.concerns(category) && condition.concerns_host(facts.host_kind()) != Some(false)
        });
        let conditions: Vec<ConditionResult> =
            concerned.map(|condition| self.test(condition, facts, references)).collect::<Result<_, _>>()?;
        Ok(EligibilityReport {
            policy: self.reference(),
            category: category.to_owned(),
            reference: references.call_close,
            guide_publication: references.guide_publication,
            overall: overall(&conditions),
            conditions,
        })
    }

    /// Tests one condition.
    pub(crate) fn test(
        &self,
        condition: &Condition,
        facts: &Facts,
        references: impl Into<References>,
    ) -> Result<ConditionResult, PolicyError> {
        let references = references.into();
        let mut result = blank(condition, facts);
        let applies = match &condition.when {
            Some(when) => Some(self.decide(when, facts, references)?),
            None => None,
        };
        if let Some(Decided { outcome: Outcome::Fail, notes, .. }) = applies {
            not_applicable(notes, &mut result);
        } else {
            match (condition.kind, &condition.check) {
                (ConditionKind::Fields, Some(check)) => {
                    let decided = self.decide(check, facts, references)?;
                    self.take_over(decided, &mut result);
                }
                (ConditionKind::Document, _) => test_documents(condition, &mut result),
                (ConditionKind::Judgement, _) => {
                    result.explanation = Text::new("由专家评判", "left to the experts");
                }
                (ConditionKind::Information, _) => result.outcome = Outcome::Pass,
                (ConditionKind::Fields, None) => {}
            }
            if let Some(Decided { outcome: Outcome::NeedsRuling, notes, .. }) = applies {
                maybe_applicable(notes, &mut result);
            }
        }
        self.soften(condition, facts, &mut result);
        if result.counts && result.outcome != Outcome::Pass {
            result.would_change =
                explain::remedy(self, condition, &result.missing_facts, &result.missing_documents);
        }
        Ok(result)
    }

    /// Evaluates a predicate under every open reading and merges what comes out.
    fn decide(
        &self,
        check: &Predicate,
        facts: &Facts,
        references: References,
    ) -> Result<Decided, PolicyError> {
        let mut results = Vec::new();
        let mut notes = Notes::default();
        for reading in combinations(self, check) {
            let mut trial = Trial::new(self, facts, references, &reading);
            let truth = trial.predicate(check)?;
            notes.absorb(trial.notes);
            results.push((reading, outcome(truth)));
        }
        let first = results[0].1;
        let agreed = results.iter().all(|(_, outcome)| *outcome == first);
        let outcome = if agreed { first } else { Outcome::NeedsRuling };
        let readings = if agreed { Vec::new() } else { diverging(results) };
        Ok(Decided { outcome, readings, notes })
    }

    fn take_over(&self, decided: Decided, result: &mut ConditionResult) {
        let Decided { outcome, readings, notes } = decided;
        result.outcome = outcome;
        result.readings = readings;
        result.facts = notes.facts;
        result.missing_facts = if outcome == Outcome::NeedsRuling { notes.missing } else { Vec::new() };
        for sentence in &notes.said {
            result.explanation.push(sentence);
        }
        for flag in &notes.flags {
            result.explanation.push(flag);
        }
        result.flags = notes.flags;
        if !result.readings.is_empty() {
            result.explanation.push(&explain::readings(self, &result.readings));
        }
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
                    result.explanation.push(&wording::waiver(condition.strength));
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
        applies: true,
        part_of: condition.part_of.clone(),
        waivable: false,
        facts: Vec::new(),
        explanation: Text::default(),
        flags: Vec::new(),
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

/// A condition whose occasion does not arise: shown, and no obstacle.
fn not_applicable(notes: Notes, result: &mut ConditionResult) {
    result.outcome = Outcome::Pass;
    result.applies = false;
    result.counts = false;
    result.facts = notes.facts;
    result.missing_documents.clear();
    result.explanation = wording::not_applicable();
    for sentence in &notes.said {
        result.explanation.push(sentence);
    }
}

/// A condition of which it is open whether it applies: met it stays met, otherwise a person rules.
fn maybe_applicable(notes: Notes, result: &mut ConditionResult) {
    if result.outcome == Outcome::Pass {
        return;
    }
    result.outcome = Outcome::NeedsRuling;
    result.missing_facts.extend(notes.missing);
    result.explanation.push(&wording::maybe_applicable());
    for sentence in &notes.said {
        result.explanation.push(sentence);
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
