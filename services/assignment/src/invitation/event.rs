//! What can have happened to an invitation.

use guohe_clock::Date;
use guohe_flow::Task;
use serde::{Deserialize, Serialize};

use super::{Answer, Invite};

/// Events of the invitation workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum InvitationEvent {
    /// The expert was asked.
    Sent {
        /// To whom and for what.
        invite: Invite,
        /// What the expert has to do.
        task: Task,
    },
    /// The expert answered.
    Answered {
        /// The answer.
        answer: Answer,
        /// Why, where declined.
        reason: String,
        /// Day (Beijing).
        on: Date,
    },
    /// The day passed without an answer.
    Expired {
        /// Day by which to answer (Beijing).
        due_on: Date,
    },
    /// The department ended it, perhaps before it was sent.
    Withdrawn {
        /// Panel id.
        panel: String,
        /// Person id.
        expert: String,
        /// Why.
        reason: String,
        /// Day (Beijing).
        on: Date,
    },
}
