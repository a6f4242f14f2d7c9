//! A proposal as it stands.

use std::collections::BTreeSet;

use guohe_policy::{CalendarYear, Date, RuleRef};
use serde::{Deserialize, Serialize};

use super::CalendarEvent;
use crate::model::StreamKey;

/// Moved dates kept in the state; all of them are in the events.
const MOVED_KEPT: usize = 200;

/// A date that a calendar moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedDate {
    /// The service that keeps it.
    pub service: String,
    /// The stream: which base, report, call …
    pub stream: StreamKey,
    /// What is due: the timer's name.
    pub what: String,
    /// The rule with its article.
    pub rule: RuleRef,
    /// The last day now.
    pub was_due: Date,
    /// The first late day now.
    pub was_late_from: Date,
    /// The last day by the proposed calendar.
    pub due: Date,
    /// The first late day by the proposed calendar.
    pub late_from: Date,
    /// True where it stays provisional, for another year's schedule is missing.
    pub provisional: bool,
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProposalStatus {
    /// Nothing was proposed here.
    #[default]
    Absent,
    /// Services look through their timers.
    Surveying,
    /// The list is complete; an official may confirm.
    Ready,
    /// Effective.
    Confirmed,
    /// Taken back.
    Withdrawn,
}

impl ProposalStatus {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Surveying => "SURVEYING",
            Self::Ready => "READY",
            Self::Confirmed => "CONFIRMED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarState {
    /// Status; only in the registry, which keeps proposals.
    pub status: ProposalStatus,
    /// The schedule.
    pub year: Option<CalendarYear>,
    /// Number of the survey under way or finished, from 1.
    pub round: u32,
    /// Number of the survey that this service carries out.
    pub own_round: u32,
    /// Who proposed.
    pub proposed_by: String,
    /// The calendar the list was made against, by its versions.
    pub based_on: Vec<String>,
    /// Services that have not finished their report.
    pub awaiting: BTreeSet<String>,
    /// Dates that move: the first of them.
    pub moved: Vec<MovedDate>,
    /// How many move.
    pub moved_count: u64,
    /// How many stay and are settled.
    pub settled_count: u64,
    /// Who confirmed, or took it back.
    pub decided_by: String,
    /// Why it was taken back.
    pub reason: String,
    /// Timers counted again in this service.
    pub recounted: u64,
}

impl CalendarState {
    pub(super) fn evolve(mut self, event: &CalendarEvent) -> Self {
        match event {
            CalendarEvent::Proposed { year, by, round, based_on, awaiting } => {
                self.status = ProposalStatus::Surveying;
                self.year = Some(year.clone());
                self.round = *round;
                self.proposed_by = by.clone();
                self.based_on = based_on.clone();
                self.awaiting = awaiting.iter().cloned().collect();
                self.moved.clear();
                (self.moved_count, self.settled_count) = (0, 0);
                self.decided_by.clear();
                self.reason.clear();
            }
            CalendarEvent::SurveyBegun { year, round } => {
                self.year = Some(year.clone());
                self.own_round = *round;
            }
            CalendarEvent::PageSurveyed { .. } | CalendarEvent::ApplyBegun { .. } => {}
            CalendarEvent::Reported { service, moved, settled, last } => {
                self.moved_count += moved.len() as u64;
                self.settled_count += settled;
                let room = MOVED_KEPT.saturating_sub(self.moved.len());
                self.moved.extend(moved.iter().take(room).cloned());
                if *last {
                    self.awaiting.remove(service);
                }
                if self.awaiting.is_empty() {
                    self.status = ProposalStatus::Ready;
                }
            }
            CalendarEvent::Confirmed { by } => {
                self.status = ProposalStatus::Confirmed;
                self.decided_by = by.clone();
            }
            CalendarEvent::Withdrawn { by, reason } => {
                self.status = ProposalStatus::Withdrawn;
                self.decided_by = by.clone();
                self.reason = reason.clone();
            }
            CalendarEvent::PageApplied { timers } => self.recounted += u64::from(*timers),
        }
        self
    }
}
