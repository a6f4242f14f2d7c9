//! What a file says about a form: a base form and how this one differs.

use super::{Problem, wrong};
use crate::scenario_files::node::{Node, Yaml};

/// A form as a difference from another.
#[derive(Debug, Clone, PartialEq)]
pub struct FormPlan {
    /// The form it begins with: `good`, `empty`, or the name of another.
    pub from: String,
    /// Values set, each at its path, such as `org.finance[2].revenue`.
    pub set: Vec<(String, serde_json::Value)>,
    /// Kinds of documents left out.
    pub without: Vec<String>,
    /// Kinds of documents added.
    pub with: Vec<String>,
}

impl FormPlan {
    /// The good form as it is.
    pub fn good() -> Self {
        Self::named("good")
    }

    /// A form by name.
    pub fn named(name: &str) -> Self {
        Self { from: name.to_owned(), set: Vec::new(), without: Vec::new(), with: Vec::new() }
    }

    /// Reads a name or a difference.
    pub fn read(node: &Node) -> Result<Self, Problem> {
        if let Some(name) = node.text() {
            return Ok(Self::named(&name));
        }
        let Yaml::Map(entries) = &node.value else { return Err(wrong(node, "the name of a form or a map")) };
        let mut plan = Self::good();
        let known = ["from", "set", "without", "with"];
        for (key, value) in entries {
            match key.name.as_str() {
                "from" => plan.from = value.text().ok_or_else(|| wrong(value, "the name of a form"))?,
                "set" => plan.set = settings(value)?,
                "without" => plan.without = kinds(value)?,
                "with" => plan.with = kinds(value)?,
                other => return Err(Problem::unknown("UNKNOWN_FIELD", &key.spot, "field", other, known)),
            }
        }
        Ok(plan)
    }
}

fn settings(node: &Node) -> Result<Vec<(String, serde_json::Value)>, Problem> {
    match &node.value {
        Yaml::Map(entries) => {
            Ok(entries.iter().map(|(key, value)| (key.name.clone(), value.json())).collect())
        }
        _ => Err(wrong(node, "a map of paths and values")),
    }
}

fn kinds(node: &Node) -> Result<Vec<String>, Problem> {
    match &node.value {
        Yaml::List(items) => {
            items.iter().map(|item| item.text().ok_or_else(|| wrong(item, "a kind of document"))).collect()
        }
        _ => Err(wrong(node, "a list of kinds of documents")),
    }
}
