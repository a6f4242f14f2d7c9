//! What a review's stream can be told.

use guohe_api::SubjectKind;
use std::collections::BTreeMap;

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

/// A panel whose every seat is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opening {
    /// Panel id.
    pub panel: String,
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Person ids.
    pub experts: Vec<String>,
    /// Day by which sheets are due, where set (Beijing).
    pub due_on: Option<Date>,
    /// Pack whose card applies.
    pub policy: String,
}

/// Commands of the review workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ReviewCommand {
    /// A panel is complete (message).
    Open(Opening),
    /// An expert files a sheet.
    SubmitSheet {
        /// Points by criterion code, hundredths.
        scores: BTreeMap<String, u32>,
        /// SHA-256 of the comment document, hex; empty without one.
        comment_document: String,
    },
    /// A seat changed hands (message).
    ReplaceSeat {
        /// Who left; their sheet is void.
        removed: String,
        /// Who came; `None` while the seat is open.
        added: Option<String>,
        /// Why.
        reason: String,
    },
    /// The day by which sheets are due has passed (timer).
    SheetsDue,
    /// The case ended (message).
    Close {
        /// Why.
        reason: String,
        /// Whether a review may still be on its way here: then the end is kept for it.
        expected: bool,
    },
}
