//! A cohort as events leave it.

use guohe_clock::Date;
use guohe_flow::Tasks;
use guohe_policy::Receipt;
use serde::{Deserialize, Serialize};

use super::CohortEvent;

/// Where a cohort stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CohortStatus {
    /// No cohort date is set.
    #[default]
    None,
    /// The next round is not overdue.
    OnTime,
    /// No round was opened by its latest date.
    RoundOverdue,
}

impl CohortStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::OnTime => "ON_TIME",
            Self::RoundOverdue => "ROUND_OVERDUE",
        }
    }
}

/// The cycle of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// Cohort date (Beijing).
    pub anchor_on: Date,
    /// How many periods after it the next round is due at the latest.
    pub number: u32,
    /// That date (Beijing).
    pub next_round_by: Date,
    /// How it came about.
    pub receipt: Receipt,
    /// Pack whose cycle applies.
    pub policy: String,
}

/// One category's cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cohort {
    /// Where it stands.
    pub status: CohortStatus,
    /// The cycle, once a cohort date is set.
    pub cycle: Option<Cycle>,
    /// Last round opened.
    pub last_round: String,
    /// Day it was opened (Beijing).
    pub last_round_on: Option<Date>,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Cohort {
    pub(super) fn evolve(mut self, event: &CohortEvent) -> Self {
        match event {
            CohortEvent::Anchored { cycle } | CohortEvent::MovedOn { cycle } => {
                self.status = CohortStatus::OnTime;
                self.cycle = Some(cycle.clone());
                self.tasks.close_all();
            }
            CohortEvent::RoundOpened { round, opened_on } => {
                self.last_round.clone_from(round);
                self.last_round_on = Some(*opened_on);
            }
            CohortEvent::RoundOverdue { task, .. } => {
                self.status = CohortStatus::RoundOverdue;
                self.tasks = task.clone().into();
            }
        }
        self
    }
}
