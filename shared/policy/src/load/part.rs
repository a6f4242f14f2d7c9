//! One file of a pack: whole sections, typed, with their positions.
//!
//! Owns which sections a file may hold. Never looks at other files.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::{PackError, unreadable};
use super::locate::Positions;
use crate::model::{
    Category, ChangeDuty, Clause, CodeList, Condition, DocumentKind, Duty, Evaluation, ExitRule, Funding,
    Ground, Identity, Migration, Naming, Role, Settings, Step, Switch, TierTable, YearlyReport,
};
use crate::timing::TimedRule;

/// A file as read.
#[derive(Debug)]
pub(super) struct Part {
    /// The file's name.
    pub(super) name: String,
    /// What it holds.
    pub(super) sections: Sections,
    /// Where it holds it.
    pub(super) positions: Positions,
}

/// A file of a policy pack: one version of a department's measures as data. A pack is a folder of such files,
/// read together; lists may be spread over files.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sections {
    pub(super) identity: Option<Identity>,
    pub(super) roles: Vec<Role>,
    pub(super) duties: Vec<Duty>,
    pub(super) positioning: Vec<Clause>,
    pub(super) categories: Vec<Category>,
    pub(super) documents: Vec<DocumentKind>,
    pub(super) conditions: Vec<Condition>,
    pub(super) tables: Vec<TierTable>,
    pub(super) code_lists: Vec<CodeList>,
    pub(super) procedure: Vec<Step>,
    pub(super) changes: Option<ChangeDuty>,
    pub(super) report: Option<YearlyReport>,
    pub(super) timers: Vec<TimedRule>,
    pub(super) evaluation: Option<Evaluation>,
    pub(super) grounds: Vec<Ground>,
    pub(super) exits: Vec<ExitRule>,
    pub(super) rewards: Vec<Clause>,
    pub(super) funding: Option<Funding>,
    pub(super) naming: Option<Naming>,
    pub(super) migrations: Vec<Migration>,
    pub(super) others: Vec<Clause>,
    pub(super) switches: Vec<Switch>,
    pub(super) settings: Option<Settings>,
}

impl Part {
    /// Reads a file.
    pub(super) fn read(name: &str, text: &str) -> Result<Part, PackError> {
        let sections: Sections = serde_saphyr::from_str(text).map_err(|error| unreadable(name, &error))?;
        let positions: Positions = Positions::read(text).map_err(|error| unreadable(name, &error))?;
        Ok(Part { name: name.to_owned(), sections, positions })
    }
}
