//! The values a base is made of.

use guohe_policy::{BaseMark, Date, Deadline, RuleRef};
use serde::{Deserialize, Serialize};

/// Where a base stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not in the register.
    #[default]
    Absent,
    /// In good standing.
    Active,
    /// Failed an evaluation and rectifies.
    Rectifying,
    /// The time to rectify is over; evaluated again.
    ReEvaluation,
    /// Cancelled.
    Revoked,
    /// Recognised nationally.
    ExitedNational,
    /// Left at its host's request, with the department's approval.
    Exited,
}

impl Status {
    /// The name shown and filtered on; empty for a base that is not there.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Active => "ACTIVE",
            Self::Rectifying => "RECTIFYING",
            Self::ReEvaluation => "RE_EVALUATION",
            Self::Revoked => "REVOKED",
            Self::ExitedNational => "EXITED_NATIONAL",
            Self::Exited => "EXITED",
        }
    }

    /// In the register and not out of it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::Rectifying | Self::ReEvaluation)
    }

    /// Out of the register.
    pub fn has_left(self) -> bool {
        matches!(self, Self::Revoked | Self::ExitedNational | Self::Exited)
    }
}

/// Grades of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Grade {
    /// 优秀.
    Excellent,
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
}

impl Grade {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Excellent => "EXCELLENT",
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
        }
    }

    /// The pack's code of the grade.
    pub(crate) fn pack_code(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Pass => "qualified",
            Self::Fail => "unqualified",
        }
    }
}

/// A yearly report, as the base sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportMark {
    /// Owed.
    Open,
    /// Owed and late.
    Late,
    /// Accepted.
    Accepted,
    /// Not owed.
    NotOwed,
    /// A person must rule whether it is owed.
    Unruled,
}

impl ReportMark {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Late => "LATE",
            Self::Accepted => "ACCEPTED",
            Self::NotOwed => "NOT_OWED",
            Self::Unruled => "UNRULED",
        }
    }

    /// Owed and not accepted.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Late)
    }
}

/// A change, as the base sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMark {
    /// Change id.
    pub change: String,
    /// Filed with the department.
    pub registered: bool,
}

/// An evaluation under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// Performance id.
    pub performance: String,
    /// Round id, or the re-evaluation's own.
    pub round: String,
    /// True after rectification.
    pub re_evaluation: bool,
    /// Day on which it was entered.
    pub since: Date,
    /// Pack it is held under.
    pub policy: String,
}

/// A grade that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeMark {
    /// Performance id.
    pub performance: String,
    /// Round id.
    pub round: String,
    /// The grade.
    pub grade: Grade,
    /// Day of the notice.
    pub notice_on: Date,
    /// True after rectification.
    pub re_evaluation: bool,
    /// True where the base had left before.
    #[serde(default)]
    pub annulled: bool,
    /// Day on which its evaluation began; its year is the year of a yearly assessment. None in older entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_on: Option<Date>,
}

/// A mark that a base carries beside its status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldMark {
    /// Which.
    pub mark: BaseMark,
    /// Since when: the day of the result's notice, or the document's date.
    pub since: Date,
    /// Number of the document, where one was issued.
    pub document_number: String,
    /// The performance it rests on.
    pub performance: String,
}

/// The code of a mark, as shown and filtered on.
pub fn mark_code(mark: BaseMark) -> &'static str {
    match mark {
        BaseMark::Benchmark => "BENCHMARK",
        BaseMark::Notified => "NOTIFIED",
    }
}

/// An entry on the list of subsidies; the amount is for other rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subsidy {
    /// The performance, or the ministry's document for a base that is a national one now.
    pub basis: String,
    /// Day of the notice or of the document.
    pub on: Date,
    /// True where the ministry gave the grade.
    pub national: bool,
}

/// A commendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commendation {
    /// Number of the document; empty where none was issued.
    pub document_number: String,
    /// Day.
    pub on: Date,
    /// For what.
    pub reason: String,
}

/// A host's wish to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExitRequest {
    /// Why the base is not fit to go on.
    pub reason: String,
    /// SHA-256 of the request.
    pub document_hash: String,
    /// The host's user.
    pub by: String,
    /// Day.
    pub on: Date,
    /// Why it was refused; empty while it waits.
    #[serde(default)]
    pub refused: String,
}

/// The plaque at a foreign partner's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverseasPlaque {
    /// The partner.
    pub partner: String,
    /// SHA-256 of its consent to carry the qualification too.
    pub consent_hash: String,
    /// SHA-256 of the confirmation under the two governments' mechanism.
    pub confirmation_hash: String,
    /// Day it was hung.
    pub hung_on: Date,
}

/// How a rectification stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RectificationState {
    /// Its time runs.
    Running,
    /// Its time is over; evaluated again.
    Expired,
    /// The re-evaluation was passed.
    Passed,
    /// The re-evaluation was failed.
    Failed,
    /// The base left.
    Ended,
}

impl RectificationState {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Expired => "EXPIRED",
            Self::Passed => "PASSED",
            Self::Failed => "FAILED",
            Self::Ended => "ENDED",
        }
    }
}

/// A rectification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    /// The failed performance.
    pub performance: String,
    /// Day of the notice of the result: the time runs from it.
    pub notice_on: Date,
    /// Its end, with receipt; none until an official has set the limit, where the measures leave it to command.
    pub deadline: Option<Deadline>,
    /// Pack it rests on.
    pub policy: String,
    /// How it stands.
    pub state: RectificationState,
}

/// A matter about this base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMatter {
    /// Matter id.
    pub matter: String,
    /// Ground id.
    pub ground: String,
    /// Day it was opened.
    pub opened_on: Date,
}

/// How an objection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ObjectionState {
    /// Not answered.
    Open,
    /// Granted.
    Granted,
    /// Refused.
    Refused,
}

/// An objection to the category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Category asked for.
    pub category: String,
    /// Why.
    pub reason: String,
    /// Day it was raised.
    pub raised_on: Date,
    /// How it stands.
    pub state: ObjectionState,
    /// The answer's reason.
    pub answer: String,
}

/// Ways out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Leaving {
    /// Cancelled.
    Cancelled,
    /// Recognised nationally.
    National,
    /// Left at its host's request.
    Voluntary,
}

/// How a base left, by which document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// How.
    pub leaving: Leaving,
    /// The day from which it counts.
    pub effective_on: Date,
    /// Number of the document.
    pub document_number: String,
    /// Ground id, for a cancellation.
    #[serde(default)]
    pub ground: String,
    /// Matter id, for a cancellation.
    #[serde(default)]
    pub matter: String,
    /// Pack decided under.
    #[serde(default)]
    pub policy: String,
    /// Day it was entered.
    pub recorded_on: Date,
    /// Rules relied on.
    #[serde(default)]
    pub rules: Vec<RuleRef>,
}

/// Effects that can be annulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Effect {
    /// A time to rectify.
    Rectification,
    /// A grade.
    Grade,
    /// A re-evaluation.
    ReEvaluation,
}

impl Effect {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rectification => "RECTIFICATION",
            Self::Grade => "GRADE",
            Self::ReEvaluation => "RE_EVALUATION",
        }
    }
}

/// An annulled effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annulment {
    /// Which effect.
    pub effect: Effect,
    /// What it was about.
    pub subject: String,
    /// Day of the effect.
    pub effect_on: Date,
}
