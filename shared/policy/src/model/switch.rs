//! Switches: one for every point on which the text can be read in more than one way.
//!
//! Owns options, our default with its reason, and the department's own choice. A switch named by code
//! changes what is computed; the others are read by the workflows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refs::Text;

/// A named choice between readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The name by which code asks, such as `expert_project_level`.
    pub name: String,
    /// The ambiguity it settles (`A-47`), or the rule of our reading that created it.
    pub ambiguity: String,
    /// The rules it concerns.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The question.
    pub question: Text,
    /// The possible values; empty where any value of the default's type is possible.
    #[serde(default)]
    pub options: Vec<SwitchValue>,
    /// Our default.
    pub default: SwitchValue,
    /// The department's own choice.
    #[serde(default)]
    pub chosen: Option<SwitchValue>,
    /// Why the default is what it is.
    pub reason: Text,
}

/// The value of a switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SwitchValue {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A word, a date or a period.
    Word(String),
}

impl Switch {
    /// The value in force: the department's choice, otherwise the default.
    pub fn value(&self) -> &SwitchValue {
        self.chosen.as_ref().unwrap_or(&self.default)
    }
}

impl SwitchValue {
    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The flag, if it is one.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The value as readings and cases name it, such as `ruling`, `true` or `3`.
    pub fn label(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Word(word) => word.clone(),
        }
    }

    /// Whether two values are of one type.
    pub fn same_type(&self, other: &SwitchValue) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}
