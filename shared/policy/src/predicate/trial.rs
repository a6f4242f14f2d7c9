//! One evaluation of a predicate under one set of readings.
//!
//! Owns the walk over a predicate. Single facts are tested in `leaf`, lists in `items` and `measures`, the
//! R&D share in `intensity`.

use guohe_clock::Date;

use super::explain;
use super::language::{Predicate, ReadingCase};
use super::leaf::Group;
use super::notes::Notes;
use super::op::Op;
use super::readings::{EDGE_DAY, Reading};
use super::references::References;
use super::truth::Truth;
use super::wording;
use crate::deadline::LookBack;
use crate::error::PolicyError;
use crate::form::Facts;
use crate::model::{Condition, ConditionKind, Pack};
use crate::timing::TimedRule;

/// Deepest chain of conditions that name each other; the loader refuses cycles, this bounds stored packs.
const MAX_CHAIN: usize = 8;

/// One evaluation under one set of readings.
pub(super) struct Trial<'a> {
    pub(super) pack: &'a Pack,
    pub(super) facts: &'a Facts,
    pub(super) references: References,
    pub(super) reading: &'a Reading,
    pub(super) notes: Notes,
    pub(super) chain: usize,
}

impl<'a> Trial<'a> {
    /// A trial that has noted nothing yet.
    pub(super) fn new(
        pack: &'a Pack,
        facts: &'a Facts,
        references: References,
        reading: &'a Reading,
    ) -> Self {
        Self { pack, facts, references, reading, notes: Notes::default(), chain: 0 }
    }

    /// Evaluates a predicate; every part is evaluated, so that the explanation is complete.
    pub(super) fn predicate(&mut self, predicate: &Predicate) -> Result<Truth, PolicyError> {
        let form = Group::form(self.facts);
        match predicate {
            Predicate::All(parts) => Ok(Truth::all(self.parts(parts)?)),
            Predicate::Any(parts) => Ok(Truth::any(self.parts(parts)?)),
            Predicate::Not(inner) => Ok(self.predicate(inner)?.negate()),
            Predicate::AtLeast { number, of } => self.at_least(*number, of),
            Predicate::IfThen { when, then } => self.if_then(when, then),
            Predicate::Met(condition) => self.met(condition),
            Predicate::Compare { path, op, value } => {
                let truth = self.compare_in(&form, path, *op, value);
                self.notes.say(explain::compared(path, self.facts.get(path), *op, value, truth));
                Ok(truth)
            }
            Predicate::OpenList { path, values } => Ok(self.open_list(path, values)),
            Predicate::InCodeList { path, list } => self.in_code_list(path, list),
            Predicate::NotNull { path } => Ok(self.not_null(path)),
            Predicate::Includes { list, field, values } => Ok(self.includes(list, field.as_deref(), values)),
            Predicate::Member { path, of } => Ok(self.member(&form, path, of)),
            Predicate::Overseas { path } => Ok(self.overseas(&form, path)),
            Predicate::Elapsed { since, rule } => self.elapsed(since, rule),
            Predicate::Before { path, rule } => self.before(&form, path, rule),
            Predicate::Count { list, filter, op, value } => self.count(list, filter.as_ref(), *op, *value),
            Predicate::CountDistinct { list, field, filter, op, value } => {
                self.count_distinct((list, field), filter.as_ref(), *op, *value)
            }
            Predicate::Sum { list, field, filter, op, value, show_total } => {
                self.sum((list, field), filter.as_ref(), *op, *value, *show_total)
            }
            Predicate::Share { .. } => self.share(predicate),
            Predicate::Yearly { .. } => self.yearly(predicate),
            Predicate::Intensity { .. } => self.intensity(predicate),
            Predicate::ByReading { switch, cases } => self.by_reading(switch, cases),
            Predicate::NotStated(reason) => {
                self.notes.say(reason.clone());
                Ok(Truth::Unknown)
            }
        }
    }

    fn parts(&mut self, parts: &[Predicate]) -> Result<Vec<Truth>, PolicyError> {
        parts.iter().map(|part| self.predicate(part)).collect()
    }

    fn at_least(&mut self, number: usize, of: &[Predicate]) -> Result<Truth, PolicyError> {
        let truths = self.parts(of)?;
        let count = |wanted: Truth| truths.iter().filter(|truth| **truth == wanted).count() as u64;
        let (sure, open) = (count(Truth::True), count(Truth::Unknown));
        self.notes.say(wording::at_least(of.len(), (sure, open), number));
        Ok(Truth::of_range(Op::AtLeast, sure, sure + open, number as u64))
    }

    /// Where the first test fails there is nothing to test, and nothing is missed.
    fn if_then(&mut self, when: &Predicate, then: &Predicate) -> Result<Truth, PolicyError> {
        let applies = self.predicate(when)?;
        if applies == Truth::False {
            self.notes.say(wording::nothing_to_test());
            return Ok(Truth::True);
        }
        let missed = self.notes.missing.len();
        let truth = Truth::any([applies.negate(), self.predicate(then)?]);
        if truth == Truth::True {
            self.notes.missing.truncate(missed);
        }
        Ok(truth)
    }

    /// Whether another condition's test is met; documents that are attached prove theirs.
    fn met(&mut self, id: &str) -> Result<Truth, PolicyError> {
        let condition = self.pack.condition(id).ok_or_else(|| self.pack.unknown("condition", id))?;
        if self.chain == MAX_CHAIN {
            return Ok(Truth::Unknown);
        }
        self.chain += 1;
        let truth = match (condition.kind, &condition.check) {
            (ConditionKind::Fields, Some(check)) => self.predicate(check),
            (ConditionKind::Document, _) => Ok(self.attached(condition)),
            _ => Ok(Truth::Unknown),
        };
        self.chain -= 1;
        let truth = truth?;
        self.notes.say(wording::met(condition, truth));
        Ok(truth)
    }

    fn attached(&mut self, condition: &Condition) -> Truth {
        let attached = self.facts.attached_kinds();
        let lacking = condition.evidence.iter().filter(|kind| !attached.contains(&kind.as_str()));
        let mut truth = Truth::True;
        for kind in lacking {
            self.notes.miss(&format!("attachments[{kind}]"));
            truth = Truth::Unknown;
        }
        truth
    }

    /// The case of the reading at hand; a reading without a case is unknown.
    fn by_reading(&mut self, switch: &str, cases: &[ReadingCase]) -> Result<Truth, PolicyError> {
        let chosen = self.reading.get(switch);
        match cases.iter().find(|case| Some(&case.option) == chosen) {
            Some(case) => self.predicate(&case.check),
            None => Ok(Truth::Unknown),
        }
    }

    /// The reading of a switch at hand; a switch for one rule, named `<switch>.<rule>`, goes before the
    /// general one.
    pub(super) fn chosen(&self, switch: &str, rule: &str) -> Option<&str> {
        let own = self.reading.get(&format!("{switch}.{rule}"));
        own.or_else(|| self.reading.get(switch)).map(String::as_str)
    }

    /// A timed rule by its id.
    pub(super) fn timed(&self, rule: &str) -> Result<&'a TimedRule, PolicyError> {
        self.pack.timed_rule_by_id(rule).ok_or_else(|| self.pack.unknown("timed rule", rule))
    }

    /// The day a timed rule counts from; noted as missing where nobody stated it.
    pub(super) fn reference_of(&mut self, rule: &TimedRule) -> Option<Date> {
        let day = self.references.of(rule, self.pack);
        if day.is_none() {
            self.notes.miss("call.guide_publication_date");
            self.notes.say(wording::no_guide_date());
        }
        day
    }

    /// The look-back of a timed rule under the reading at hand: without its edge days, it is a day shorter
    /// at both ends. Nothing where the day it ends on is not known.
    pub(super) fn window(&mut self, rule: &str) -> Result<Option<LookBack>, PolicyError> {
        let timed = self.timed(rule)?;
        let Some(reference) = self.reference_of(timed) else { return Ok(None) };
        let window = timed.window(reference)?;
        if self.chosen(EDGE_DAY, rule) != Some("exclusive") {
            return Ok(Some(window));
        }
        let from = window.from.succ_opt().unwrap_or(window.from);
        let to = window.to.pred_opt().unwrap_or(window.to);
        Ok(Some(LookBack { from, to }))
    }
}
