//! A base that left the register, as far as recommendation is concerned: opinions on its changes stop.
//!
//! Holds no list of them. It pages through those that are open and tells each page by message; a case that
//! comes in later looks the departure up.

use guohe_api::{outgoing, recommendation::v1::DepartureSpread, rule_refs};
use guohe_clock::Date;
use guohe_flow::{Attributes, Context, Decision, DecisionOf, Lookup, Refusal, TimerReceipt, Workflow};
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Cases told at a time.
const PAGE: u32 = 200;
/// Timer that tells the next page.
const SPREAD: &str = "spread";

/// What a departure can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DepartureCommand {
    /// Message: the base left.
    Leave {
        /// How, in words.
        reason: String,
        /// Day from which it is out.
        effective_on: Date,
        /// Rules relied on.
        rules: Vec<RuleRef>,
    },
    /// Timer: tell a page of open cases.
    Spread {
        /// Only cases after this id.
        after: String,
    },
}

/// What happens to a departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DepartureEvent {
    /// The base left.
    Left {
        /// Its id.
        base: String,
        /// How, in words.
        reason: String,
        /// Rules relied on.
        rules: Vec<RuleRef>,
    },
    /// A page of cases was told.
    Told {
        /// How many.
        subjects: u32,
        /// The last of them.
        last: String,
    },
}

/// State of a departure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DepartureState {
    /// The base; empty before it left.
    pub base: String,
    /// How it left, in words.
    pub reason: String,
    /// Rules relied on.
    pub rules: Vec<RuleRef>,
}

/// The workflow of a departure; the stream's id is the base's.
#[derive(Debug, Clone, Copy, Default)]
pub struct DepartureWorkflow;

impl Workflow for DepartureWorkflow {
    const KIND: &'static str = "departure";
    type State = DepartureState;
    type Command = DepartureCommand;
    type Event = DepartureEvent;

    fn decide(
        &self,
        state: &DepartureState,
        command: &DepartureCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        match command {
            DepartureCommand::Leave { .. } if !state.base.is_empty() => {
                Ok(Decision::nothing("the departure is known"))
            }
            DepartureCommand::Leave { reason, effective_on, rules } => {
                let left = DepartureEvent::Left {
                    base: context.stream.id.clone(),
                    reason: reason.clone(),
                    rules: rules.clone(),
                };
                let decision = Decision::record(left).effective_on(*effective_on);
                Ok(again(rules.iter().cloned().fold(decision, Decision::by), "", context))
            }
            DepartureCommand::Spread { .. } => Ok(spread(state, context)),
        }
    }

    fn evolve(mut state: DepartureState, event: &DepartureEvent) -> DepartureState {
        if let DepartureEvent::Left { base, reason, rules } = event {
            state.base.clone_from(base);
            state.reason.clone_from(reason);
            state.rules.clone_from(rules);
        }
        state
    }

    fn attributes(state: &DepartureState) -> Attributes {
        Attributes::new().text("base", &state.base)
    }

    fn lookup(&self, state: &DepartureState, command: &DepartureCommand) -> Option<Lookup> {
        let DepartureCommand::Spread { after } = command else { return None };
        Some(Lookup {
            kind: crate::opinion::OpinionWorkflow::KIND.to_owned(),
            filter: Attributes::new().text("base", &state.base).flag("open", true),
            after_id: after.clone(),
            limit: PAGE,
        })
    }
}

type Outcome = Decision<DepartureEvent, DepartureCommand>;

fn again(decision: Outcome, after: &str, context: &Context<'_>) -> Outcome {
    let receipt = TimerReceipt::set_by("housekeeping: tells the open cases of a base that it left");
    decision.set_timer(SPREAD, context.now, DepartureCommand::Spread { after: after.to_owned() }, receipt)
}

fn spread(state: &DepartureState, context: &Context<'_>) -> Outcome {
    let Some(last) = context.found.last().filter(|_| !state.base.is_empty()) else {
        return Decision::nothing("no case left to tell");
    };
    let message = DepartureSpread {
        base: state.base.clone(),
        subjects: context.found.iter().map(|found| found.id.clone()).collect(),
        reason: state.reason.clone(),
        rules: rule_refs(&state.rules),
    };
    let subjects = u32::try_from(context.found.len()).unwrap_or(u32::MAX);
    let told = DepartureEvent::Told { subjects, last: last.id.clone() };
    let decision = Decision::record(told).send(outgoing(&message));
    if subjects < PAGE { decision } else { again(decision, &last.id, context) }
}
