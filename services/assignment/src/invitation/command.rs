//! What an invitation's stream can be told.

use guohe_api::SubjectKind;
use guohe_clock::Date;
use serde::{Deserialize, Serialize};

/// An invitation to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// Panel id.
    pub panel: String,
    /// Person id.
    pub expert: String,
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Application or performance id.
    pub subject: String,
    /// Day by which to answer (Beijing).
    pub answer_due_on: Date,
}

/// An expert's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Accepted.
    Accept,
    /// Declined.
    Decline,
    /// Declined for a conflict of interest.
    Conflict,
}

/// Commands of the invitation workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum InvitationCommand {
    /// Ask the expert (message).
    Send(Invite),
    /// The expert answers.
    Answer {
        /// The answer.
        answer: Answer,
        /// Why, where declined.
        reason: String,
    },
    /// The day by which to answer has passed (timer).
    AnswerDue,
    /// The department ends the invitation (message).
    Withdraw {
        /// Panel id.
        panel: String,
        /// Person id.
        expert: String,
        /// Why.
        reason: String,
    },
}
