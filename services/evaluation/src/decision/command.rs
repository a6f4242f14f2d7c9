//! What a decision's stream can be told.

use guohe_clock::Date;
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

use crate::Grade;

/// The case as intake accepted it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// Host's credit code.
    pub institution: String,
    /// Host's name.
    pub institution_name: String,
    /// Category code.
    pub category: String,
    /// Field, as it will stand in the base's name.
    pub field: String,
    /// Recommending unit.
    pub unit: String,
    /// Base leader's person id.
    pub leader: String,
    /// Countries of cooperation, ISO 3166 alpha-2.
    pub countries: Vec<String>,
    /// Pack the case is decided under.
    pub policy: String,
    /// Call id; empty with cases of before calls were told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub call: String,
    /// Conditions that failed at the check by fields, where the measures know no check of form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<RuleRef>,
    /// Conditions that are open and were not ruled on at acceptance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<RuleRef>,
}

/// An official's written ruling on a condition that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRuling {
    /// The condition's rule id.
    pub rule: String,
    /// Why the case may go on.
    pub reason: String,
}

/// What the department weighs besides the scores (Hunan: Art. 9(3)).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BalanceFactors {
    /// Countries of cooperation.
    pub country: String,
    /// Field.
    pub field: String,
    /// Region.
    pub region: String,
}

/// Commands of the decision workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DecisionCommand {
    /// The case was accepted for review (message).
    Open(Case),
    /// The review is complete (message).
    Reviewed {
        /// Result, hundredths.
        score_hundredths: u32,
        /// Grade by the card.
        grade: Grade,
    },
    /// Propose to recognise. Officials.
    Propose {
        /// Comprehensive opinion.
        opinion: String,
        /// What was weighed.
        balance: BalanceFactors,
    },
    /// Record the assessment of the applicant, beside the experts' review. Officials.
    Assess {
        /// True where it was passed.
        passed: bool,
        /// What was found.
        findings: String,
        /// Day (Beijing).
        assessed_on: Date,
    },
    /// Concur for a department that decides jointly. Officials.
    Concur {
        /// Role key of that department, as the pack names it.
        decider: String,
        /// Why.
        reason: String,
    },
    /// Admit to the project library or to the candidates for funding. Officials.
    Admit {
        /// Comprehensive opinion.
        opinion: String,
        /// A written ruling for each condition that is still open.
        rulings: Vec<CaseRuling>,
    },
    /// Publicity is over (timer).
    PublicityOver,
    /// Decide not to recognise. Officials.
    DecideNot {
        /// Why.
        reason: String,
    },
    /// Record the recognition document. Officials.
    Issue {
        /// Number.
        document_number: String,
        /// Date; the base exists from it (Beijing).
        document_on: Date,
        /// Id of the new base; `b-` and the application where empty.
        base: String,
    },
    /// The case ended in intake (message).
    Close {
        /// Why.
        reason: String,
    },
}
