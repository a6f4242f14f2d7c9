//! A category's cohort date, kept to be shown with its bases.
//!
//! Owns a copy of what evaluation set; rounds themselves are opened there. The cycle of every base, the older
//! ones included, runs from this date, so that nobody is overdue on day one.

#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, DecisionOf, Refusal, Workflow};
use guohe_policy::Date;
use serde::{Deserialize, Serialize};

/// The workflow; one stream a category, id = category code.
#[derive(Debug, Clone, Copy)]
pub struct CohortFlow;

/// What a cohort can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CohortCommand {
    /// Message: the date was set.
    Anchor {
        /// Cohort date.
        anchor_on: Date,
        /// Latest date of the next round.
        next_round_by: Option<Date>,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CohortEvent {
    /// The date was set.
    Anchored {
        /// Cohort date.
        anchor_on: Date,
        /// Latest date of the next round.
        next_round_by: Option<Date>,
    },
}

/// A cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cohort {
    /// Cohort date.
    pub anchor_on: Option<Date>,
    /// Latest date of the next round.
    pub next_round_by: Option<Date>,
}

impl Workflow for CohortFlow {
    const KIND: &'static str = "cohort";
    type State = Cohort;
    type Command = CohortCommand;
    type Event = CohortEvent;

    fn decide(
        &self,
        state: &Cohort,
        command: &CohortCommand,
        _context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        let CohortCommand::Anchor { anchor_on, next_round_by } = command;
        if state.anchor_on == Some(*anchor_on) && state.next_round_by == *next_round_by {
            return Ok(Decision::nothing("the date is known"));
        }
        Ok(Decision::record(CohortEvent::Anchored { anchor_on: *anchor_on, next_round_by: *next_round_by }))
    }

    fn evolve(mut state: Cohort, event: &CohortEvent) -> Cohort {
        let CohortEvent::Anchored { anchor_on, next_round_by } = event;
        state.anchor_on = Some(*anchor_on);
        state.next_round_by = *next_round_by;
        state
    }

    fn attributes(state: &Cohort) -> Attributes {
        Attributes::new().date("anchor_on", state.anchor_on).date("next_round_by", state.next_round_by)
    }
}
