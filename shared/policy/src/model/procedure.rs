//! Steps of the procedure and the changes that must be filed.
//!
//! Owns actors, inputs and outputs as the measures name them. The state machines are code; a step here
//! enables and explains a transition.
//!
//! A field added since the first release is left out of the canonical form where it holds its default, so that packs
//! adopted before keep their digest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evaluation::is_default;
use crate::refs::{RuleRef, Text};

/// One step of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// A stable key: `agenda`, `apply`, `recommend`, `accept`, `form_check`, `review`, `assess`, `recognise`,
    /// `overseas_plaque`, `file_change`, `host_exit`, `object_category`. Unique in each category.
    pub key: String,
    /// The categories whose procedure it belongs to; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Who acts, by role key, in order.
    pub actors: Vec<String>,
    /// True where every actor must concur: for `recognise`, a joint decision (M11 Art. 7(2)).
    #[serde(default, skip_serializing_if = "is_default")]
    pub jointly: bool,
    /// True where the department also assesses the applicant (考核), beside the experts' review of its papers: for
    /// `review` (M11 Art. 5 to 8).
    #[serde(default, skip_serializing_if = "is_default")]
    pub assessment: bool,
    /// Kinds of document that must be brought to this step by whoever acts, beside those the conditions name: the
    /// supporting letter of a high-tech zone with a recommendation, for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<String>,
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

impl Step {
    /// Names the rule.
    pub fn rule(&self) -> RuleRef {
        RuleRef { rule: self.id.clone(), article: self.article.clone() }
    }

    /// Whether it belongs to a category's procedure.
    pub fn concerns(&self, category: &str) -> bool {
        self.categories.is_empty() || self.categories.iter().any(|code| code == category)
    }
}

/// How the yearly report goes, where the measures say so; its date is the timed rule `annual_report`. A pack
/// without this section goes Hunan's way, which is the default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearlyReport {
    /// Whose signed opinion goes with it.
    pub signed_by: ReportSigner,
    /// Whether a plan for the next year belongs to it.
    pub with_plan: bool,
    /// Whether the recommending unit gets a copy.
    pub copy_to_recommender: bool,
}

/// Whose signed opinion a yearly report needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportSigner {
    /// The host's (H26 Art. 14).
    Host,
    /// The recommending unit's, before it reaches the department (M11 Art. 14).
    Recommender,
    /// Nobody's: the text names none (Z26 Art. 15).
    Nobody,
}

impl Default for YearlyReport {
    fn default() -> Self {
        Self { signed_by: ReportSigner::Host, with_plan: true, copy_to_recommender: true }
    }
}

/// The changes that must be filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeDuty {
    /// The rule's id.
    pub id: String,
    /// The article.
    pub article: String,
    /// Our short wording.
    pub text: Text,
    /// The kinds of change; empty where the measures set no such duty.
    pub kinds: Vec<ChangeKind>,
    /// Whether a change may be applied for before it happens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: ChangeMode,
    /// Whether a change takes effect only with the department's approval, so that one refused may not be made
    /// (Z26 Art. 16); otherwise it is filed for the record (H26 Art. 14). The register shows the old value until
    /// then in both.
    #[serde(default, skip_serializing_if = "is_default")]
    pub needs_approval: bool,
}

/// When a change is filed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeMode {
    /// Once it has happened.
    #[default]
    NotifyAfter,
    /// Before it happens.
    PriorApproval,
    /// Once it has happened, or before where it is planned.
    Both,
}

/// A kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeKind {
    /// A stable code, such as `leader`.
    pub code: String,
    /// What it is.
    pub name: Text,
    /// Whether the measures name it themselves, or it falls under their "and the like".
    pub named_in_text: bool,
}
