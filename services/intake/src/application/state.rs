//! An application as it stands.

use guohe_clock::{Date, Timestamp, beijing_date};
use guohe_flow::{Attributes, Tasks};
use guohe_policy::{Deadline, Destination, PolicyRef, RuleRef, Text};
use serde::{Deserialize, Serialize};

use super::{event::Verdict, status::Status};
use crate::{explained::DecisionExplanation, form::StoredForm, report::Report};

/// Milestones kept: corrections repeat, and a state has a limit.
const MOST_MILESTONES: usize = 200;

/// State of an application.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationState {
    /// Its id.
    pub application: String,
    /// Where it stands, rulings aside.
    pub stage: Status,
    /// The ruling an official is asked for.
    pub ruling: Option<Ruling>,
    /// The call's terms.
    pub call: CallTerms,
    /// Applicant's credit code.
    pub institution: String,
    /// Category code.
    pub category: String,
    /// Recommending unit's id.
    pub unit: String,
    /// The form as it was last stored.
    pub form: Option<StoredForm>,
    /// Pack it is decided under: the one in force on the day of receipt.
    pub policy: Option<PolicyRef>,
    /// Number of submissions.
    pub revision: u32,
    /// Instant of the first receipt.
    pub received_at: Option<Timestamp>,
    /// User who lodged it last.
    pub submitted_by: String,
    /// Last day granted to this applicant beyond the call's.
    pub extended_until: Option<Date>,
    /// Day by which the unit's opinion is wanted.
    pub recommend_by: Option<Date>,
    /// Day by which a correction is wanted.
    pub correct_by: Option<Date>,
    /// The check of form's day, with its receipt and pauses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Deadline>,
    /// Day on which the department returned it for correction, and why, until it is recommended again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned_on: Option<(Date, String)>,
    /// Result of the conditions at the last submission.
    pub report: Option<Report>,
    /// The last opinion.
    pub opinion: Option<OpinionRecord>,
    /// Why it stands where it stands.
    pub reason: String,
    /// Rules that rests on.
    pub rules: Vec<RuleRef>,
    /// The ban that bars it.
    pub ban: Option<Ban>,
    /// Rulings written at acceptance.
    pub rulings: Vec<ConditionRuling>,
    /// Result of the review, hundredths of a point.
    pub score_hundredths: Option<u32>,
    /// The recognition.
    pub recognition: Option<Recognition>,
    /// What the decision against it rested on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Box<DecisionExplanation>>,
    /// Where it went after the review, for a call that funds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Destination>,
    /// What people have to do.
    pub tasks: Tasks,
    /// What happened, in order.
    pub timeline: Vec<Milestone>,
}

/// What a call sets for its applications. Days are Beijing dates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallTerms {
    /// Call id.
    pub call: String,
    /// Pack the call was announced under.
    pub policy: String,
    /// First day.
    pub opens_on: Date,
    /// Published last day, the reference day of look-backs.
    pub closes_on: Date,
    /// Last day on which applications are received.
    pub accepted_until: Date,
    /// Category codes.
    pub categories: Vec<String>,
    /// Day by which recommending units give their opinions.
    pub recommend_by: Option<Date>,
    /// Day by which score sheets are due.
    pub review_by: Option<Date>,
}

/// A ruling an official is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What made it necessary.
    pub cause: RulingCause,
    /// What is open, in words.
    pub question: String,
    /// Rules it rests on.
    #[serde(default)]
    pub rules: Vec<RuleRef>,
    /// Day it was opened.
    pub opened_on: Date,
}

/// What makes a ruling necessary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulingCause {
    /// No version of the measures is in force on the day of receipt (rules.md 0b.4).
    NoVersion,
    /// The registry leaves the institution's standing to an official.
    Standing,
    /// A ban recorded later covers the day of receipt.
    BanOvertook,
    /// A recognition document was issued for a case that had ended.
    RecognisedAfterEnd,
}

impl RulingCause {
    /// Stable code, as in notices.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoVersion => "no_version",
            Self::Standing => "standing",
            Self::BanOvertook => "ban_overtook",
            Self::RecognisedAfterEnd => "recognised_after_end",
        }
    }

    /// Code of the task it opens.
    pub fn task(self) -> &'static str {
        match self {
            Self::NoVersion | Self::Standing => "rule_on_admission",
            Self::BanOvertook => "rule_on_overtaking_ban",
            Self::RecognisedAfterEnd => "rule_on_recognition_after_end",
        }
    }
}

/// A ban on the day of receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// Last day of it.
    pub banned_until: Option<Date>,
    /// First day on which the institution may apply again.
    pub free_from: Option<Date>,
    /// Base whose cancellation bars it.
    #[serde(default)]
    pub base: String,
}

/// A recommending unit's opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionRecord {
    /// The verdict.
    pub verdict: Verdict,
    /// Its words.
    pub opinion: String,
    /// The unit.
    pub unit: String,
    /// Day it was given.
    pub given_on: Date,
    /// Who signed it.
    pub signed_by: String,
    /// Submission it is about.
    pub revision: u32,
}

/// An official's written ruling on a condition that is open, or a waiver of a rule "in principle".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionRuling {
    /// The condition's rule id.
    pub rule: String,
    /// Why the application may go on.
    pub reason: String,
}

/// A recognition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Id of the base.
    pub base: String,
    /// Its name.
    pub base_name: Text,
    /// Number of the document.
    pub document_number: String,
    /// Date of the document.
    pub document_on: Date,
}

/// A point in the case's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What happened.
    pub code: String,
    /// When it was recorded.
    pub at: Timestamp,
}

impl ApplicationState {
    /// What the case shows: its stage, or that a ruling is open on a case that still runs.
    pub fn status(&self) -> Status {
        match self.ruling {
            Some(_) if self.stage.is_lodged_and_open() => Status::NeedsRuling,
            _ => self.stage,
        }
    }

    /// Last day on which it may be lodged.
    pub fn submit_until(&self) -> Date {
        self.extended_until.map_or(self.call.accepted_until, |until| until.max(self.call.accepted_until))
    }

    /// Day of the first receipt in Beijing.
    pub fn received_on(&self) -> Option<Date> {
        self.received_at.map(beijing_date)
    }

    /// The pack's id, or empty.
    pub fn policy_id(&self) -> &str {
        self.policy.as_ref().map_or("", |policy| policy.id.as_str())
    }

    /// The host's name from the form, or its credit code while there is no form.
    pub fn institution_name(&self) -> &str {
        match &self.form {
            Some(form) if !form.institution_name.is_empty() => &form.institution_name,
            _ => &self.institution,
        }
    }

    pub(super) fn note(&mut self, code: &str, at: Timestamp) {
        if self.timeline.len() < MOST_MILESTONES {
            self.timeline.push(Milestone { code: code.to_owned(), at });
        }
    }

    pub(super) fn attributes(&self) -> Attributes {
        let lodged = !matches!(self.stage, Status::Draft | Status::Lapsed | Status::None);
        Attributes::new()
            .text("call", &self.call.call)
            .text("status", self.status().name())
            .text("category", &self.category)
            .text("unit", &self.unit)
            .text("institution", &self.institution)
            .text("policy", self.policy_id())
            .text("task", self.tasks.first_code())
            .date("received_on", self.received_on())
            .flag("unlodged", !lodged)
    }
}
