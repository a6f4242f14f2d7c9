//! What a project can be told.

use guohe_policy::Date;
use serde::{Deserialize, Serialize};

/// A command for a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ProjectCommand {
    /// Message: the department admitted the reviewed case.
    Open(Admitted),
    /// Official: states what was recognised or funded before.
    RecordHistory(History),
    /// Official: enters it into the project library (C14).
    EnterLibrary {
        /// Day of entry; today where none is given.
        entered_on: Option<Date>,
    },
    /// Timer on the day after the follow-up's last day (WF-17): the assessment is due.
    FollowUpOver,
    /// Official: the result of the follow-up's assessment (C18).
    Assess {
        /// Whether it passed.
        passed: bool,
        /// The assessment in words.
        opinion: String,
    },
    /// Official: does not enter or fund it.
    DecideNotFunded {
        /// Why.
        reason: String,
    },
    /// Host or official: it leaves before it is funded.
    Leave {
        /// Why.
        reason: String,
    },
    /// Message: the call's budget granted it money.
    Fund(Granted),
    /// Official: whether a grant stands that met an ended project, or a subject funded before.
    RuleOnGrant {
        /// Whether it stands.
        stands: bool,
        /// Why.
        reason: String,
    },
    /// Host: files a progress report.
    FileReport {
        /// Its number, from 1.
        number: u32,
        /// SHA-256 of the report.
        report_hash: String,
    },
    /// Official: accepts a progress report.
    AcceptReport {
        /// Its number.
        number: u32,
    },
    /// Official: returns a progress report.
    ReturnReport {
        /// Its number.
        number: u32,
        /// What to correct.
        reason: String,
    },
    /// Timer at the start of a report's first late day (WF-18).
    MarkLate {
        /// Its number.
        number: u32,
    },
    /// Official: the performance evaluation, which closes the project (C20).
    EvaluatePerformance {
        /// The evaluation in words.
        opinion: String,
        /// Why it is held although reports are missing; needed only then.
        reason: String,
    },
}

impl ProjectCommand {
    /// The command's name in refusals.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open(_) => "Open",
            Self::RecordHistory(_) => "RecordHistory",
            Self::EnterLibrary { .. } => "EnterLibrary",
            Self::FollowUpOver => "FollowUpOver",
            Self::Assess { .. } => "AssessFollowUp",
            Self::DecideNotFunded { .. } => "DecideNotFunded",
            Self::Leave { .. } => "LeaveProject",
            Self::Fund(_) => "Fund",
            Self::RuleOnGrant { .. } => "RuleOnGrant",
            Self::FileReport { .. } => "FileProgressReport",
            Self::AcceptReport { .. } => "AcceptProgressReport",
            Self::ReturnReport { .. } => "ReturnProgressReport",
            Self::MarkLate { .. } => "MarkLate",
            Self::EvaluatePerformance { .. } => "EvaluatePerformance",
        }
    }
}

/// A case as the department admitted it after its review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Admitted {
    /// Call id.
    pub call: String,
    /// Host's credit code.
    pub institution: String,
    /// Host's name.
    pub institution_name: String,
    /// Category code.
    pub category: String,
    /// Field.
    pub field: String,
    /// Leader's person id.
    pub leader: String,
    /// Pack it is decided under.
    pub policy: String,
    /// The experts' result, hundredths of a point: the rank of candidates.
    pub score_hundredths: u32,
}

/// What an official found about earlier recognition and money. What is not known stays unknown and needs a
/// ruling where it matters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// Id of the project or base the money attaches to, the same in every call; never the institution
    /// (rules.md 0b.6).
    pub subject: String,
    /// Whether it was recognised at provincial level or above at any time; none while unknown.
    pub recognised: Option<bool>,
    /// Programme years in which it was funded under the topic; empty where it never was, none while unknown.
    pub funded_years: Option<Vec<i32>>,
    /// What the finding rests on: documents and their numbers.
    pub basis: String,
}

/// A grant out of a call's budget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Granted {
    /// Amount in yuan, exact.
    pub amount_cny: String,
    /// Number of the document that approves the project.
    pub document_number: String,
    /// Its date: the project's approval (立项), from which reports count.
    pub document_on: Date,
    /// Programme year it counts for.
    pub programme_year: i32,
}
