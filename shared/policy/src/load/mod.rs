//! Loading packs from their files.

mod error;

pub use error::PackError;

use crate::model::Pack;

impl Pack {
    /// Reads a pack from the YAML files of its folder, given as name and text.
    pub fn parse(files: &[(&str, &str)]) -> Result<Pack, Vec<PackError>> {
        let _ = files;
        Err(Vec::new())
    }
}
