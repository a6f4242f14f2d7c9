//! A round as events leave it.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use super::RoundEvent;

/// Where a round stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundStatus {
    /// Not opened.
    #[default]
    None,
    /// Open.
    Open,
    /// Closed.
    Closed,
}

impl RoundStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Open => "OPEN",
            Self::Closed => "CLOSED",
        }
    }
}

/// One round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Round {
    /// Where it stands.
    pub status: RoundStatus,
    /// Category code.
    pub category: String,
    /// Pack in force at the opening.
    pub policy: String,
    /// Day it was opened (Beijing).
    pub opened_on: Option<Date>,
    /// Day by which hosts file their materials (Beijing).
    pub materials_due_on: Option<Date>,
    /// Day it was closed (Beijing).
    pub closed_on: Option<Date>,
}

impl Round {
    pub(super) fn evolve(mut self, event: &RoundEvent) -> Self {
        match event {
            RoundEvent::Opened { category, on, materials_due_on, policy } => {
                self.status = RoundStatus::Open;
                self.category.clone_from(category);
                self.policy.clone_from(policy);
                self.opened_on = Some(*on);
                self.materials_due_on = Some(*materials_due_on);
            }
            RoundEvent::Closed { on } => {
                self.status = RoundStatus::Closed;
                self.closed_on = Some(*on);
            }
        }
        self
    }
}
