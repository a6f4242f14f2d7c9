//! What a department sets for itself, where the measures leave it open.
//!
//! Owns the score card and the procedure around decisions. Everything here is the department's, or a sample
//! until the department has set it; nothing here is a rule of the measures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clause::Clause;
use crate::refs::Text;

/// The department's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// True while these are our samples, not the department's decisions.
    pub sample: bool,
    /// The score card of expert reviews.
    pub score_card: ScoreCard,
    /// How the department proceeds, as citable clauses.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// What letters say of remedies (time and place of reconsideration or suit); a marked gap where the department
    /// has not set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedies: Option<Text>,
}

/// How experts score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreCard {
    /// True while the values are samples: no published text contains a score table.
    pub sample: bool,
    /// A remark shown with every score.
    pub note: Text,
    /// What is scored.
    pub criteria: Vec<ScoreCriterion>,
    /// Points from which the grade is the best one.
    pub excellent_from: u32,
    /// Points from which the grade is a pass.
    pub qualified_from: u32,
    /// Experts on a panel.
    pub experts: u32,
    /// Fewest scores with which a panel can conclude.
    pub quorum: u32,
    /// Highest totals left out.
    pub drop_highest: u32,
    /// Lowest totals left out.
    pub drop_lowest: u32,
}

/// One criterion of a score card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreCriterion {
    /// A stable code.
    pub code: String,
    /// What is scored.
    pub name: Text,
    /// The most points it gives.
    pub max_points: u32,
}

impl ScoreCard {
    /// The most points of all criteria together.
    pub fn total(&self) -> u32 {
        self.criteria.iter().map(|criterion| criterion.max_points).sum()
    }
}
