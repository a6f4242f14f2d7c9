//! Steps of the procedure and the changes that must be filed.
//!
//! Owns actors, inputs and outputs as the measures name them. The state machines are code; a step here
//! enables and explains a transition.

use serde::{Deserialize, Serialize};

use crate::refs::Text;

/// One step of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// A stable key: `apply`, `recommend`, `accept`, `review`, `recognise`, `file_change`,
    /// `object_category`.
    pub key: String,
    /// Who acts, by role key, in order.
    pub actors: Vec<String>,
    /// Our short wording.
    pub text: Text,
    /// What goes in.
    pub input: Text,
    /// What comes out.
    pub output: Text,
    /// What happens on refusal; none where the text is silent.
    #[serde(default)]
    pub on_reject: Option<Text>,
}

/// The changes that must be filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeDuty {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// The kinds of change.
    pub kinds: Vec<ChangeKind>,
}

/// A kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeKind {
    /// A stable code, such as `leader`.
    pub code: String,
    /// What it is.
    pub name: Text,
    /// Whether the measures name it themselves, or it falls under their "and the like".
    pub named_in_text: bool,
}
