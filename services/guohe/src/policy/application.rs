//! An application as a file: what `policy explain` reads.
//!
//! Owns the file's form. The application's own form is checked by `guohe-policy`, which names every mistake.

use std::{collections::BTreeMap, fs, path::Path};

use guohe_policy::{Date, Exclusion, Facts, Pack, SwitchValue};
use serde::Deserialize;
use serde_json::Value;

use super::{PolicyCommandError, error::failed};

/// Largest file, in bytes: as large as a form may be, and a little.
const LARGEST_FILE_BYTES: u64 = 2 * 1024 * 1024;

/// An application's file, YAML or JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicationFile {
    /// What the case is called in letters; the base's field where it is left out.
    #[serde(default)]
    pub(super) title: Option<String>,
    /// Category code.
    pub(super) category: String,
    /// Beijing day on which it was lodged.
    #[serde(default)]
    pub(super) lodged_on: Option<Date>,
    /// The call's closing day, on which look-backs end; the day of lodging where it is left out.
    #[serde(default)]
    pub(super) call_closes_on: Option<Date>,
    /// Day the call's guide was published, for look-backs that count from it.
    #[serde(default)]
    pub(super) guide_published_on: Option<Date>,
    /// Cancellations of the host that may bar it.
    #[serde(default)]
    pub(super) cancellations: Vec<Cancellation>,
    /// Readings chosen for this explanation only, by the switch's name.
    #[serde(default)]
    pub(super) switches: BTreeMap<String, SwitchValue>,
    /// The form.
    pub(super) form: Value,
}

/// A cancellation of one of the host's bases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancellation {
    /// The ground's rule id.
    ground: String,
    /// Date of the document.
    document_on: Date,
}

impl ApplicationFile {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self, PolicyCommandError> {
        let size = fs::metadata(path).map_err(failed(path, "read"))?.len();
        let unreadable = |message: String| PolicyCommandError::Application { path: path.to_owned(), message };
        if size > LARGEST_FILE_BYTES {
            return Err(unreadable(format!("{size} bytes, at most {LARGEST_FILE_BYTES} are read")));
        }
        let text = fs::read_to_string(path).map_err(failed(path, "read"))?;
        if path.extension().is_some_and(|extension| extension == "json") {
            return serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()));
        }
        serde_saphyr::from_str(&text).map_err(|error| unreadable(error.to_string()))
    }

    /// The facts of its form.
    pub(super) fn facts(&self, path: &Path) -> Result<Facts, PolicyCommandError> {
        Facts::parse(&self.form)
            .map_err(|violations| PolicyCommandError::Form { path: path.to_owned(), violations })
    }

    /// The bans that follow from the cancellations.
    pub(super) fn bans(&self, pack: &Pack) -> Result<Vec<Exclusion>, PolicyCommandError> {
        let ban = |one: &Cancellation| Ok(pack.exclusion(&one.ground, one.document_on)?);
        self.cancellations.iter().map(ban).collect()
    }
}
