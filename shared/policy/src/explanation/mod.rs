//! What an applicant is told: every condition with its result, the facts used, the article, what would change it
//! and from which day.
//!
//! Owns the explanation as one value, which is shown, sent, stored with decisions and written into letters. It is
//! tentative by nature: only a person decides, and nothing here is filled in that a pack does not say.

mod later;
#[cfg(test)]
mod tests;

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use crate::deadline::Exclusion;
use crate::error::PolicyError;
use crate::form::Facts;
use crate::model::{Condition, Pack, RequiredDocument};
use crate::predicate::{ConditionResult, Outcome, References};
use crate::refs::{PolicyRef, RuleRef, Text};

/// An application to be explained.
#[derive(Debug, Clone, Copy)]
pub struct Application<'a> {
    /// Category code.
    pub category: &'a str,
    /// The form.
    pub facts: &'a Facts,
    /// Beijing day on which it is lodged: bans are tested for it.
    pub lodged_on: Date,
    /// Day on which look-backs end, normally the call's closing day.
    pub reference: Date,
    /// Day the call's guide was published, for look-backs that count from it.
    pub guide_publication: Option<Date>,
    /// Bans of the host that are known.
    pub bans: &'a [Exclusion],
}

/// Everything an applicant is told about an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The version it was tested under.
    pub policy: PolicyRef,
    /// The measures' title.
    pub title: Text,
    /// The measures' number, where there is one.
    pub document_number: Option<String>,
    /// Category code.
    pub category: String,
    /// The category's name.
    pub category_name: Text,
    /// Beijing day of lodging.
    pub lodged_on: Date,
    /// Day on which look-backs end.
    pub reference: Date,
    /// Day the call's guide was published, where it was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide_publication: Option<Date>,
    /// The tentative outcome.
    pub overall: Outcome,
    /// The tentative outcome in words.
    pub verdict: Text,
    /// Bans on the host, running or not.
    pub bans: Vec<BanExplained>,
    /// Every condition of the category that concerns the host.
    pub conditions: Vec<ConditionExplained>,
    /// Documents still missing, with the rules they prove.
    pub missing_documents: Vec<RequiredDocument>,
    /// The earliest day to apply again with success, as far as time alone can bring it.
    pub earliest: Earliest,
}

/// One condition explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConditionExplained {
    /// Its result with facts, article and readings.
    pub result: ConditionResult,
    /// What is lacking, in numbers and facts, where that can be told.
    pub needed: Option<Text>,
    /// The first later day on which it would pass with the same facts.
    pub passes_from: Option<Date>,
}

/// A ban explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanExplained {
    /// The ban with its receipt.
    pub ban: Exclusion,
    /// Whether it covers the day of lodging.
    pub bars: bool,
}

/// The earliest day to apply again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earliest {
    /// The day from which nothing stands against it any more, with the same facts; none where time alone does
    /// not help, or where nothing stands against it.
    pub day: Option<Date>,
    /// A day before which it certainly cannot succeed, where there is one.
    pub not_before: Option<Date>,
    /// What only a change of facts can cure.
    pub needs_change: Vec<RuleRef>,
    /// In words; empty where nothing stands against it.
    pub text: Text,
}

impl Explanation {
    /// Conditions that fail and that nobody may waive.
    pub fn failed(&self) -> impl Iterator<Item = &ConditionExplained> {
        self.counting(Outcome::Fail)
    }

    /// Conditions a person has to rule on.
    pub fn open(&self) -> impl Iterator<Item = &ConditionExplained> {
        self.counting(Outcome::NeedsRuling)
    }

    fn counting(&self, outcome: Outcome) -> impl Iterator<Item = &ConditionExplained> {
        self.conditions
            .iter()
            .filter(move |explained| explained.result.counts && explained.result.outcome == outcome)
    }

    /// The ban that covers the day of lodging and ends last.
    pub fn barring(&self) -> Option<&BanExplained> {
        self.bans.iter().filter(|ban| ban.bars).max_by_key(|ban| ban.ban.last_banned)
    }
}

impl Pack {
    /// Explains an application. Nothing is decided: bans are those handed in, and documents are tested for being
    /// there, not for their worth.
    pub fn explain(&self, application: &Application<'_>) -> Result<Explanation, PolicyError> {
        let Application { category, facts, lodged_on, reference, guide_publication, bans } = *application;
        let references = References { call_close: reference, guide_publication };
        let category_name = self.require_category(category)?.name.clone();
        let report = self.evaluate(category, facts, references)?;
        let mut conditions = Vec::with_capacity(report.conditions.len());
        for result in report.conditions {
            conditions.push(self.explain_condition(result, facts, references)?);
        }
        let bans: Vec<BanExplained> =
            bans.iter().map(|ban| BanExplained { bars: ban.bans(lodged_on), ban: ban.clone() }).collect();
        let barred = bans.iter().any(|ban| ban.bars);
        let in_force = self.in_force_on(lodged_on);
        let overall = match report.overall {
            _ if !in_force => Outcome::NeedsRuling,
            _ if barred => Outcome::Fail,
            other => other,
        };
        let attached = facts.attached_kinds();
        let required = self.required_documents(category, facts.host_kind().unwrap_or_default());
        let missing = required.into_iter().filter(|document| !attached.contains(&document.kind.as_str()));
        let mut explanation = Explanation {
            policy: report.policy,
            title: self.identity.title.clone(),
            document_number: self.identity.document_number.clone(),
            category: category.to_owned(),
            category_name,
            lodged_on,
            reference,
            guide_publication,
            overall,
            verdict: Text::default(),
            bans,
            conditions,
            missing_documents: missing.collect(),
            earliest: Earliest {
                day: None,
                not_before: None,
                needs_change: Vec::new(),
                text: Text::default(),
            },
        };
        explanation.earliest = later::earliest(self, &explanation);
        explanation.verdict = verdict(self, &explanation, in_force);
        Ok(explanation)
    }

    fn explain_condition(
        &self,
        result: ConditionResult,
        facts: &Facts,
        references: References,
    ) -> Result<ConditionExplained, PolicyError> {
        let unsettled = result.counts && result.outcome != Outcome::Pass;
        let condition = self.condition(&result.rule.rule).filter(|_| unsettled && self.decides());
        let Some(condition) = condition else {
            return Ok(ConditionExplained { result, needed: None, passes_from: None });
        };
        let needed = self.needed(condition, facts, references)?;
        let passes_from = later::passes_from(self, condition, &result, facts, references)?;
        Ok(ConditionExplained { result, needed, passes_from })
    }

    /// Whether this version decides what is lodged on a day.
    fn in_force_on(&self, day: Date) -> bool {
        let ended = self.last_day().ok().flatten().is_some_and(|last| last < day);
        self.decides() && self.effective_from().is_some_and(|first| first <= day) && !ended
    }

    /// Tests a condition with other reference days.
    pub(crate) fn outcome_on(
        &self,
        condition: &Condition,
        facts: &Facts,
        references: impl Into<References>,
    ) -> Result<Outcome, PolicyError> {
        Ok(self.test(condition, facts, references)?.outcome)
    }
}

/// The tentative outcome in words.
fn verdict(pack: &Pack, explanation: &Explanation, in_force: bool) -> Text {
    let day = explanation.lodged_on;
    if !pack.decides() {
        return Text::new("未定：本文本不作判定。", "Unknown: this text decides nothing.");
    }
    if !in_force {
        return Text::new(
            format!("须裁量：本办法在{day}不是有效版本。"),
            format!("Needs a ruling: this version is not in force on {day}."),
        );
    }
    if let Some(BanExplained { ban, .. }) = explanation.barring() {
        return Text::new(
            format!("不予受理：依托单位的限制申报期至{}止，{}起可再申报。", ban.last_banned, ban.free_from),
            format!(
                "Barred: the host's ban lasts through {}; it may apply from {}.",
                ban.last_banned, ban.free_from
            ),
        );
    }
    let (failed, open) = (explanation.failed().count(), explanation.open().count());
    match explanation.overall {
        Outcome::Fail => Text::new(
            format!("不符合：{failed}项条件不满足，另有{open}项待定。"),
            format!("Does not meet the conditions: {failed} fail, {open} more are open."),
        ),
        Outcome::NeedsRuling => Text::new(
            format!("待定：{open}项条件须由省科技厅裁量或补充材料，没有不满足的条件。"),
            format!("Open: {open} conditions need a ruling or more evidence; none fails."),
        ),
        Outcome::Pass => Text::new(
            "可受理：由字段和材料检验的条件全部满足，其余由专家评判。",
            "May be accepted: every condition that fields and documents settle is met; experts judge the rest.",
        ),
    }
}
