//! The model of a pack: everything a regime version says, as plain data.
//!
//! Owns the types and their simple questions. Never checks references between sections (that is `load`) and
//! never evaluates a condition (that is `predicate`).

mod category;
mod clause;
mod condition;
mod consequences;
mod evaluation;
mod funding;
mod ground;
mod identity;
mod naming;
mod pack;
mod procedure;
mod queries;
mod rules;
mod settings;
mod switch;

pub use category::{Category, DocumentKind, RequiredDocument};
pub use clause::{Clause, Duty, Role};
pub use condition::{CodeList, Condition, ConditionKind, ListedCode, Scope, Strength, Tier, TierTable};
pub use consequences::{PastResult, Results};
pub use evaluation::{
    BaseMark, Consequence, Evaluation, EvaluationEvent, EvaluationRule, Grade, ReEvaluation, Streak,
    StreakUnit, UnconfirmedMark,
};
pub use funding::{
    CapUnit, Destination, FailedFollowUp, FundedSubject, Funding, FundingTopic, NotAgain, ProgressReports,
    ProjectLibrary,
};
pub use ground::{ExitEffect, ExitRule, ExitTrigger, FindingLimb, Ground, GroundPurpose, Limb};
pub use identity::{Identity, PackStatus};
pub use naming::{BaseName, Migration, MigrationMode, Naming};
pub use pack::{MAX_PACK_BYTES, Pack};
pub use procedure::{ChangeDuty, ChangeKind, ChangeMode, ReportSigner, Step, YearlyReport};
pub use rules::{RuleEntry, RuleKind};
pub use settings::{ScoreCard, ScoreCriterion, Settings};
pub use switch::{Switch, SwitchValue};

#[cfg(test)]
mod tests;
