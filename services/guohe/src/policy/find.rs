//! Finding a pack by its name or its folder.

use std::path::Path;

use guohe_policy::{Calendar, Pack, PackError};
use guohe_runtime::config::Settings;

use super::PolicyCommandError;
use crate::policies::{PackLibrary, PackLibraryError, pack_folder};

/// Where packs are looked for: the program's own or those of `policies.dir`, and any folder named.
pub(super) struct Finder {
    library: PackLibrary,
}

/// A pack as it was found.
pub(super) struct FoundPack {
    /// Its name, or its folder.
    pub(super) name: String,
    /// The files, by name and text.
    files: Vec<(String, String)>,
}

impl Finder {
    pub(super) fn new(settings: &Settings) -> Result<Self, PolicyCommandError> {
        let library = match &settings.policies.dir {
            Some(folder) => PackLibrary::of_folder(folder)?,
            None => PackLibrary::embedded(),
        };
        Ok(Self { library })
    }

    /// Names of the packs known by name.
    pub(super) fn names(&self) -> Vec<String> {
        self.library.names().map(str::to_owned).collect()
    }

    /// The files of a pack: of a folder where there is one of this name, otherwise of the library's.
    pub(super) fn files(&self, name: &str) -> Result<FoundPack, PolicyCommandError> {
        let folder = Path::new(name);
        let files = if folder.is_dir() { pack_folder(folder)? } else { self.library.files(name)?.to_vec() };
        Ok(FoundPack { name: name.to_owned(), files })
    }

    /// A pack, read and checked.
    pub(super) fn pack(&self, name: &str) -> Result<Pack, PolicyCommandError> {
        let found = self.files(name)?;
        found.parse().map_err(|errors| PackLibraryError::Invalid { name: name.to_owned(), errors }.into())
    }

    /// The official calendar.
    pub(super) fn calendar(&self) -> Result<Calendar, PolicyCommandError> {
        Ok(self.library.calendar()?)
    }
}

impl FoundPack {
    /// Reads and checks it.
    pub(super) fn parse(&self) -> Result<Pack, Vec<PackError>> {
        let files: Vec<(&str, &str)> =
            self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Pack::parse(&files)
    }
}
