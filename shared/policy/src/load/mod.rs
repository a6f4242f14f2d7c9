//! Loading a pack from the YAML files of its folder.
//!
//! Owns reading, joining and checking. Each file holds whole sections; lists may be spread over files,
//! single sections may not. Every error names file, line and column and, where one is near, a suggestion.
//! Never opens a file: names and texts are handed in.

mod check;
mod check_articles;
mod check_dates;
mod check_funding;
mod check_references;
mod check_rules;
mod error;
mod join;
mod locate;
mod part;
mod resolve;
mod schema;
mod typing;
mod typing_filters;

pub use error::PackError;
pub(crate) use error::{unreadable, whole};
pub(crate) use locate::{Path, Positions};
pub(crate) use schema::ordered;
pub use schema::pack_file_schema;

use crate::model::{MAX_PACK_BYTES, Pack};
use check::Findings;
use part::Part;

/// Most files in a pack's folder.
const MAX_FILES: usize = 64;

/// Largest file in bytes.
const MAX_FILE_BYTES: usize = 512 * 1024;

impl Pack {
    /// Reads a pack from the YAML files of its folder, given as name and text, and checks it: wording,
    /// references, paths, types and units. All errors are reported together, in file order.
    pub fn parse(files: &[(&str, &str)]) -> Result<Pack, Vec<PackError>> {
        let mut errors = Vec::new();
        let mut parts = Vec::new();
        if files.len() > MAX_FILES {
            return Err(vec![error::whole("", "too_many_files", format!("at most {MAX_FILES} files"))]);
        }
        // Sorted, so that a pack's digest does not depend on the order its folder was listed in.
        let mut files = files.to_vec();
        files.sort_unstable();
        for (name, text) in files {
            if text.len() > MAX_FILE_BYTES {
                let message = format!("larger than {MAX_FILE_BYTES} bytes");
                errors.push(error::whole(name, "too_large", message));
                continue;
            }
            match Part::read(name, text) {
                Ok(part) => parts.push(part),
                Err(found) => errors.push(found),
            }
        }
        // References between files cannot be judged while one of them is unreadable.
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut findings = Findings::new(&parts);
        let joined = join::join(&parts, &mut findings);
        let Some(mut pack) = joined else { return Err(findings.into_errors()) };
        check::check(&pack, &parts, &mut findings);
        if findings.is_empty() {
            resolve::resolve(&mut pack, &parts, &mut findings);
        }
        let errors = findings.into_errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        let size = pack.to_json().len();
        if size > MAX_PACK_BYTES {
            let message = format!("{size} bytes as canonical JSON, at most {MAX_PACK_BYTES} are allowed");
            return Err(vec![error::whole("", "too_large", message)]);
        }
        Ok(pack)
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod tests_rules;
