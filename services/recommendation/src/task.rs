//! Open work of people, kept with the case it belongs to.

use guohe_api::common::v1 as common;
use guohe_clock::Date;
use guohe_flow::Role;
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

/// Something a person has to do. Opened and closed by events; never carried out by a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Stable code, such as `recommendation_overdue`.
    pub code: String,
    /// Who has to act.
    pub role: Role,
    /// Day it was opened (Beijing).
    pub opened_on: Date,
    /// Day by which it is wanted, where one is set.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// What is to be decided.
    pub question: String,
    /// Rules that open it.
    #[serde(default)]
    pub rules: Vec<RuleRef>,
}

impl Task {
    /// A task for officials without a date.
    pub(crate) fn official(code: &str, opened_on: Date, question: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            role: Role::Official,
            opened_on,
            due_on: None,
            question: question.into(),
            rules: vec![],
        }
    }

    /// The task for the wire.
    pub(crate) fn proto(&self) -> common::Task {
        let role = match self.role {
            Role::Official => common::Role::Official,
            Role::Recommender => common::Role::Recommender,
            Role::Host => common::Role::Host,
            Role::Expert => common::Role::Expert,
            Role::System => common::Role::System,
        };
        common::Task {
            code: self.code.clone(),
            role: role as i32,
            opened_on: self.opened_on.to_string(),
            due_on: self.due_on.map(|day| day.to_string()).unwrap_or_default(),
            question: self.question.clone(),
            rules: guohe_api::rule_refs(&self.rules),
        }
    }
}

/// The first open task's code, for lists; empty where nothing is open.
pub(crate) fn first_code(tasks: &[Task]) -> &str {
    tasks.first().map_or("", |task| task.code.as_str())
}
