//! An institution's standing: may it apply, and since which day not.
//!
//! Owns bans and the answer to "was it barred on the day of receipt". Bans come from people's decisions only; a
//! ban recorded later with an earlier date points to the applications it overtook and decides nothing about
//! them.

mod decide;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, DecisionOf, Refusal, Task, Workflow};
use guohe_policy::Date;
use serde::{Deserialize, Serialize};

pub use state::{Admission, Answer, Ban, BanState, Institution, Status};

/// The workflow; one stream an institution, id = unified social credit code.
#[derive(Debug, Clone, Copy)]
pub struct StandingFlow;

/// What an institution's standing can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum StandingCommand {
    /// Message: an application was received; may the institution apply?
    Ask {
        /// Application id.
        application: String,
        /// Pack in force on the day of receipt; empty where none was.
        policy: String,
        /// Beijing day of receipt.
        received_on: Date,
        /// Number of the submission.
        revision: u32,
    },
    /// Message: the application is closed, or recognised.
    CloseAdmission {
        /// Application id.
        application: String,
    },
    /// Message: a base was cancelled, or a ban for a false application was decided.
    RecordBan {
        /// `base/<id>` or `application/<id>`.
        source: String,
        /// Ground id.
        ground: String,
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Date,
        /// Pack decided under.
        policy: String,
    },
    /// Message: it was ruled that a base left for the national register.
    NoteNational {
        /// Base id.
        base: String,
    },
    /// Timer at the start of the first free day.
    Free,
    /// Official: lifts a ban by a new document (T5).
    Quash {
        /// Source of the ban.
        source: String,
        /// Number of the new document.
        document_number: String,
        /// Date of the new document.
        document_on: Date,
        /// Why.
        reason: String,
    },
    /// Official: rules on a ban whose length the measures do not state (T3).
    RuleOnBan {
        /// Source of the ban.
        source: String,
        /// Last day; none lifts it.
        banned_until: Option<Date>,
        /// Why.
        reason: String,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum StandingEvent {
    /// It was asked about and answered.
    Answered {
        /// The application.
        admission: Admission,
        /// Number of the submission.
        revision: u32,
    },
    /// The application is closed.
    AdmissionClosed {
        /// Application id.
        application: String,
    },
    /// Barred.
    Banned(Box<Ban>),
    /// A ban recorded later covers the day an application was admitted.
    Overtook {
        /// Application id.
        application: String,
        /// Source of the ban.
        source: String,
    },
    /// The last ban has run out.
    Freed {
        /// First free day.
        free_from: Date,
    },
    /// A ban was lifted.
    Quashed {
        /// Source of the ban.
        source: String,
        /// Number of the new document.
        document_number: String,
        /// Why.
        reason: String,
    },
    /// An official set the length of a ban.
    LengthRuled {
        /// Source of the ban.
        source: String,
        /// Last day.
        banned_until: Date,
        /// First free day.
        free_from: Date,
        /// Why.
        reason: String,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
    /// It is done.
    TaskClosed {
        /// Task code.
        code: String,
        /// What it was about.
        about: String,
    },
}

impl Workflow for StandingFlow {
    const KIND: &'static str = "standing";
    type State = Institution;
    type Command = StandingCommand;
    type Event = StandingEvent;

    fn decide(
        &self,
        state: &Institution,
        command: &StandingCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Institution, event: &StandingEvent) -> Institution {
        state.evolve(event)
    }

    fn attributes(state: &Institution) -> Attributes {
        Attributes::new()
            .text("status", state.status().code())
            .date("banned_until", state.longest().and_then(|ban| ban.banned_until))
            .text("task", state.tasks.first_code())
    }
}
