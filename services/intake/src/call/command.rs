//! What a call can be told.

use guohe_clock::Date;
use guohe_policy::Text;
use serde::{Deserialize, Serialize};

/// A command for a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CallCommand {
    /// An official announces it.
    Create(NewCall),
    /// An official moves its last days.
    Extend {
        /// New published last day.
        closes_on: Date,
        /// New last day of grace; none: the published one.
        accepted_until: Option<Date>,
        /// Why.
        reason: String,
    },
    /// Timer: the first day begins.
    Open,
    /// Timer: the last day is over.
    Close,
    /// Timer: tell a page of applications of the extension.
    SpreadExtension {
        /// Only applications after this id.
        after: String,
    },
}

impl CallCommand {
    /// The command's name in refusals.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Create(_) => "CreateCall",
            Self::Extend { .. } => "ExtendCall",
            Self::Open => "Open",
            Self::Close => "Close",
            Self::SpreadExtension { .. } => "SpreadExtension",
        }
    }
}

/// A call as an official states it. Days are Beijing dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCall {
    /// Title.
    pub title: Text,
    /// First day.
    pub opens_on: Date,
    /// Published last day.
    pub closes_on: Date,
    /// Last day of grace; none: the published one.
    pub accepted_until: Option<Date>,
    /// Category codes; empty: all of the pack.
    pub categories: Vec<String>,
    /// Day by which recommending units give their opinions.
    pub recommend_by: Option<Date>,
    /// Day by which score sheets are due.
    pub review_by: Option<Date>,
}
