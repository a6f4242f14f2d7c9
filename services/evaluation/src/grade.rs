//! Grades, between the pack's codes, the wire and this service's states.

use guohe_api::evaluation::v1 as wire;
use guohe_policy::{EvaluationEvent, Pack, RuleRef};
use serde::{Deserialize, Serialize};

/// A grade, best first (Hunan: Art. 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 优秀.
    Excellent,
    /// 合格.
    Qualified,
    /// 不合格.
    Unqualified,
}

impl Grade {
    /// The pack's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Qualified => "qualified",
            Self::Unqualified => "unqualified",
        }
    }

    /// The wire's value.
    pub fn wire(self) -> i32 {
        match self {
            Self::Excellent => wire::Grade::Excellent,
            Self::Qualified => wire::Grade::Pass,
            Self::Unqualified => wire::Grade::Fail,
        }
        .into()
    }

    /// Reads the wire's value; `None` where none is stated.
    pub fn from_wire(grade: wire::Grade) -> Option<Self> {
        match grade {
            wire::Grade::Excellent => Some(Self::Excellent),
            wire::Grade::Pass => Some(Self::Qualified),
            wire::Grade::Fail => Some(Self::Unqualified),
            wire::Grade::Unspecified => None,
        }
    }

    /// The rule that says what follows from the grade; for a re-evaluation, from passing or failing it.
    pub(crate) fn rule(self, pack: &Pack, re_evaluation: bool) -> Option<RuleRef> {
        let passes = pack.evaluation.grades.iter().find(|grade| grade.code == self.code())?.passes;
        let event = match (re_evaluation, passes) {
            (false, _) => EvaluationEvent::Grade(self.code().to_owned()),
            (true, true) => EvaluationEvent::ReEvaluationPassed,
            (true, false) => EvaluationEvent::ReEvaluationFailed,
        };
        let rule = pack.consequence(&event)?;
        Some(RuleRef { rule: rule.id.clone(), article: rule.article.clone() })
    }
}
