//! The packs the script adopts: those that are part of the program.

use guohe_api::registry::v1::PackFile;

use crate::policies::{PackLibrary, PackLibraryError};

/// A pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pack {
    /// Hunan's measures of 2026.
    Hunan2026,
    /// An invented successor of 2031.
    Sample2031,
}

impl Pack {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Hunan2026 => "hunan-2026",
            Self::Sample2031 => "hunan-2031-sample",
        }
    }

    /// Its files.
    pub fn files(self) -> Result<Vec<PackFile>, PackLibraryError> {
        let library = PackLibrary::embedded();
        let file = |(name, text): &(String, String)| PackFile { name: name.clone(), text: text.clone() };
        Ok(library.files(self.id())?.iter().map(file).collect())
    }

    /// Official calendar years adopted with it: the first pack brings those there are.
    pub fn calendars(self) -> Vec<String> {
        match self {
            Self::Hunan2026 => PackLibrary::embedded().calendar_texts().map(str::to_owned).collect(),
            Self::Sample2031 => Vec::new(),
        }
    }
}
