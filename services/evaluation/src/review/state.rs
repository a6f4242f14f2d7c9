//! A review as events leave it.

use guohe_api::SubjectKind;
use std::collections::BTreeMap;

use guohe_clock::Date;
use guohe_flow::Tasks;
use serde::{Deserialize, Serialize};

use super::ReviewEvent;
use crate::{Card, Verdict};

/// Where a review stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// No panel yet.
    #[default]
    None,
    /// Sheets are awaited.
    Open,
    /// Every sheet is in.
    Completed,
    /// The case ended without a result.
    Closed,
}

impl ReviewStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Open => "OPEN",
            Self::Completed => "COMPLETED",
            Self::Closed => "CLOSED",
        }
    }
}

/// Where a sheet stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetStatus {
    /// Awaited.
    #[default]
    Pending,
    /// Filed.
    Submitted,
    /// Void: the expert left.
    Void,
}

/// One expert's sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Person id.
    pub expert: String,
    /// Where it stands.
    pub status: SheetStatus,
    /// Points by criterion code, hundredths.
    pub scores: BTreeMap<String, u32>,
    /// Sum, hundredths.
    pub total: u32,
    /// SHA-256 of the comment document, hex.
    pub comment_document: String,
    /// Day it was filed (Beijing).
    pub submitted_on: Option<Date>,
    /// True after the day it was due.
    pub late: bool,
}

/// One review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Review {
    /// Where it stands.
    pub status: ReviewStatus,
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Panel id.
    pub panel: String,
    /// Pack whose card applies.
    pub policy: String,
    /// Card.
    pub card: Card,
    /// Sheets, void ones included.
    pub sheets: Vec<Sheet>,
    /// Seats whose new expert is not known yet.
    pub open_seats: u32,
    /// Day by which sheets are due (Beijing).
    pub due_on: Option<Date>,
    /// Result.
    pub verdict: Option<Verdict>,
    /// Open tasks.
    pub tasks: Tasks,
    /// Day it was opened (Beijing).
    pub opened_on: Option<Date>,
    /// Day the last sheet came in (Beijing).
    pub completed_on: Option<Date>,
}

impl Review {
    /// An expert's sheet that is not void.
    pub fn sheet(&self, expert: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.expert == expert && sheet.status != SheetStatus::Void)
    }

    /// Person ids of those awaited.
    pub fn awaited(&self) -> Vec<String> {
        self.with(SheetStatus::Pending).map(|sheet| sheet.expert.clone()).collect()
    }

    /// Person ids of those whose sheets are in.
    pub fn scored_by(&self) -> Vec<String> {
        self.with(SheetStatus::Submitted).map(|sheet| sheet.expert.clone()).collect()
    }

    /// The result, once every seat is filled and every sheet in.
    pub(super) fn outcome(&self) -> Option<Verdict> {
        if self.open_seats > 0 || self.with(SheetStatus::Pending).next().is_some() {
            return None;
        }
        let totals: Vec<(String, u32)> =
            self.with(SheetStatus::Submitted).map(|sheet| (sheet.expert.clone(), sheet.total)).collect();
        self.card.verdict(&totals)
    }

    fn with(&self, status: SheetStatus) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(move |sheet| sheet.status == status)
    }

    pub(super) fn evolve(mut self, event: &ReviewEvent) -> Self {
        match event {
            ReviewEvent::Opened { opening, card, on } => {
                self.status = ReviewStatus::Open;
                self.subject_kind = opening.subject_kind;
                self.panel.clone_from(&opening.panel);
                self.policy.clone_from(&opening.policy);
                self.card = card.clone();
                self.due_on = opening.due_on;
                self.opened_on = Some(*on);
                opening.experts.iter().for_each(|expert| self.seat(expert));
            }
            ReviewEvent::SheetSubmitted { expert, scores, total, comment_document, on, late } => {
                let pending =
                    |sheet: &&mut Sheet| sheet.expert == *expert && sheet.status == SheetStatus::Pending;
                if let Some(sheet) = self.sheets.iter_mut().find(pending) {
                    sheet.status = SheetStatus::Submitted;
                    sheet.scores.clone_from(scores);
                    sheet.total = *total;
                    sheet.comment_document.clone_from(comment_document);
                    sheet.submitted_on = Some(*on);
                    sheet.late = *late;
                }
            }
            ReviewEvent::SeatVacated { expert, .. } => {
                let held = |sheet: &&mut Sheet| sheet.expert == *expert && sheet.status != SheetStatus::Void;
                if let Some(sheet) = self.sheets.iter_mut().find(held) {
                    sheet.status = SheetStatus::Void;
                    self.open_seats += 1;
                }
                self.reopen();
            }
            ReviewEvent::SeatFilled { expert } => {
                self.open_seats = self.open_seats.saturating_sub(1);
                self.seat(expert);
                self.reopen();
            }
            ReviewEvent::SheetsLate { task, .. } => self.tasks = task.clone().into(),
            ReviewEvent::Completed { verdict, on } => {
                self.status = ReviewStatus::Completed;
                self.verdict = Some(verdict.clone());
                self.completed_on = Some(*on);
                self.tasks.close_all();
            }
            ReviewEvent::Closed { .. } => {
                self.status = ReviewStatus::Closed;
                self.tasks.close_all();
            }
        }
        self
    }

    fn seat(&mut self, expert: &str) {
        self.sheets.push(Sheet { expert: expert.to_owned(), ..Sheet::default() });
    }

    fn reopen(&mut self) {
        self.status = ReviewStatus::Open;
        self.verdict = None;
        self.completed_on = None;
    }
}
