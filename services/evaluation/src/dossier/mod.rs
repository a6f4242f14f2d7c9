//! A base's evaluations, so that the fact that it left reaches each of them. The stream's id is the base's.
//!
//! Owns nothing but that list, bounded to the latest ones: a base is evaluated once in a cycle. An evaluation
//! that is entered after the base left is stopped at once.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_flow::{Attributes, Context, Decision, Outgoing, Refusal, Workflow};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Latest evaluations kept; earlier ones have long ended.
const MOST_PERFORMANCES: usize = 32;

/// Where a base stands here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// Its latest evaluations, oldest first.
    pub performances: Vec<String>,
    /// How it left, once it has.
    pub left: Option<String>,
}

/// Commands of the dossier workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DossierCommand {
    /// The base is to be evaluated (message).
    Enter {
        /// Performance id.
        performance: String,
    },
    /// The base left the register (message).
    Leave {
        /// How.
        reason: String,
    },
}

/// Events of the dossier workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DossierEvent {
    /// An evaluation was entered.
    Entered {
        /// Performance id.
        performance: String,
    },
    /// The base left the register.
    Left {
        /// How.
        reason: String,
    },
}

/// The workflow of dossiers.
#[derive(Debug, Clone, Copy)]
pub struct Dossiers;

impl Workflow for Dossiers {
    const KIND: &'static str = "dossier";
    type State = Dossier;
    type Command = DossierCommand;
    type Event = DossierEvent;

    fn decide(
        &self,
        state: &Dossier,
        command: &DossierCommand,
        context: &Context<'_>,
    ) -> Result<Decision<DossierEvent, DossierCommand>, Refusal> {
        Ok(match command {
            DossierCommand::Enter { performance } => enter(state, performance, context),
            DossierCommand::Leave { reason } => leave(state, reason, context),
        })
    }

    fn evolve(mut state: Dossier, event: &DossierEvent) -> Dossier {
        match event {
            DossierEvent::Entered { performance } => {
                state.performances.push(performance.clone());
                let surplus = state.performances.len().saturating_sub(MOST_PERFORMANCES);
                state.performances.drain(..surplus);
            }
            DossierEvent::Left { reason } => state.left = Some(reason.clone()),
        }
        state
    }

    fn attributes(state: &Dossier) -> Attributes {
        Attributes::new().text("state", if state.left.is_some() { "LEFT" } else { "LIVE" })
    }
}

fn enter(
    state: &Dossier,
    performance: &str,
    context: &Context<'_>,
) -> Decision<DossierEvent, DossierCommand> {
    if state.performances.iter().any(|known| known == performance) {
        return Decision::nothing("this evaluation is known already");
    }
    let decision = Decision::record(DossierEvent::Entered { performance: performance.to_owned() });
    match &state.left {
        Some(reason) => decision.send(stop(performance, reason, context)),
        None => decision,
    }
}

fn leave(state: &Dossier, reason: &str, context: &Context<'_>) -> Decision<DossierEvent, DossierCommand> {
    if state.left.is_some() {
        return Decision::nothing("the base has left already");
    }
    let decision = Decision::record(DossierEvent::Left { reason: reason.to_owned() });
    let known = state.performances.iter();
    known.fold(decision, |decision, performance| decision.send(stop(performance, reason, context)))
}

fn stop(performance: &str, reason: &str, context: &Context<'_>) -> Outgoing {
    outgoing(&wire::EvaluationStopped {
        performance: performance.to_owned(),
        base: context.stream.id.clone(),
        reason: reason.to_owned(),
    })
}
