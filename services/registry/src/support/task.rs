//! Tasks: what an official or a host has to do about an instance.
//!
//! Owns the value and the list. A task is part of an event, so that a replay opens and closes the same ones.

use guohe_api::common::v1 as common;
use guohe_flow::{Context, Role};
use guohe_policy::{Date, RuleRef};
use serde::{Deserialize, Serialize};

/// Something a person has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Stable code, such as `rule_on_departure`.
    pub code: String,
    /// What it is about within the instance (an application, a year); empty for the instance itself.
    #[serde(default)]
    pub about: String,
    /// Who has to act.
    pub role: Role,
    /// Day it was opened, Beijing.
    pub opened_on: Date,
    /// Day by which it is wanted.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// What is to be decided, in words.
    pub question: String,
    /// The rules that open it.
    #[serde(default)]
    pub rules: Vec<RuleRef>,
}

impl Task {
    /// A task for an official, opened today.
    pub(crate) fn official(context: &Context<'_>, code: &str, question: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            about: String::new(),
            role: Role::Official,
            opened_on: context.today(),
            due_on: None,
            question: question.into(),
            rules: vec![],
        }
    }

    /// Says what within the instance it is about.
    pub(crate) fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// Names the rules that open it.
    pub(crate) fn by(mut self, rules: impl IntoIterator<Item = RuleRef>) -> Self {
        self.rules.extend(rules);
        self
    }
}

/// Most tasks one instance keeps open; a further one replaces the oldest.
const MOST_TASKS: usize = 40;

/// Open tasks of an instance, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tasks(pub Vec<Task>);

impl Tasks {
    /// Opens a task, replacing one of the same code about the same thing.
    pub(crate) fn open(&mut self, task: Task) {
        self.close(&task.code, &task.about);
        if self.0.len() >= MOST_TASKS {
            self.0.remove(0);
        }
        self.0.push(task);
    }

    /// Closes a task; one that is not open is no error.
    pub(crate) fn close(&mut self, code: &str, about: &str) {
        self.0.retain(|task| task.code != code || task.about != about);
    }

    /// Closes every task.
    pub(crate) fn close_all(&mut self) {
        self.0.clear();
    }

    /// Whether a task is open.
    pub(crate) fn has(&self, code: &str, about: &str) -> bool {
        self.0.iter().any(|task| task.code == code && task.about == about)
    }

    /// The first open task's code, for lists; empty without one.
    pub(crate) fn first_code(&self) -> &str {
        self.0.first().map_or("", |task| task.code.as_str())
    }

    /// For the wire.
    pub(crate) fn wire(&self) -> Vec<common::Task> {
        self.0.iter().map(wire).collect()
    }
}

fn wire(task: &Task) -> common::Task {
    let role = match task.role {
        Role::Official => common::Role::Official,
        Role::Recommender => common::Role::Recommender,
        Role::Host => common::Role::Host,
        Role::Expert => common::Role::Expert,
        Role::System => common::Role::System,
    };
    common::Task {
        code: task.code.clone(),
        role: role.into(),
        opened_on: task.opened_on.to_string(),
        due_on: task.due_on.map(|day| day.to_string()).unwrap_or_default(),
        question: task.question.clone(),
        rules: guohe_api::rule_refs(&task.rules),
    }
}
