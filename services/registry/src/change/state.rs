//! A change as it stands.

use guohe_flow::Tasks;
use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

use super::ChangeEvent;

/// Where a change stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not recorded.
    #[default]
    Absent,
    /// Happened, to be filed.
    Due,
    /// With the recommending unit.
    Filed,
    /// Sent back by the recommending unit.
    Returned,
    /// The recommending unit consents.
    Consented,
    /// Filed with the department.
    Registered,
    /// Refused.
    Refused,
    /// The base left first.
    Ended,
}

impl Status {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Due => "DUE",
            Self::Filed => "FILED",
            Self::Returned => "RETURNED",
            Self::Consented => "CONSENTED",
            Self::Registered => "REGISTERED",
            Self::Refused => "REFUSED",
            Self::Ended => "ENDED",
        }
    }

    /// Nothing more can happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Registered | Self::Refused | Self::Ended)
    }
}

/// A change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// Status.
    pub status: Status,
    /// Base id.
    pub base: String,
    /// Host's credit code.
    pub institution: String,
    /// Recommending unit.
    pub unit: String,
    /// Kind code.
    pub kind: String,
    /// Day of the event.
    pub happened_on: Option<Date>,
    /// New value.
    pub value: String,
    /// The soft date.
    pub deadline: Option<Deadline>,
    /// The soft date passed without a filing.
    pub escalated: bool,
    /// Number of the latest filing.
    pub revision: u32,
    /// SHA-256 of its document.
    pub document_hash: String,
    /// In words.
    pub explanation: String,
    /// The host's user who filed it.
    pub filed_by: String,
    /// Day of the latest filing.
    pub filed_on: Option<Date>,
    /// The recommending unit's or the department's words.
    pub opinion: String,
    /// Who signed the recommending unit's opinion, or refused.
    pub opinion_by: String,
    /// Pack the duty rests on.
    pub policy: String,
    /// Whether a person found the base's operation harmed by a late application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<bool>,
    /// Open tasks.
    pub tasks: Tasks,
}

/// Task of an official: did the late application harm the base's operation?
pub(super) const FIND_EFFECT: &str = "find_effect_of_late_change";

impl Change {
    pub(super) fn evolve(mut self, event: &ChangeEvent) -> Self {
        match event {
            ChangeEvent::Recorded { base, institution, unit, kind, happened_on, value, deadline, policy } => {
                self = Self {
                    status: Status::Due,
                    base: base.clone(),
                    institution: institution.clone(),
                    unit: unit.clone(),
                    kind: kind.clone(),
                    happened_on: Some(*happened_on),
                    value: value.clone(),
                    deadline: deadline.as_deref().cloned(),
                    policy: policy.clone(),
                    ..Self::default()
                };
            }
            ChangeEvent::Filed { revision, document_hash, explanation, filed_by, filed_on } => {
                self.status = Status::Filed;
                self.revision = *revision;
                self.document_hash = document_hash.clone();
                self.explanation = explanation.clone();
                self.filed_by = filed_by.clone();
                self.filed_on = Some(*filed_on);
                self.tasks.close_but(Some(FIND_EFFECT));
            }
            ChangeEvent::Consented { opinion, signed_by } => {
                self.answer(Status::Consented, opinion, signed_by)
            }
            ChangeEvent::Returned { opinion, signed_by } => self.answer(Status::Returned, opinion, signed_by),
            ChangeEvent::Refused { reason, by } => {
                self.answer(Status::Refused, reason, by);
                self.tasks.close_but(Some(FIND_EFFECT));
            }
            ChangeEvent::Registered => {
                self.status = Status::Registered;
                self.tasks.close_but(Some(FIND_EFFECT));
            }
            ChangeEvent::Escalated => self.escalated = true,
            ChangeEvent::EffectFound { affected, .. } => {
                self.effect = Some(*affected);
                self.tasks.close(FIND_EFFECT, "");
            }
            ChangeEvent::Ended { reason } => {
                self.status = Status::Ended;
                self.opinion = reason.clone();
                self.tasks.close_all();
            }
            ChangeEvent::TaskOpened(task) => self.tasks.open(task.clone()),
            ChangeEvent::TaskClosed { code } => self.tasks.close(code, ""),
        }
        self
    }

    fn answer(&mut self, status: Status, words: &str, by: &str) {
        self.status = status;
        self.opinion = words.to_owned();
        self.opinion_by = by.to_owned();
    }
}
