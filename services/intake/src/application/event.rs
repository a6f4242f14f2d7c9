//! What happens to an application.

use guohe_clock::{Date, Timestamp};
use guohe_policy::{Deadline, Destination, PolicyRef, RuleRef};
use serde::{Deserialize, Serialize};

use super::state::{Ban, CallTerms, ConditionRuling, OpinionRecord, Recognition, Ruling};
use crate::{explained::DecisionExplanation, form::StoredForm, report::Report};

/// A recommending unit's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Recommended.
    Recommended,
    /// Not recommended.
    NotRecommended,
    /// Returned for correction.
    Returned,
}

impl Verdict {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::NotRecommended => "not_recommended",
            Self::Returned => "returned",
        }
    }
}

/// An event of an application. `at` is the instant of recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ApplicationEvent {
    /// A draft was begun.
    DraftCreated {
        /// Its id.
        application: String,
        /// The call's terms.
        call: CallTerms,
        /// Applicant's credit code.
        institution: String,
        /// Category code.
        category: String,
        /// Recommending unit's id.
        unit: String,
        /// Recorded.
        at: Timestamp,
    },
    /// A form was stored.
    FormSaved {
        /// Hash and summary.
        form: StoredForm,
    },
    /// It was received.
    Submitted {
        /// Number of this submission, from 1.
        revision: u32,
        /// Hash of the form lodged.
        sha256: String,
        /// User who lodged it.
        submitted_by: String,
        /// Pack in force on the day of the first receipt; none where no version is.
        policy: Option<PolicyRef>,
        /// Result of the conditions; none without a pack.
        report: Option<Report>,
        /// Instant of receipt.
        at: Timestamp,
    },
    /// An official's ruling became necessary.
    RulingOpened {
        /// What is open.
        ruling: Ruling,
        /// Recorded.
        at: Timestamp,
    },
    /// An official ruled.
    RulingMade {
        /// Whether it goes on.
        admitted: bool,
        /// Why.
        reason: String,
        /// Recorded.
        at: Timestamp,
    },
    /// An official had it examined under a successor pack.
    AdmissionReconsidered {
        /// The pack it is decided under from now on.
        policy: PolicyRef,
        /// Result of the conditions.
        report: Report,
        /// Why.
        reason: String,
        /// Recorded.
        at: Timestamp,
    },
    /// It was refused: the institution is barred.
    Barred {
        /// The ban.
        ban: Ban,
        /// In words.
        reason: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
        /// What it rested on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<DecisionExplanation>>,
        /// Recorded.
        at: Timestamp,
    },
    /// It was handed to its recommending unit.
    Presented {
        /// The unit.
        unit: String,
        /// Day by which the opinion is wanted.
        due_on: Option<Date>,
        /// Recorded.
        at: Timestamp,
    },
    /// It was handed to the department itself: the measures name nobody who recommends.
    HandedToDepartment {
        /// When the official's acceptance is due, with its receipt.
        acceptance: Option<Box<Deadline>>,
        /// Recorded.
        at: Timestamp,
    },
    /// The unit gave its opinion.
    OpinionReceived {
        /// The opinion.
        opinion: OpinionRecord,
        /// Rules it rests on.
        rules: Vec<RuleRef>,
        /// Day by which the official's check of form is wanted, after a recommendation.
        accept_by: Option<Date>,
        /// Day by which a correction is wanted, after a return.
        correct_by: Option<Date>,
        /// The check of form's day with its receipt and the pauses of its clock; absent in older events.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acceptance: Option<Box<Deadline>>,
        /// Recorded.
        at: Timestamp,
    },
    /// The check of form is overdue; an official of rank is asked.
    AcceptanceOverdue {
        /// The rule that sets its day.
        rules: Vec<RuleRef>,
        /// Recorded.
        at: Timestamp,
    },
    /// The department returned it for correction.
    Returned {
        /// What is to be corrected.
        reason: String,
        /// Rules it rests on.
        rules: Vec<RuleRef>,
        /// Day by which the correction is wanted.
        correct_by: Option<Date>,
        /// Recorded.
        at: Timestamp,
    },
    /// The day for a correction passed; an official decides what follows.
    CorrectionMissed {
        /// Recorded.
        at: Timestamp,
    },
    /// The department accepted it for review.
    Accepted {
        /// Rulings on open conditions.
        rulings: Vec<ConditionRuling>,
        /// Recorded.
        at: Timestamp,
    },
    /// The department did not accept it.
    AcceptanceRefused {
        /// Why.
        reason: String,
        /// Rules it rests on.
        rules: Vec<RuleRef>,
        /// What it rested on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<DecisionExplanation>>,
        /// Recorded.
        at: Timestamp,
    },
    /// Every score sheet was in.
    ReviewCompleted {
        /// Result, hundredths of a point.
        score_hundredths: u32,
        /// Panel id.
        panel: String,
        /// Recorded.
        at: Timestamp,
    },
    /// The department proposed to recognise it.
    DecisionProposed {
        /// Who proposed it.
        proposed_by: String,
        /// Recorded.
        at: Timestamp,
    },
    /// It was recognised.
    Recognised {
        /// The recognition.
        recognition: Recognition,
        /// Recorded.
        at: Timestamp,
    },
    /// A recognition document was issued although the case had ended here.
    RecognisedAfterEnd {
        /// The recognition.
        recognition: Recognition,
        /// What an official is asked.
        ruling: Ruling,
        /// Recorded.
        at: Timestamp,
    },
    /// It was admitted to the project library or to the candidates for funding.
    Admitted {
        /// Which of them.
        destination: Destination,
        /// Recorded.
        at: Timestamp,
    },
    /// It was not recognised.
    NotRecognised {
        /// Why.
        reason: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
        /// What it rested on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<DecisionExplanation>>,
        /// Recorded.
        at: Timestamp,
    },
    /// A ban recorded later covers the day of receipt.
    BanOvertook {
        /// The ban.
        ban: Ban,
        /// What an official is asked.
        ruling: Ruling,
        /// Recorded.
        at: Timestamp,
    },
    /// It received more time for lodging: the call's new days, or this applicant's own.
    Extended {
        /// The call's terms from now on.
        call: CallTerms,
        /// This applicant's own last day.
        extended_until: Option<Date>,
        /// Why.
        reason: String,
        /// Recorded.
        at: Timestamp,
    },
    /// It received more time for its correction.
    CorrectionExtended {
        /// Day by which it is wanted now.
        correct_by: Date,
        /// Why.
        reason: String,
        /// Recorded.
        at: Timestamp,
    },
    /// It was not lodged before the last day was over.
    Lapsed {
        /// Recorded.
        at: Timestamp,
    },
    /// The applicant took it back.
    Withdrawn {
        /// Why.
        reason: String,
        /// Recorded.
        at: Timestamp,
    },
    /// An official found false information in it.
    Voided {
        /// The facts established.
        facts: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
        /// Recorded.
        at: Timestamp,
    },
}
