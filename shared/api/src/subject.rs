//! What is reviewed, as states and messages name it: the one word for it that panels and reviews share.

use guohe_flow::RouteError;
use serde::{Deserialize, Serialize};

use crate::common::v1 as common;

/// What a review is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An application for recognition.
    #[default]
    Application,
    /// A base's performance evaluation.
    Performance,
}

impl SubjectKind {
    /// Reads the wire's value; `None` for what is never reviewed.
    pub fn from_wire(kind: common::SubjectKind) -> Option<Self> {
        match kind {
            common::SubjectKind::Application => Some(Self::Application),
            common::SubjectKind::Performance => Some(Self::Performance),
            common::SubjectKind::Change | common::SubjectKind::Unspecified => None,
        }
    }

    /// Reads a message's `subject_kind`; what is never reviewed goes to the dead letters.
    pub fn routed(kind: common::SubjectKind) -> Result<Self, RouteError> {
        Self::from_wire(kind).ok_or_else(|| {
            crate::routing::field("subject_kind", format!("{} is never reviewed", kind.as_str_name()))
        })
    }

    /// The wire's value.
    pub fn wire(self) -> i32 {
        match self {
            Self::Application => common::SubjectKind::Application.into(),
            Self::Performance => common::SubjectKind::Performance.into(),
        }
    }

    /// The word that stands before the id in notices: `application/a-1`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Performance => "performance",
        }
    }
}
