//! The budget of a call and topic: how many projects it can support, and which it supports (C15, C18, C19).
//!
//! Owns the hard limit of the call: one small stream a call and topic, through which every grant passes, so that
//! the item after the last is refused, not found out later. Never approves by itself: an official's document does.

mod decide;
#[cfg(test)]
mod tests;

use guohe_flow::{AttributeValue, Attributes, Context, DecisionOf, Found, Lookup, Refusal, Workflow};
use guohe_policy::Date;
use serde::{Deserialize, Serialize};

use crate::project::ProjectFlow;

/// The workflow; id = `<call>.<topic>`, see [`budget_id`].
#[derive(Debug, Clone, Copy, Default)]
pub struct BudgetFlow;

/// Most live projects of a topic that one grant can be weighed against.
pub const MOST_PROJECTS: u32 = 1_000;

/// The id of the budget of a call and topic.
pub fn budget_id(call: &str, topic: &str) -> String {
    format!("{call}.{topic}")
}

/// What a budget can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum BudgetCommand {
    /// Official: funds a project by the document that approves it.
    Fund(NewGrant),
    /// Message: a grant was taken back by a ruling.
    Release {
        /// Project id.
        project: String,
        /// Why.
        reason: String,
    },
}

/// A grant as an official states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGrant {
    /// Call id.
    pub call: String,
    /// Topic code.
    pub topic: String,
    /// Project id.
    pub project: String,
    /// Number of the document that approves the project.
    pub document_number: String,
    /// Its date: the project's approval (立项).
    pub document_on: Date,
    /// Programme year it counts for; none: the document's year.
    pub programme_year: Option<i32>,
    /// Why a project is funded before better ones; needed only then.
    pub reason: String,
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum BudgetEvent {
    /// Its first grant opened it.
    Opened {
        /// Call id.
        call: String,
        /// Topic code.
        topic: String,
        /// Pack of the call.
        policy: String,
    },
    /// A project was funded.
    Granted(Grant),
    /// A grant was taken back; its item is free again.
    Released {
        /// Project id.
        project: String,
        /// Why.
        reason: String,
    },
}

/// A grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Project id.
    pub project: String,
    /// What the money attaches to.
    pub subject: String,
    /// Host's credit code.
    pub institution: String,
    /// Amount in yuan, exact.
    pub amount_cny: String,
    /// Number of the document.
    pub document_number: String,
    /// Its date.
    pub document_on: Date,
    /// Programme year it counts for.
    pub programme_year: i32,
    /// Who granted it.
    pub by: String,
    /// Why it went before better ones.
    #[serde(default)]
    pub reason: String,
}

/// A budget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// Call id.
    pub call: String,
    /// Topic code.
    pub topic: String,
    /// Pack of the call.
    pub policy: String,
    /// Grants in order.
    pub grants: Vec<Grant>,
}

impl Workflow for BudgetFlow {
    const KIND: &'static str = "budget";
    type State = Budget;
    type Command = BudgetCommand;
    type Event = BudgetEvent;

    fn decide(
        &self,
        state: &Budget,
        command: &BudgetCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        match command {
            BudgetCommand::Fund(grant) => decide::fund(state, grant, context),
            BudgetCommand::Release { project, reason } => Ok(decide::release(state, project, reason)),
        }
    }

    fn evolve(mut state: Budget, event: &BudgetEvent) -> Budget {
        match event {
            BudgetEvent::Opened { call, topic, policy } => {
                state.call.clone_from(call);
                state.topic.clone_from(topic);
                state.policy.clone_from(policy);
            }
            BudgetEvent::Granted(grant) => state.grants.push(grant.clone()),
            BudgetEvent::Released { project, .. } => state.grants.retain(|grant| grant.project != *project),
        }
        state
    }

    fn attributes(state: &Budget) -> Attributes {
        Attributes::new()
            .text("call", &state.call)
            .text("topic", &state.topic)
            .text("policy", &state.policy)
            .number("granted", i64::try_from(state.grants.len()).unwrap_or(i64::MAX))
    }

    /// Every live project of the topic, of this call and earlier ones: the one to be funded, those that rank
    /// before it, and those whose money bars it.
    fn lookup(&self, _state: &Budget, command: &BudgetCommand) -> Option<Lookup> {
        let BudgetCommand::Fund(grant) = command else { return None };
        Some(Lookup {
            kind: ProjectFlow::KIND.to_owned(),
            filter: Attributes::new().text("topic", &grant.topic).flag("live", true),
            after_id: String::new(),
            limit: MOST_PROJECTS,
        })
    }
}

/// A number among an instance's attributes.
pub(crate) fn number_of(found: &Found, name: &str) -> Option<i64> {
    match found.attributes.0.get(name) {
        Some(AttributeValue::Number(number)) => Some(*number),
        _ => None,
    }
}

/// Programme years in which other projects of the same subject were funded, by the register's own record.
pub(crate) fn funded_before(found: &[Found], subject: &str, project: &str) -> Vec<i32> {
    let others = found.iter().filter(|other| {
        other.id != project && !subject.is_empty() && other.attributes.get_text("subject") == subject
    });
    others
        .filter_map(|other| number_of(other, "programme_year"))
        .filter_map(|year| i32::try_from(year).ok())
        .collect()
}
