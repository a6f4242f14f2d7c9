//! The purposes by which workflows ask for a timed rule, whatever its id in a pack.
//!
//! Owns the closed list. A new workflow step adds a purpose here and a rule in the packs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a timed rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimedPurpose {
    /// The yearly report and plan (WF-01 to WF-03).
    AnnualReport,
    /// Filing a change (WF-04, WF-05).
    ChangeFiling,
    /// Telling a change in the report of its year (WF-06).
    ChangeInReport,
    /// Evaluation rounds (WF-07 to WF-09).
    EvaluationCycle,
    /// Rectification after a failed evaluation (WF-10, WF-11).
    Rectification,
    /// The ban after a cancellation (WF-12, WF-13).
    Exclusion,
    /// Leaving on national recognition (WF-14).
    NationalExit,
    /// The day a version takes effect.
    Effective,
    /// The end of a version (WF-15).
    Validity,
    /// The look-back over credit records.
    CreditLookback,
    /// The fiscal years looked at.
    FinanceLookback,
    /// The look-back over projects and events.
    ActivityLookback,
    /// The host's time to state its case before a cancellation.
    HearingPeriod,
    /// The close of a call (WF-19).
    CallDeadline,
    /// A recommending unit's opinion (WF-19).
    RecommendationDeadline,
    /// The department's form check (WF-19).
    FormCheckDeadline,
    /// The applicant's correction of a returned application (WF-19).
    CorrectionDeadline,
    /// The experts' scores (WF-19).
    ReviewDeadline,
    /// An expert's answer to an invitation.
    InvitationAnswer,
    /// The follow-up of newcomers in a project library (WF-17).
    FollowUp,
    /// Progress reports on a funded project (WF-18).
    ProgressReport,
    /// Loading the next year's official calendar (WF-20).
    CalendarLoad,
    /// What conditions and results are measured by: look-backs, terms, cut-offs, years, streaks. Named by
    /// the rule's id, so a pack may hold any number of them.
    Measure,
}

impl TimedPurpose {
    /// Whether a pack may hold only one rule for it, because workflows ask by purpose.
    pub fn is_single(self) -> bool {
        self != Self::Measure
    }
}
