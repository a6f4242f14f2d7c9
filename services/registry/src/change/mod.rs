//! A change at a base: recorded, filed by the host, consented to by the recommending unit, filed with the
//! department.
//!
//! Owns one change. The base's entry keeps the old value until the change is registered; one that is refused is not
//! registered at all. Where the measures name no number of days, the date here only reminds people; where they do, a
//! late application is one limb of a ground, and a person finds whether the other holds.

mod decide;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, DecisionOf, Lookup, Recount, Refusal, Task, Workflow};
use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

pub use state::{Change, Status};

use crate::base::{BaseFlow, Leaving};

/// The workflow; one stream a change, id = change id.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFlow;

/// Verdicts of the recommending unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Consents.
    Consented,
    /// Does not.
    Refused,
    /// Sends it back for correction.
    Returned,
}

/// What a change can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ChangeCommand {
    /// Host or official: it happened.
    Record {
        /// Base id.
        base: String,
        /// Kind code.
        kind: String,
        /// Day of the event.
        happened_on: Date,
        /// New value.
        value: String,
    },
    /// Host: files it.
    File {
        /// SHA-256 of the document.
        document_hash: String,
        /// In words.
        explanation: String,
    },
    /// Message: the recommending unit gave its opinion.
    TakeOpinion {
        /// The verdict.
        verdict: Verdict,
        /// The words.
        opinion: String,
        /// Who signed it.
        signed_by: String,
        /// Number of the filing it is about.
        revision: u32,
    },
    /// Official: files it with the department.
    Register,
    /// Official: refuses it.
    Refuse {
        /// Why.
        reason: String,
    },
    /// Official: finds whether a late application harmed the base's operation, where that is a ground.
    FindEffect {
        /// True where it did.
        affected: bool,
        /// The facts.
        facts: String,
    },
    /// Timer after the date for filing.
    Escalate,
    /// Message: the base left.
    End {
        /// How.
        leaving: Leaving,
        /// From which day.
        effective_on: Date,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ChangeEvent {
    /// It happened and must be filed.
    Recorded {
        /// Base id.
        base: String,
        /// Host's credit code.
        institution: String,
        /// Recommending unit.
        unit: String,
        /// Kind code.
        kind: String,
        /// Day of the event.
        happened_on: Date,
        /// New value.
        value: String,
        /// The soft date, where the pack has one.
        deadline: Option<Box<Deadline>>,
        /// Pack the duty rests on.
        policy: String,
    },
    /// Filed by the host.
    Filed {
        /// Number of this filing.
        revision: u32,
        /// SHA-256 of the document.
        document_hash: String,
        /// In words.
        explanation: String,
        /// The host's user.
        filed_by: String,
        /// Day.
        filed_on: Date,
    },
    /// The recommending unit consents.
    Consented {
        /// Its words.
        opinion: String,
        /// Who signed.
        signed_by: String,
    },
    /// The recommending unit sends it back.
    Returned {
        /// Its words.
        opinion: String,
        /// Who signed.
        signed_by: String,
    },
    /// Refused, by the recommending unit or the department.
    Refused {
        /// Why.
        reason: String,
        /// Who.
        by: String,
    },
    /// Filed with the department.
    Registered,
    /// The soft date passed without a filing.
    Escalated,
    /// An official found whether the late application harmed the base's operation.
    EffectFound {
        /// True where it did.
        affected: bool,
        /// The facts.
        facts: String,
        /// Who found it.
        found_by: String,
    },
    /// The base left first.
    Ended {
        /// Why.
        reason: String,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
    /// It is done.
    TaskClosed {
        /// Task code.
        code: String,
    },
}

impl Workflow for ChangeFlow {
    const KIND: &'static str = "change";
    type State = Change;
    type Command = ChangeCommand;
    type Event = ChangeEvent;

    fn decide(
        &self,
        state: &Change,
        command: &ChangeCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Change, event: &ChangeEvent) -> Change {
        state.evolve(event)
    }

    fn recount(mut state: Change, recount: &Recount) -> Change {
        if recount.timer == decide::CHANGE_FILING {
            state.deadline = Some(recount.deadline.clone());
        }
        state
    }

    fn recounted(
        &self,
        state: &Change,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::recounted(state, recount, context)
    }

    fn attributes(state: &Change) -> Attributes {
        Attributes::new()
            .text("status", state.status.code())
            .text("base", &state.base)
            .text("kind", &state.kind)
            .text("institution", &state.institution)
            .text("unit", &state.unit)
            .date("happened_on", state.happened_on)
            .text("task", state.tasks.first_code())
    }

    fn lookup(&self, _state: &Change, command: &ChangeCommand) -> Option<Lookup> {
        match command {
            ChangeCommand::Record { base, .. } => Some(base_lookup(base)),
            _ => None,
        }
    }
}

/// Looks one base up by its id.
pub(crate) fn base_lookup(base: &str) -> Lookup {
    Lookup {
        kind: BaseFlow::KIND.to_owned(),
        filter: Attributes::new().text("base", base),
        after_id: String::new(),
        limit: 1,
    }
}
