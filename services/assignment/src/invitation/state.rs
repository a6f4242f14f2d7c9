//! An invitation as events leave it.

use guohe_api::SubjectKind;
use guohe_clock::Date;
use guohe_flow::Tasks;
use serde::{Deserialize, Serialize};

use super::{Answer, InvitationEvent};

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStatus {
    /// Not sent.
    #[default]
    None,
    /// Sent, not answered.
    Sent,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Not answered in time.
    Silent,
    /// Declined for a conflict of interest.
    Conflict,
    /// Ended by the department.
    Withdrawn,
}

impl InvitationStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Sent => "SENT",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Silent => "SILENT",
            Self::Conflict => "CONFLICT",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

/// One invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invitation {
    /// Where it stands.
    pub status: InvitationStatus,
    /// Panel id.
    pub panel: String,
    /// Person id.
    pub expert: String,
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Application or performance id.
    pub subject: String,
    /// Day it was sent (Beijing).
    pub sent_on: Option<Date>,
    /// Day by which to answer (Beijing).
    pub answer_due_on: Option<Date>,
    /// Day of the answer, or of the end (Beijing).
    pub answered_on: Option<Date>,
    /// Why, where declined or withdrawn.
    pub reason: String,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Invitation {
    pub(super) fn evolve(mut self, event: &InvitationEvent) -> Self {
        match event {
            InvitationEvent::Sent { invite, task } => {
                self.status = InvitationStatus::Sent;
                self.panel.clone_from(&invite.panel);
                self.expert.clone_from(&invite.expert);
                self.subject_kind = invite.subject_kind;
                self.subject.clone_from(&invite.subject);
                self.sent_on = Some(task.opened_on);
                self.answer_due_on = Some(invite.answer_due_on);
                self.tasks = task.clone().into();
            }
            InvitationEvent::Answered { answer, reason, on } => {
                let status = match answer {
                    Answer::Accept => InvitationStatus::Accepted,
                    Answer::Decline => InvitationStatus::Declined,
                    Answer::Conflict => InvitationStatus::Conflict,
                };
                self.end(status, reason, *on);
            }
            InvitationEvent::Expired { due_on } => self.end(InvitationStatus::Silent, "", *due_on),
            InvitationEvent::Withdrawn { panel, expert, reason, on } => {
                self.panel.clone_from(panel);
                self.expert.clone_from(expert);
                self.end(InvitationStatus::Withdrawn, reason, *on);
            }
        }
        self
    }

    fn end(&mut self, status: InvitationStatus, reason: &str, on: Date) {
        self.status = status;
        reason.clone_into(&mut self.reason);
        self.answered_on = Some(on);
        self.tasks.close_all();
    }
}
