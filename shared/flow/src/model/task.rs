//! Tasks: what a person has to do about an instance.
//!
//! Owns the value and the list that a state keeps of them. A task opens and closes by events, so that a replay
//! opens and closes the same ones; nothing carries one out but a person.

use std::ops::Deref;

use guohe_clock::Date;
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

use super::Role;

/// Something a person has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Stable code, such as `rule_on_departure`.
    pub code: String,
    /// What it is about within the instance (an application, a year); empty for the instance itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Who has to act.
    pub role: Role,
    /// Day it was opened (Beijing).
    pub opened_on: Date,
    /// Day by which it is wanted (Beijing), where one is set.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// What is to be decided, in words.
    pub question: String,
    /// Rules that open it.
    #[serde(default)]
    pub rules: Vec<RuleRef>,
}

impl Task {
    /// A task without a date, about the instance itself.
    pub fn new(role: Role, code: &str, opened_on: Date, question: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            about: String::new(),
            role,
            opened_on,
            due_on: None,
            question: question.into(),
            rules: vec![],
        }
    }

    /// A task for officials of the department.
    pub fn official(code: &str, opened_on: Date, question: impl Into<String>) -> Self {
        Self::new(Role::Official, code, opened_on, question)
    }

    /// Says what within the instance it is about.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// States the day by which it is wanted.
    #[must_use]
    pub fn due(mut self, due_on: Option<Date>) -> Self {
        self.due_on = due_on;
        self
    }

    /// Names rules that open it.
    #[must_use]
    pub fn by(mut self, rules: impl IntoIterator<Item = RuleRef>) -> Self {
        self.rules.extend(rules);
        self
    }
}

/// Most tasks one instance keeps open; a further one replaces the oldest.
const MOST_TASKS: usize = 40;

/// Open tasks of an instance. Lists filter on the first one's code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tasks(Vec<Task>);

impl Tasks {
    /// Opens a task after the others, replacing one of the same code about the same thing.
    pub fn open(&mut self, task: Task) {
        self.make_room_for(&task);
        self.0.push(task);
    }

    /// Opens a task before the others, replacing one of the same code about the same thing.
    pub fn open_first(&mut self, task: Task) {
        self.make_room_for(&task);
        self.0.insert(0, task);
    }

    fn make_room_for(&mut self, task: &Task) {
        self.close(&task.code, &task.about);
        if self.0.len() >= MOST_TASKS {
            self.0.remove(0);
        }
    }

    /// Closes a task; one that is not open is no error.
    pub fn close(&mut self, code: &str, about: &str) {
        self.0.retain(|task| task.code != code || task.about != about);
    }

    /// Closes every task.
    pub fn close_all(&mut self) {
        self.0.clear();
    }

    /// Closes every task but those of one code; all of them without a code.
    pub fn close_but(&mut self, code: Option<&str>) {
        self.0.retain(|task| Some(task.code.as_str()) == code);
    }

    /// Whether a task is open.
    pub fn has(&self, code: &str, about: &str) -> bool {
        self.0.iter().any(|task| task.code == code && task.about == about)
    }

    /// The first open task's code, for lists; empty without one.
    pub fn first_code(&self) -> &str {
        self.0.first().map_or("", |task| task.code.as_str())
    }
}

/// The one task that is open, or none: what a state keeps whose tasks replace each other.
impl From<Option<Task>> for Tasks {
    fn from(task: Option<Task>) -> Self {
        Self(task.into_iter().collect())
    }
}

/// The one task that is open.
impl From<Task> for Tasks {
    fn from(task: Task) -> Self {
        Some(task).into()
    }
}

impl Deref for Tasks {
    type Target = [Task];

    fn deref(&self) -> &[Task] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(code: &str, about: &str) -> Task {
        Task::official(code, "2026-05-01".parse().expect("a date"), "What now?").about(about)
    }

    #[test]
    fn a_task_replaces_its_like_and_lists_show_the_first() {
        let mut tasks = Tasks::default();
        tasks.open(task("look", "a-1"));
        tasks.open(task("look", "a-2"));
        tasks.open(task("look", "a-1"));
        assert_eq!(tasks.iter().map(|task| task.about.as_str()).collect::<Vec<_>>(), ["a-2", "a-1"]);
        tasks.open_first(task("ask", ""));
        assert_eq!(tasks.first_code(), "ask");
        tasks.close_but(Some("look"));
        assert!(!tasks.has("ask", "") && tasks.has("look", "a-2"));
        tasks.close_but(None);
        assert_eq!((tasks.len(), tasks.first_code()), (0, ""));
    }

    #[test]
    fn one_that_leaves_out_what_may_be_left_out_is_read() {
        let stored =
            r#"[{"code": "look", "role": "official", "opened_on": "2026-05-01", "question": "What now?"}]"#;
        assert_eq!(serde_json::from_str::<Tasks>(stored).expect("reads"), Tasks::from(task("look", "")));
    }
}
