//! A deadline with its reminder ladder.
//!
//! Owns the timers of one deadline: each day of the ladder at 09:00 in Beijing. A deadline set again replaces
//! the one before; a cleared one reminds nobody.
//!
//! Days of the ladder before the day of setting are skipped, not made up for. Only where every day has passed
//! while the due day has not, one reminder goes out at once, so that nobody is left without any.

mod decide;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use guohe_flow::{Attributes, Context, DecisionOf, Refusal, Workflow};
use guohe_policy::{Date, RuleRef};
use serde::{Deserialize, Serialize};

pub use state::{Reminder, Status};

use crate::delivery::{Delivery, Recipient, with_recipients};

/// The workflow; one stream a deadline.
#[derive(Debug, Clone, Copy)]
pub struct ReminderFlow;

/// A deadline as it was set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setting {
    /// Id of the deadline.
    pub deadline: String,
    /// What is due.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// Who is reminded.
    pub recipients: Vec<Recipient>,
    /// The day it is due.
    pub due_on: Date,
    /// Days on which to remind, in order.
    pub remind_on: Vec<Date>,
    /// Rules it rests on.
    pub rules: Vec<RuleRef>,
    /// Values for the text.
    pub values: BTreeMap<String, String>,
}

/// What a reminder can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ReminderCommand {
    /// Message: a date approaches.
    Set(Setting),
    /// Message: it was done, or fell away.
    Clear {
        /// Why.
        reason: String,
    },
    /// Timer at 09:00 of a day of the ladder.
    Remind {
        /// The day.
        on: Date,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ReminderEvent {
    /// Set, or set anew.
    Set {
        /// What.
        setting: Setting,
        /// Days still to come.
        pending: Vec<Date>,
        /// Days that had passed.
        skipped: Vec<Date>,
    },
    /// People were reminded.
    Reminded {
        /// The day of the ladder.
        on: Date,
        /// One a recipient.
        deliveries: Vec<Delivery>,
    },
    /// No longer due.
    Cleared {
        /// Why.
        reason: String,
    },
}

impl Workflow for ReminderFlow {
    const KIND: &'static str = "reminder";
    type State = Reminder;
    type Command = ReminderCommand;
    type Event = ReminderEvent;

    fn decide(
        &self,
        state: &Reminder,
        command: &ReminderCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        Ok(decide::decide(state, command, context))
    }

    fn evolve(state: Reminder, event: &ReminderEvent) -> Reminder {
        state.evolve(event)
    }

    fn attributes(state: &Reminder) -> Attributes {
        let attributes = Attributes::new()
            .text("status", state.status.code())
            .text("name", &state.setting.name)
            .text("subject", &state.setting.subject)
            .flag("reminded", !state.deliveries.is_empty())
            .date("next", state.pending.first().copied());
        with_recipients(attributes, &state.setting.recipients)
    }
}
