//! A pack as it reads beside the measures: article by article, and what each provision becomes in the system.
//!
//! Owns the order of articles, the facets of a provision (what is tested, counted, set, proved) in words, and
//! the readings that concern it. Never decides anything and never adds to what a pack says: a section this
//! module does not know is shown with its wording only.

mod article;
mod becomes;
mod facets;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::model::{Pack, PackStatus, RuleEntry, RuleKind, Switch};
use crate::refs::{RuleRef, Text};
pub use article::ArticlePlace;

/// One provision of a pack with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provision {
    /// Id and article.
    pub rule: RuleRef,
    /// Our short wording.
    pub text: Text,
    /// Of what sort it is.
    pub kind: ProvisionKind,
    /// What becomes of it, one facet a line.
    pub facets: Vec<Facet>,
    /// The choices between readings that concern it.
    pub readings: Vec<ChosenReading>,
}

/// One thing a provision settles, such as its period or the test it makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// A stable key, such as `period`; the same facet of two versions is compared by it.
    pub key: &'static str,
    /// What it is.
    pub name: Text,
    /// What the pack says.
    pub value: Text,
}

/// A choice between readings as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChosenReading {
    /// The switch's name.
    pub switch: String,
    /// The ambiguity it settles.
    pub ambiguity: String,
    /// The question.
    pub question: Text,
    /// The value in force.
    pub value: String,
    /// The values possible; empty where any of the type is.
    pub options: Vec<String>,
    /// True while it is our default, false once the department has chosen.
    pub by_default: bool,
    /// Why the default is what it is.
    pub reason: Text,
}

/// Of what sort a provision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionKind {
    /// A condition that fields of the form decide.
    Fields,
    /// A condition that documents prove.
    Document,
    /// A condition that experts judge.
    Judgement,
    /// A date, period or look-back.
    Timer,
    /// A step of the procedure, or a duty to file.
    Procedure,
    /// What follows from an evaluation.
    Evaluation,
    /// A ground of cancellation.
    Ground,
    /// A way out without cancellation.
    Exit,
    /// A category, a name or where an old kind belongs.
    Register,
    /// Something a workflow carries out.
    Process,
    /// It informs: roles, duties, positioning, support.
    Information,
}

impl ProvisionKind {
    /// What people call it.
    pub fn name(self) -> Text {
        match self {
            Self::Fields => Text::new("由表单字段检验", "checked by fields"),
            Self::Document => Text::new("由材料证明", "proved by documents"),
            Self::Judgement => Text::new("由专家评判", "judged by experts"),
            Self::Timer => Text::new("期限", "date or period"),
            Self::Procedure => Text::new("程序步骤", "step of the procedure"),
            Self::Evaluation => Text::new("评价后果", "consequence of an evaluation"),
            Self::Ground => Text::new("取消情形", "ground of cancellation"),
            Self::Exit => Text::new("退出", "way out"),
            Self::Register => Text::new("类别与名称", "categories and names"),
            Self::Process => Text::new("由流程执行", "carried out by a workflow"),
            Self::Information => Text::new("说明性条款", "information"),
        }
    }
}

/// What people call the status of a pack.
pub fn status_name(status: PackStatus) -> Text {
    facets::spoken(&facets::code(&status))
}

impl Pack {
    /// Every provision in the order of the measures: by article, then by section.
    pub fn provisions(&self) -> Vec<Provision> {
        let mut provisions: Vec<Provision> =
            self.rules().into_iter().map(|entry| self.provision(entry)).collect();
        // Stable: within an article, the sections' own order stays.
        provisions.sort_by_cached_key(|provision| ArticlePlace::of(&provision.rule.article));
        provisions
    }

    /// The choices between readings that name no rule: they concern the pack as a whole.
    pub fn general_readings(&self) -> Vec<ChosenReading> {
        let cited = |switch: &&Switch| {
            switch.rules.is_empty()
                && !self.rules().iter().any(|entry| self.concerns(switch, &entry.rule.rule))
        };
        self.switches.iter().filter(cited).map(ChosenReading::of).collect()
    }

    fn provision(&self, RuleEntry { rule, text, kind }: RuleEntry) -> Provision {
        let (sort, facets) = becomes::of(self, &rule.rule).unwrap_or_else(|| (fallback(kind), Vec::new()));
        let readings = self
            .switches
            .iter()
            .filter(|switch| self.concerns(switch, &rule.rule))
            .map(ChosenReading::of)
            .collect();
        Provision { rule, text, kind: sort, facets, readings }
    }

    /// A switch concerns the rules it names, and those that name its ambiguity where it names none.
    fn concerns(&self, switch: &Switch, rule: &str) -> bool {
        if !switch.rules.is_empty() {
            return switch.rules.iter().any(|named| named == rule);
        }
        let class = |class: &str| switch.name == format!("roll_for.{class}");
        let timer = self.timed_rule_by_id(rule);
        let rolls = timer.is_some_and(|timer| class(facets::code(&timer.class).as_str()));
        let named = |ambiguities: &[String]| ambiguities.contains(&switch.ambiguity);
        if switch.name.starts_with("roll_for.") {
            return rolls;
        }
        timer.is_some_and(|timer| named(&timer.ambiguities))
            || self.condition(rule).is_some_and(|condition| named(&condition.ambiguities))
            || self.ground(rule).is_some_and(|ground| named(&ground.ambiguities))
    }
}

impl ChosenReading {
    /// A switch as it stands.
    pub(crate) fn of(switch: &Switch) -> Self {
        Self {
            switch: switch.name.clone(),
            ambiguity: switch.ambiguity.clone(),
            question: switch.question.clone(),
            value: facets::switch_value(switch.value()),
            options: switch.options.iter().map(facets::switch_value).collect(),
            by_default: switch.chosen.is_none(),
            reason: switch.reason.clone(),
        }
    }
}

/// The sort of a rule whose section is not told apart here.
fn fallback(kind: RuleKind) -> ProvisionKind {
    match kind {
        RuleKind::Fields => ProvisionKind::Fields,
        RuleKind::Document => ProvisionKind::Document,
        RuleKind::Judgement => ProvisionKind::Judgement,
        RuleKind::Process => ProvisionKind::Process,
        RuleKind::Information => ProvisionKind::Information,
    }
}
