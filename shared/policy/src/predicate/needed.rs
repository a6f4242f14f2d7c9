//! What is lacking for a condition to pass, in numbers and facts.
//!
//! Owns the search for the gap: how many more, how much more, which field. It tries the test with other numbers
//! instead of repeating its arithmetic, so that it can never say something the test does not. Never advises: the
//! pack's own advice stands beside it.

use rust_decimal::Decimal;

use super::explain::label;
use super::language::Predicate;
use super::op::Op;
use super::references::References;
use super::report::Outcome;
use crate::error::PolicyError;
use crate::form::{Facts, amount_at, element_path};
use crate::model::{Condition, ConditionKind, Pack, Strength};
use crate::refs::Text;

/// Most parts told of one condition.
const MOST_PARTS: usize = 6;

impl Pack {
    /// What is lacking; nothing where it cannot be told in numbers.
    pub(crate) fn needed(
        &self,
        condition: &Condition,
        facts: &Facts,
        references: References,
    ) -> Result<Option<Text>, PolicyError> {
        let (ConditionKind::Fields, Some(check)) = (condition.kind, &condition.check) else {
            return Ok(None);
        };
        Gap { pack: self, condition, facts, references }.of(check)
    }
}

struct Gap<'a> {
    pack: &'a Pack,
    condition: &'a Condition,
    facts: &'a Facts,
    references: References,
}

impl Gap<'_> {
    /// The outcome of a part of the condition by itself.
    fn outcome(&self, check: &Predicate) -> Result<Outcome, PolicyError> {
        let part = Condition {
            check: Some(check.clone()),
            strength: Strength::Must,
            hosts: Vec::new(),
            // Whether the condition applies was settled for the whole.
            when: None,
            ..self.condition.clone()
        };
        Ok(self.pack.test(&part, self.facts, self.references)?.outcome)
    }

    fn of(&self, check: &Predicate) -> Result<Option<Text>, PolicyError> {
        if self.outcome(check)? == Outcome::Pass {
            return Ok(None);
        }
        match check {
            Predicate::All(parts) => self.joined(parts, ("", "；"), ("", "; ")),
            Predicate::Any(parts) => self.joined(parts, ("以下任一：", "；或"), ("any one of: ", "; or ")),
            Predicate::ByReading { cases, .. } => {
                let checks: Vec<Predicate> = cases.iter().map(|case| case.check.clone()).collect();
                self.joined(&checks, ("（依读法）", "；或"), ("(by the reading) ", "; or "))
            }
            Predicate::IfThen { then, .. } => self.of(then),
            Predicate::AtLeast { number, of } => {
                let met = of.iter().map(|part| self.outcome(part)).collect::<Result<Vec<_>, _>>()?;
                let more = number.saturating_sub(met.iter().filter(|met| **met == Outcome::Pass).count());
                let (zh, en) = (format!("以下再满足{more}项："), format!("{more} more of these: "));
                self.joined(of, (&zh, "；"), (&en, "; "))
            }
            Predicate::Count { list, op: Op::AtLeast, value, .. } => {
                self.more(check, &label(list), *value, |check, count| {
                    if let Predicate::Count { value, .. } = check {
                        *value = count;
                    }
                })
            }
            Predicate::CountDistinct { list, field, op: Op::AtLeast, value, .. } => {
                let name = label(&format!("{}.{field}", element_path(list)));
                self.more(check, &name, *value, |check, count| {
                    if let Predicate::CountDistinct { value, .. } = check {
                        *value = count;
                    }
                })
            }
            Predicate::Intensity { .. } => Ok(self.shortage(check)),
            other => {
                let test = self.pack.test_in_words(other);
                Ok(Some(Text::new(format!("须{}", test.zh), test.en.clone())))
            }
        }
    }

    /// How many more of something are needed: the test is tried with every smaller number.
    fn more(
        &self,
        check: &Predicate,
        name: &Text,
        wanted: u64,
        set: impl Fn(&mut Predicate, u64),
    ) -> Result<Option<Text>, PolicyError> {
        let mut having = 0;
        while having < wanted {
            let mut smaller = check.clone();
            set(&mut smaller, having + 1);
            if self.outcome(&smaller)? != Outcome::Pass {
                break;
            }
            having += 1;
        }
        let (more, test) = (wanted - having, self.pack.test_in_words(check));
        Ok(Some(Text::new(
            format!("还需{more}项{}（{}；现有{having}项）", name.zh, test.zh),
            format!("{more} more of {} ({}; there are {having})", name.en, test.en),
        )))
    }

    fn joined(
        &self,
        parts: &[Predicate],
        zh: (&str, &str),
        en: (&str, &str),
    ) -> Result<Option<Text>, PolicyError> {
        let mut gaps: Vec<Text> = Vec::new();
        for part in parts {
            if let Some(gap) = self.of(part)?.filter(|gap| !gaps.contains(gap)) {
                gaps.push(gap);
            }
        }
        gaps.truncate(MOST_PARTS);
        if gaps.is_empty() {
            return Ok(None);
        }
        let (chinese, english): (Vec<String>, Vec<String>) =
            gaps.into_iter().map(|gap| (gap.zh, gap.en)).unzip();
        Ok(Some(Text::new(
            format!("{}{}", zh.0, chinese.join(zh.1)),
            format!("{}{}", en.0, english.join(en.1)),
        )))
    }

    /// By how much the years' R&D falls short of the share, with the same revenue.
    fn shortage(&self, check: &Predicate) -> Option<Text> {
        let Predicate::Intensity { list, year, part, whole, rule, table, .. } = check else { return None };
        let timed = self.pack.timed_rule_by_id(rule)?;
        let window = timed.window(self.references.of(timed, self.pack)?).ok()?;
        let years = chrono::Datelike::year(&window.from)..=chrono::Datelike::year(&window.to);
        let (mut parts, mut wholes, mut latest) = (Decimal::ZERO, Decimal::ZERO, (i32::MIN, Decimal::ZERO));
        for element in self.facts.list(list)? {
            let number = element.get(year).and_then(serde_json::Value::as_i64)?;
            let number = i32::try_from(number).ok()?;
            if years.contains(&number) {
                let (one, other) = (amount_at(element, part)?, amount_at(element, whole)?);
                (parts, wholes) = (parts.checked_add(one)?, wholes.checked_add(other)?);
                latest = latest.max((number, other));
            }
        }
        let floor = self.pack.table(table)?.tier_for(latest.1)?.at_least.checked_mul(wholes)?;
        let short = (floor - parts).round_dp(2).normalize();
        if short <= Decimal::ZERO {
            return None;
        }
        let name = label(&format!("{}.{part}", element_path(list)));
        Some(Text::new(
            format!("收入不变时，{}合计还差{short}元（现为{parts}元，须达{}元）", name.zh, floor.normalize()),
            format!(
                "with the same revenue, {} falls short by {short} CNY (it is {parts}, needs {})",
                name.en,
                floor.normalize()
            ),
        ))
    }
}
