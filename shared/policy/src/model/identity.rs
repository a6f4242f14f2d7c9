//! What a pack is: its title, its text and the time it is in force.
//!
//! Owns identity and validity. Never decides whether a case may be lodged: the book does, by date.

use guohe_clock::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refs::Text;

/// The identity of a regime version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The pack's id, such as `hunan-2026`.
    pub id: String,
    /// The prefix of its rule ids, such as `H26`.
    pub prefix: String,
    /// The measures' title.
    pub title: Text,
    /// The issuing authority.
    pub authority: Text,
    /// The document number, if there is one.
    #[serde(default)]
    pub document_number: Option<String>,
    /// The day it was signed.
    #[serde(default)]
    pub issued_on: Option<Date>,
    /// The day it was printed for distribution.
    #[serde(default)]
    pub printed_on: Option<Date>,
    /// The first day in force under our default reading; none where the text and what we hold of it give no day.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// The article that says since when it is in force, where there is an article.
    #[serde(default)]
    pub effective_article: Option<String>,
    /// How many numbered articles the text has, so that a citation beyond the last one is noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub articles: Option<u32>,
    /// The headings that may be cited, for texts without numbered articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// Whether it decides cases.
    pub status: PackStatus,
    /// The pack it continues, if any.
    #[serde(default)]
    pub predecessor: Option<String>,
    /// A remark for people who operate it.
    #[serde(default)]
    pub note: Option<Text>,
    /// What the text leaves open and nobody may fill in silently.
    #[serde(default)]
    pub unknown: Vec<Text>,
}

/// Whether a pack decides cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackStatus {
    /// Published and in force in its time.
    InForce,
    /// Invented for samples and demonstrations; decides, and is marked everywhere.
    Sample,
    /// Not published: every result is unknown.
    Draft,
    /// No longer in force: kept for archives and training, decides nothing unless it is declared in force.
    Historical,
    /// A call for funding whose time is over: as historical measures.
    ClosedCall,
}

impl PackStatus {
    /// Whether cases may be decided under a pack of this status without anybody declaring it in force.
    pub fn decides(self) -> bool {
        matches!(self, Self::InForce | Self::Sample)
    }

    /// Whether an operator may declare a pack of this status in force for a training or archive tenant
    /// (rules.md 0b.11). A draft never is: nobody knows its text.
    pub fn may_be_declared(self) -> bool {
        matches!(self, Self::Historical | Self::ClosedCall)
    }
}
