//! A performance evaluation as events leave it.

use guohe_clock::Date;
use guohe_flow::{Task, Tasks};
use serde::{Deserialize, Serialize};

use super::{Entry, PerformanceEvent};
use crate::Grade;

/// Where an evaluation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PerformanceStatus {
    /// Not opened.
    #[default]
    None,
    /// The host has to file its materials.
    AwaitingMaterials,
    /// The day passed without materials.
    Absent,
    /// Experts review the materials.
    UnderReview,
    /// The host left midway.
    Quit,
    /// Absent or left with cause.
    Excused,
    /// A ground was found.
    Ground,
    /// The grade is to be published.
    Scored,
    /// The grade is published.
    Graded,
    /// The base left the register.
    Closed,
}

impl PerformanceStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::AwaitingMaterials => "AWAITING_MATERIALS",
            Self::Absent => "ABSENT",
            Self::UnderReview => "UNDER_REVIEW",
            Self::Quit => "QUIT",
            Self::Excused => "EXCUSED",
            Self::Ground => "GROUND",
            Self::Scored => "SCORED",
            Self::Graded => "GRADED",
            Self::Closed => "CLOSED",
        }
    }
}

/// What a host filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Materials {
    /// SHA-256 of the self-evaluation report, hex.
    pub report_document: String,
    /// Summary.
    pub summary: String,
    /// Day (Beijing).
    pub filed_on: Date,
    /// True after the day they were due.
    pub late: bool,
}

/// A published grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedGrade {
    /// The grade.
    pub grade: Grade,
    /// Why it departs from the card's; empty where it does not.
    pub departure_reason: String,
    /// Day of the notice to the host (Beijing).
    pub notice_on: Date,
    /// The official.
    pub by: String,
}

/// One evaluation of one base.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Performance {
    /// Where it stands.
    pub status: PerformanceStatus,
    /// Who and when.
    pub entry: Entry,
    /// What was filed.
    pub materials: Option<Materials>,
    /// Panel's result, hundredths.
    pub score_hundredths: u32,
    /// Grade by the card.
    pub card_grade: Option<Grade>,
    /// Published grade.
    pub published: Option<PublishedGrade>,
    /// Ground found.
    pub ground: String,
    /// Facts, cause or reason of the last finding.
    pub reason: String,
    /// Open tasks.
    pub tasks: Tasks,
    /// Day it was opened (Beijing).
    pub opened_on: Option<Date>,
}

impl Performance {
    pub(super) fn evolve(mut self, event: &PerformanceEvent) -> Self {
        match event {
            PerformanceEvent::Opened { entry, on } => {
                self.status = PerformanceStatus::AwaitingMaterials;
                self.entry = entry.clone();
                self.opened_on = Some(*on);
            }
            PerformanceEvent::MaterialsFiled { materials } => {
                self.materials = Some(materials.clone());
                self.stand(PerformanceStatus::UnderReview, None);
            }
            PerformanceEvent::MaterialsMissed { task } => self.stand(PerformanceStatus::Absent, Some(task)),
            PerformanceEvent::Quit { reason, task } => {
                self.reason.clone_from(reason);
                self.stand(PerformanceStatus::Quit, Some(task));
            }
            PerformanceEvent::Excused { reason } => {
                self.reason.clone_from(reason);
                self.stand(PerformanceStatus::Excused, None);
            }
            PerformanceEvent::GroundFound { ground, facts, .. } => {
                self.ground.clone_from(ground);
                self.reason.clone_from(facts);
                self.stand(PerformanceStatus::Ground, None);
            }
            PerformanceEvent::Scored { score_hundredths, grade, task } => {
                self.score_hundredths = *score_hundredths;
                self.card_grade = Some(*grade);
                self.stand(PerformanceStatus::Scored, Some(task));
            }
            PerformanceEvent::Graded { published } => {
                self.published = Some(published.clone());
                self.stand(PerformanceStatus::Graded, None);
            }
            PerformanceEvent::Closed { reason } => {
                self.reason.clone_from(reason);
                self.stand(PerformanceStatus::Closed, None);
            }
        }
        self
    }

    fn stand(&mut self, status: PerformanceStatus, task: Option<&Task>) {
        self.status = status;
        self.tasks = task.cloned().into();
    }
}
