//! What an application can be told.

use guohe_clock::Date;
use guohe_policy::{Destination, RuleRef, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    event::Verdict,
    state::{CallTerms, ConditionRuling},
};
use crate::form::StoredForm;

/// A command for an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ApplicationCommand {
    /// A host begins it.
    CreateDraft(DraftTerms),
    /// A host stores its form.
    SaveForm {
        /// Hash and summary of the checked form.
        form: StoredForm,
    },
    /// A host lodges it, first or again after a correction.
    Submit {
        /// The stored form.
        form: Value,
        /// Its hash: another form stored meanwhile is refused.
        sha256: String,
    },
    /// A host takes it back.
    Withdraw {
        /// Why; may be empty.
        reason: String,
    },
    /// An official accepts it for review.
    Accept {
        /// A written ruling for each open condition.
        rulings: Vec<ConditionRuling>,
    },
    /// An official does not accept it.
    RefuseAcceptance {
        /// Why.
        reason: String,
        /// Ids of the rules it rests on.
        rules: Vec<String>,
    },
    /// An official returns it for correction.
    ReturnForCorrection {
        /// What is to be corrected.
        reason: String,
        /// Ids of the rules it rests on.
        rules: Vec<String>,
        /// Day by which the correction is wanted.
        correct_by: Option<Date>,
    },
    /// An official rules where the measures leave admission open.
    RuleOnAdmission {
        /// Whether it goes on.
        admit: bool,
        /// Why.
        reason: String,
    },
    /// An official has it examined under a successor pack.
    ReconsiderAdmission {
        /// Why.
        reason: String,
        /// The stored form.
        form: Value,
        /// Its hash.
        sha256: String,
    },
    /// An official voids it for false information.
    Void {
        /// The facts established.
        facts: String,
    },
    /// An official gives this applicant more time.
    Extend {
        /// New last day.
        until: Date,
        /// Why.
        reason: String,
    },
    /// Message: the registry answered for the institution's standing on the day of receipt.
    StandingAnswered {
        /// Number of the submission asked about.
        revision: u32,
        /// The answer.
        standing: Standing,
        /// Last day of the ban.
        banned_until: Option<Date>,
        /// First day on which it may apply again.
        free_from: Option<Date>,
        /// Base whose cancellation bars it.
        base: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
        /// In words.
        reason: String,
    },
    /// Message: the recommending unit gave its opinion.
    OpinionGiven {
        /// The unit.
        unit: String,
        /// The verdict.
        verdict: Verdict,
        /// Its words.
        opinion: String,
        /// Day it was given.
        given_on: Date,
        /// Who signed it.
        signed_by: String,
        /// Number of the submission it is about.
        revision: u32,
        /// Rules it rests on.
        rules: Vec<RuleRef>,
    },
    /// Message: every score sheet is in.
    ReviewCompleted {
        /// Result, hundredths of a point.
        score_hundredths: u32,
        /// Panel id.
        panel: String,
    },
    /// Message: the department proposes to recognise it.
    DecisionProposed {
        /// Who proposed it.
        proposed_by: String,
    },
    /// Message: the recognition document was issued.
    Recognised {
        /// Id of the base.
        base: String,
        /// Name of the base.
        base_name: Text,
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Date,
    },
    /// Message: the department admitted it to the project library or to the candidates for funding.
    Admitted {
        /// Which of them.
        destination: Destination,
        /// Day of the decision.
        decided_on: Date,
    },
    /// Message: the department decided not to recognise it.
    NotRecognised {
        /// Why.
        reason: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
        /// Day of the decision.
        decided_on: Date,
    },
    /// Message: a ban recorded later covers the day of receipt.
    BanOvertook {
        /// First day of the ban.
        banned_from: Date,
        /// Last day of the ban.
        banned_until: Date,
        /// Rules relied on.
        rules: Vec<RuleRef>,
    },
    /// Message: the call received more time.
    CallExtended {
        /// New published last day.
        closes_on: Date,
        /// New last day on which applications are received.
        accepted_until: Date,
        /// Why.
        reason: String,
    },
    /// Timer: the last day for lodging is over.
    CallClosed,
    /// Timer: the day for the check of form is over.
    AcceptanceOverdue {
        /// Number of the submission it was about.
        revision: u32,
    },
    /// Timer: the day for the correction is over.
    CorrectionOverdue {
        /// The submission that was returned.
        revision: u32,
    },
}

/// The registry's answer on an institution's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It may apply.
    Eligible,
    /// It is barred.
    Excluded,
    /// An official must rule.
    NeedsRuling,
}

/// What a new draft states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftTerms {
    /// The call as it stood when asked; its present days are looked up again.
    pub call: CallTerms,
    /// Applicant's credit code.
    pub institution: String,
    /// Category code.
    pub category: String,
    /// Recommending unit's id.
    pub unit: String,
}

impl ApplicationCommand {
    /// The command's name in refusals.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateDraft(_) => "CreateApplication",
            Self::SaveForm { .. } => "SaveForm",
            Self::Submit { .. } => "SubmitApplication",
            Self::Withdraw { .. } => "WithdrawApplication",
            Self::Accept { .. } => "AcceptApplication",
            Self::RefuseAcceptance { .. } => "RefuseApplication",
            Self::ReturnForCorrection { .. } => "ReturnApplication",
            Self::RuleOnAdmission { .. } => "RuleOnAdmission",
            Self::ReconsiderAdmission { .. } => "ReconsiderAdmission",
            Self::Void { .. } => "VoidApplication",
            Self::Extend { .. } => "ExtendApplication",
            Self::StandingAnswered { .. } => "StandingAnswered",
            Self::OpinionGiven { .. } => "OpinionGiven",
            Self::ReviewCompleted { .. } => "ReviewCompleted",
            Self::DecisionProposed { .. } => "DecisionProposed",
            Self::Recognised { .. } => "Recognised",
            Self::Admitted { .. } => "Admitted",
            Self::NotRecognised { .. } => "NotRecognised",
            Self::BanOvertook { .. } => "BanOvertook",
            Self::CallExtended { .. } => "CallExtended",
            Self::CallClosed => "CallClosed",
            Self::AcceptanceOverdue { .. } => "AcceptanceOverdue",
            Self::CorrectionOverdue { .. } => "CorrectionOverdue",
        }
    }

    /// True for what a person asks; the rest are facts from messages and timers.
    pub fn is_asked(&self) -> bool {
        matches!(
            self,
            Self::CreateDraft(_)
                | Self::SaveForm { .. }
                | Self::Submit { .. }
                | Self::Withdraw { .. }
                | Self::Accept { .. }
                | Self::RefuseAcceptance { .. }
                | Self::ReturnForCorrection { .. }
                | Self::RuleOnAdmission { .. }
                | Self::ReconsiderAdmission { .. }
                | Self::Void { .. }
                | Self::Extend { .. }
        )
    }
}
