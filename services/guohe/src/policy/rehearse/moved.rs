//! What a rehearsal lists.
//!
//! Owns the values: what would change, of which sort, and which version a case keeps. Never computes them.

use guohe_policy::{RuleRef, Text, TimedPurpose};
use serde::Serialize;

/// Sorts of things that would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Group {
    /// Bans that run.
    Bans,
    /// Rectifications.
    Rectification,
    /// Yearly reports.
    Reports,
    /// Changes to be filed.
    Changes,
    /// Evaluation rounds.
    Rounds,
    /// Other dates that timers wait for.
    OtherDates,
    /// Applications' conditions.
    Eligibility,
    /// Grounds under examination.
    Grounds,
    /// Categories of bases.
    Categories,
    /// The measures themselves.
    Validity,
}

/// Which version governs a case once the draft is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Keeping {
    /// The case keeps the old version, unless a person decides otherwise.
    Old,
    /// The draft governs it.
    Draft,
    /// A person has to rule.
    Ruling,
}

/// One thing that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Moved {
    /// What sort of thing.
    pub group: Group,
    /// The tenant.
    pub department: String,
    /// Which case.
    pub case: String,
    /// Who it is about.
    pub about: String,
    /// What of it.
    pub what: Text,
    /// Under the pack in force.
    pub before: Text,
    /// Under the draft.
    pub after: Text,
    /// The rule in force.
    pub rule: RuleRef,
    /// The draft's rule; none where it has none.
    pub draft_rule: Option<RuleRef>,
    /// Which version governs.
    pub keeping: Keeping,
    /// Why.
    pub why: Text,
}

/// How many cases of a group were looked at and how many would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Count {
    pub(super) group: Group,
    pub(super) looked_at: usize,
    pub(super) moved: usize,
    /// Of those, how many keep the old version.
    pub(super) kept: usize,
}

impl Group {
    pub(super) const ALL: [Self; 10] = [
        Self::Bans,
        Self::Rectification,
        Self::Reports,
        Self::Changes,
        Self::Rounds,
        Self::OtherDates,
        Self::Eligibility,
        Self::Grounds,
        Self::Categories,
        Self::Validity,
    ];

    /// What people call it.
    pub(super) fn name(self) -> Text {
        match self {
            Self::Bans => Text::new("限制申报期", "Bans"),
            Self::Rectification => Text::new("整改期限", "Rectifications"),
            Self::Reports => Text::new("年度报告", "Yearly reports"),
            Self::Changes => Text::new("变更申请或备案", "Changes to be filed"),
            Self::Rounds => Text::new("评估轮次", "Evaluation rounds"),
            Self::OtherDates => Text::new("其他期限", "Other dates"),
            Self::Eligibility => Text::new("申报条件", "Applications' conditions"),
            Self::Grounds => Text::new("正在审查的取消情形", "Grounds under examination"),
            Self::Categories => Text::new("基地类别", "Categories of bases"),
            Self::Validity => Text::new("有效期", "Validity"),
        }
    }

    pub(super) fn of(purpose: TimedPurpose) -> Self {
        match purpose {
            TimedPurpose::Rectification => Self::Rectification,
            TimedPurpose::AnnualReport | TimedPurpose::ChangeInReport => Self::Reports,
            TimedPurpose::ChangeFiling => Self::Changes,
            TimedPurpose::EvaluationCycle => Self::Rounds,
            _ => Self::OtherDates,
        }
    }
}
