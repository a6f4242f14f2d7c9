//! Loading a calendar year into a running system: proposal, survey, sign-off, recount.
//!
//! Owns the life of one proposal. The registry keeps it; every service has a stream of the same id, on which it
//! looks through its own timers. It never makes a year effective by itself: an official confirms.
//!
//! # Theory of operation
//! A timer keeps the receipt of its date, and the receipt names the calendar years that were asked. So what a year
//! moves can be told from the timers alone, without knowing what they are for: a *survey* reads them page by page,
//! counts each date again by the proposed calendar, and reports to the registry what would move. Nothing is changed
//! by it. After an official's confirmation every service takes the year into its book and reads its timers once
//! more; each is counted again under its own stream's lock, by the engine's own command (`engine/recount.rs`).
//! Dates set meanwhile are counted by whichever calendar their service had, and are found by the second reading if
//! that was the old one.

mod decide;
mod topics;
mod values;

use guohe_policy::CalendarYear;
use serde::{Deserialize, Serialize};

pub use topics::CALENDAR_CONTRACTS;
pub(crate) use topics::directed;
pub use values::{CalendarState, MovedDate, ProposalStatus};

use crate::model::{Attributes, Context, DecisionOf, Lookup, Refusal, Workflow};

/// The workflow; one stream a proposal, in every service.
#[derive(Debug, Clone, Copy)]
pub struct CalendarFlow {
    /// The service it runs in.
    pub service: &'static str,
}

/// What a proposal can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CalendarCommand {
    /// Official: proposes a year's schedule.
    Propose {
        /// The schedule.
        year: CalendarYear,
    },
    /// Message: the registry asks what a year would move.
    Survey {
        /// Number of the survey.
        round: u32,
        /// The schedule.
        year: CalendarYear,
    },
    /// Timer: looks at the next page of timers.
    SurveyPage {
        /// Number of the survey.
        round: u32,
        /// The last timer of the page before, empty at the beginning.
        after: String,
    },
    /// Message: a service tells what it found.
    Report {
        /// Number of the survey.
        round: u32,
        /// Which service.
        service: String,
        /// Dates that would move.
        moved: Vec<MovedDate>,
        /// Dates that would stay and be settled.
        settled: u64,
        /// True where this service has looked at all its timers.
        last: bool,
    },
    /// Official: signs off; the year becomes effective.
    Confirm,
    /// Official: takes the proposal back.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Message: the year is effective here; dates are to be counted again.
    Apply {
        /// Which year.
        year: i32,
    },
    /// Timer: counts the next page of timers again.
    ApplyPage {
        /// The last timer of the page before, empty at the beginning.
        after: String,
    },
}

/// What happened to a proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CalendarEvent {
    /// Proposed, or proposed again; every service is asked.
    Proposed {
        /// The schedule.
        year: CalendarYear,
        /// Who.
        by: String,
        /// Number of the survey.
        round: u32,
        /// The calendar it is compared with, by its versions.
        based_on: Vec<String>,
        /// Services that will report.
        awaiting: Vec<String>,
    },
    /// This service looks at its timers.
    SurveyBegun {
        /// The schedule.
        year: CalendarYear,
        /// Number of the survey.
        round: u32,
    },
    /// It looked at a page of them.
    PageSurveyed {
        /// Number of the survey.
        round: u32,
        /// Timers looked at.
        timers: u32,
        /// Dates among them that would move.
        moved: u32,
    },
    /// A service told what it found.
    Reported {
        /// Which service.
        service: String,
        /// Dates that would move.
        moved: Vec<MovedDate>,
        /// Dates that would stay and be settled.
        settled: u64,
        /// True where it has looked at all its timers.
        last: bool,
    },
    /// An official signed off.
    Confirmed {
        /// Who.
        by: String,
    },
    /// Taken back.
    Withdrawn {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// The year is effective in this service.
    ApplyBegun {
        /// Which year.
        year: i32,
    },
    /// A page of timers is counted again.
    PageApplied {
        /// Timers in it.
        timers: u32,
    },
}

impl Workflow for CalendarFlow {
    const KIND: &'static str = "calendar";
    type State = CalendarState;
    type Command = CalendarCommand;
    type Event = CalendarEvent;

    fn decide(
        &self,
        state: &CalendarState,
        command: &CalendarCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(self.service, state, command, context)
    }

    fn evolve(state: CalendarState, event: &CalendarEvent) -> CalendarState {
        state.evolve(event)
    }

    fn attributes(state: &CalendarState) -> Attributes {
        Attributes::new()
            .text("status", state.status.code())
            .number("year", state.year.as_ref().map_or(0, |year| i64::from(year.year)))
    }

    fn lookup(&self, state: &CalendarState, command: &CalendarCommand) -> Option<Lookup> {
        decide::lookup(state, command)
    }
}
