//! Enrolment: a round reaches the bases of its category, a page at a time.
//!
//! Owns the walk through the register. No stream holds the list of a round's bases: each base decides for
//! itself whether it enters.

#[cfg(test)]
mod tests;

use guohe_api::registry::v1::BaseFound;
use guohe_flow::{Attributes, Context, Decision, DecisionOf, Lookup, Refusal, TimerReceipt, Workflow};
use guohe_policy::{Date, ReEvaluation};
use serde::{Deserialize, Serialize};

use crate::{
    base::{BaseFlow, Status as BaseStatus},
    support::{absent, adopted},
};

/// Bases told in one step.
const PAGE: u32 = 100;
/// Name of the timer that takes the next page.
const ENROL: &str = "enrol";

/// The workflow; one stream a round, id = round id.
#[derive(Debug, Clone, Copy)]
pub struct EnrolmentFlow;

/// Where an enrolment stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not begun.
    #[default]
    Absent,
    /// Walking.
    Running,
    /// Every base was told.
    Finished,
}

/// What an enrolment can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum EnrolmentCommand {
    /// Message: a round was opened.
    Begin {
        /// Category code.
        category: String,
        /// Day by which materials are due.
        materials_due_on: String,
        /// Pack in force.
        policy: String,
        /// Day it was opened.
        opened_on: Option<Date>,
    },
    /// Timer, due at once: the next page.
    Continue {
        /// Only bases after this id.
        after: String,
        /// True in the second walk, through the bases that rectify.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rectifying: bool,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum EnrolmentEvent {
    /// Begun.
    Begun {
        /// Category code.
        category: String,
        /// Day by which materials are due.
        materials_due_on: String,
        /// Pack.
        policy: String,
    },
    /// A page of bases was told.
    PageTold {
        /// The last id of the page.
        after: String,
        /// How many.
        count: u32,
    },
    /// Every base in good standing was told; those that rectify are next, where the measures evaluate them again in
    /// the round.
    TurnedToRectifying {
        /// Bases of the last page.
        count: u32,
    },
    /// Every base was told.
    Finished {
        /// Bases of the last page.
        count: u32,
    },
}

/// An enrolment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enrolment {
    /// Status.
    pub status: Status,
    /// Category code.
    pub category: String,
    /// Day by which materials are due.
    pub materials_due_on: String,
    /// Pack.
    pub policy: String,
    /// The last id told.
    pub after: String,
    /// Bases told.
    pub told: u32,
    /// True in the second walk.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rectifying: bool,
}

impl Workflow for EnrolmentFlow {
    const KIND: &'static str = "enrolment";
    type State = Enrolment;
    type Command = EnrolmentCommand;
    type Event = EnrolmentEvent;

    fn decide(
        &self,
        state: &Enrolment,
        command: &EnrolmentCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        match command {
            EnrolmentCommand::Begin { .. } if state.status != Status::Absent => {
                Ok(Decision::nothing("the round is enrolled, or being enrolled"))
            }
            EnrolmentCommand::Begin { category, materials_due_on, policy, .. } => {
                let pack = adopted(context, policy)?;
                let begun = EnrolmentEvent::Begun {
                    category: category.clone(),
                    materials_due_on: materials_due_on.clone(),
                    policy: policy.clone(),
                };
                Ok(take_page(Decision::record(begun).under(pack.reference()), "", false, context))
            }
            EnrolmentCommand::Continue { .. } if state.status == Status::Absent => {
                Err(absent(context, "round"))
            }
            EnrolmentCommand::Continue { after, rectifying }
                if state.status == Status::Running
                    && *after == state.after
                    && *rectifying == state.rectifying =>
            {
                tell_page(state, context)
            }
            EnrolmentCommand::Continue { .. } => Ok(Decision::nothing("this page was told already")),
        }
    }

    fn evolve(mut state: Enrolment, event: &EnrolmentEvent) -> Enrolment {
        match event {
            EnrolmentEvent::Begun { category, materials_due_on, policy } => {
                state.status = Status::Running;
                state.category = category.clone();
                state.materials_due_on = materials_due_on.clone();
                state.policy = policy.clone();
            }
            EnrolmentEvent::PageTold { after, count } => {
                state.after = after.clone();
                state.told += count;
            }
            EnrolmentEvent::TurnedToRectifying { count } => {
                state.rectifying = true;
                state.after.clear();
                state.told += count;
            }
            EnrolmentEvent::Finished { count } => {
                state.status = Status::Finished;
                state.told += count;
            }
        }
        state
    }

    fn attributes(state: &Enrolment) -> Attributes {
        Attributes::new().text("category", &state.category).number("told", i64::from(state.told))
    }

    fn lookup(&self, state: &Enrolment, command: &EnrolmentCommand) -> Option<Lookup> {
        let EnrolmentCommand::Continue { after, rectifying } = command else { return None };
        let status = if *rectifying { BaseStatus::Rectifying } else { BaseStatus::Active };
        Some(Lookup {
            kind: BaseFlow::KIND.to_owned(),
            filter: Attributes::new().text("category", &state.category).text("status", status.code()),
            after_id: after.clone(),
            limit: PAGE,
        })
    }
}

fn take_page(
    decision: DecisionOf<EnrolmentFlow>,
    after: &str,
    rectifying: bool,
    context: &Context<'_>,
) -> DecisionOf<EnrolmentFlow> {
    let command = EnrolmentCommand::Continue { after: after.to_owned(), rectifying };
    decision.set_timer(
        ENROL,
        context.now,
        command,
        TimerReceipt::set_by("the next page of the round's bases"),
    )
}

fn tell_page(state: &Enrolment, context: &Context<'_>) -> Result<DecisionOf<EnrolmentFlow>, Refusal> {
    let in_rounds = adopted(context, &state.policy)?.evaluation.re_evaluation == ReEvaluation::NextRound;
    let found = context.found;
    let count = u32::try_from(found.len()).unwrap_or(PAGE);
    let last = found.last().map(|found| found.id.clone()).unwrap_or_default();
    let decision = if count >= PAGE {
        let told = Decision::record(EnrolmentEvent::PageTold { after: last.clone(), count });
        take_page(told, &last, state.rectifying, context)
    } else if in_rounds && !state.rectifying {
        take_page(Decision::record(EnrolmentEvent::TurnedToRectifying { count }), "", true, context)
    } else {
        Decision::record(EnrolmentEvent::Finished { count })
    };
    Ok(found.iter().fold(decision, |decision, base| {
        decision.send(guohe_api::outgoing(&BaseFound {
            round: context.stream.id.clone(),
            base: base.id.clone(),
            materials_due_on: state.materials_due_on.clone(),
            policy: state.policy.clone(),
        }))
    }))
}
