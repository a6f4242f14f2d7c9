//! Open work of officials, hosts and experts, kept in each state.

use guohe_api::{common::v1 as common, rule_refs};
use guohe_clock::Date;
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

/// Something a person has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Code, such as `propose_decision`.
    pub code: String,
    /// Who has to act.
    pub role: guohe_flow::Role,
    /// Day it was opened (Beijing).
    pub opened_on: Date,
    /// Day by which it is wanted, where one is set (Beijing).
    pub due_on: Option<Date>,
    /// What is to be decided.
    pub question: String,
    /// Rules that open it.
    pub rules: Vec<RuleRef>,
}

impl Task {
    /// A task for officials.
    pub fn for_officials(code: &str, opened_on: Date, question: &str, rules: Vec<RuleRef>) -> Self {
        Self {
            code: code.to_owned(),
            role: guohe_flow::Role::Official,
            opened_on,
            due_on: None,
            question: question.to_owned(),
            rules,
        }
    }

    /// States the day by which it is wanted.
    pub fn due(mut self, due_on: Option<Date>) -> Self {
        self.due_on = due_on;
        self
    }

    pub(crate) fn wire(&self) -> common::Task {
        common::Task {
            code: self.code.clone(),
            role: match self.role {
                guohe_flow::Role::Official => common::Role::Official,
                guohe_flow::Role::Recommender => common::Role::Recommender,
                guohe_flow::Role::Host => common::Role::Host,
                guohe_flow::Role::Expert => common::Role::Expert,
                guohe_flow::Role::System => common::Role::System,
            }
            .into(),
            opened_on: self.opened_on.to_string(),
            due_on: self.due_on.map(|date| date.to_string()).unwrap_or_default(),
            question: self.question.clone(),
            rules: rule_refs(&self.rules),
        }
    }
}

/// The first open task's code, or `""`: the attribute that lists filter on.
pub(crate) fn first_code(tasks: &[Task]) -> &str {
    tasks.first().map_or("", |task| task.code.as_str())
}
