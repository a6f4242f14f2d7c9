//! What can have happened to a decision.

use guohe_clock::Date;
use guohe_flow::Task;
use guohe_policy::Destination;
use serde::{Deserialize, Serialize};

use super::{Assessment, Basis, Case, CaseRuling, Concurrence, Document, PanelResult, Proposal};

/// Events of the decision workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DecisionEvent {
    /// The case was accepted for review.
    Opened {
        /// The case.
        case: Case,
        /// Day (Beijing).
        on: Date,
    },
    /// The review is complete, perhaps again after a seat was replaced.
    Reviewed {
        /// The result.
        result: PanelResult,
        /// What an official has to do.
        task: Task,
    },
    /// Proposed for recognition.
    Proposed {
        /// The proposal.
        proposal: Proposal,
        /// Last day of publicity, where the department shows proposals to the public (Beijing).
        publicity_until: Option<Date>,
        /// What an official has to do; none during publicity.
        task: Option<Task>,
    },
    /// The applicant was assessed.
    Assessed {
        /// How.
        assessment: Assessment,
    },
    /// A department that decides jointly concurs.
    Concurred {
        /// Which, by whom.
        concurrence: Concurrence,
    },
    /// Admitted to the project library or to the candidates for funding.
    Admitted {
        /// The opinion, by whom and when.
        proposal: Proposal,
        /// Where it goes.
        destination: Destination,
        /// Rulings on open conditions.
        rulings: Vec<CaseRuling>,
    },
    /// Publicity ended.
    PublicityEnded {
        /// What an official has to do.
        task: Task,
    },
    /// Recognised.
    Recognised {
        /// The document with the new base's id and name.
        document: Document,
        /// Day of recording (Beijing).
        on: Date,
    },
    /// Not recognised.
    NotRecognised {
        /// Why.
        reason: String,
        /// Day (Beijing).
        on: Date,
        /// What it rested on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<Basis>>,
    },
    /// The case ended in intake.
    Closed {
        /// Why.
        reason: String,
    },
}
