//! Packs of measures as files: those that are part of the program, or those of a folder.
//!
//! Owns finding and reading them. It never judges a pack (that is `guohe-policy`'s) and never adopts one (that is
//! the registry's).

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use guohe_policy::{Calendar, CalendarError, CalendarYear, Pack, PackError};

type Files = &'static [(&'static str, &'static str)];

include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// Sub-folder of official calendar years.
const CALENDAR_FOLDER: &str = "calendar";

/// Packs by name, and official calendar years.
#[derive(Debug, Clone)]
pub struct PackLibrary {
    place: String,
    packs: BTreeMap<String, Vec<(String, String)>>,
    calendars: Vec<(String, String)>,
}

/// Why a pack cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PackLibraryError {
    /// The folder cannot be read.
    #[error("policies.dir: {} cannot be read", path.display())]
    Unreadable {
        /// Which file or folder.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// There is no such pack.
    #[error("there is no pack {name:?} in {place}; there {}", known_words(known))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Where it was looked for.
        place: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A pack with errors.
    #[error("the pack {name} has errors:\n{}", lines(errors))]
    Invalid {
        /// Which pack.
        name: String,
        /// Its errors, each with file, line and column.
        errors: Vec<PackError>,
    },
    /// A calendar year with errors.
    #[error("the calendar {name} cannot be used")]
    Calendar {
        /// Which file.
        name: String,
        /// What is wrong.
        #[source]
        source: CalendarError,
    },
}

impl PackLibrary {
    /// The packs that are part of the program.
    pub fn embedded() -> Self {
        let owned = |files: Files| {
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>()
        };
        Self {
            place: "the program".to_owned(),
            packs: PACKS.iter().map(|(name, files)| ((*name).to_owned(), owned(files))).collect(),
            calendars: owned(CALENDARS),
        }
    }

    /// The packs of a folder: one sub-folder a pack, calendar years in `calendar/`.
    pub fn of_folder(folder: &Path) -> Result<Self, PackLibraryError> {
        let mut packs = BTreeMap::new();
        for path in entries(folder)? {
            let name = file_name(&path);
            if path.join("identity.yaml").is_file() {
                packs.insert(name, yaml_files(&path)?);
            }
        }
        let calendar = folder.join(CALENDAR_FOLDER);
        let calendars = if calendar.is_dir() { yaml_files(&calendar)? } else { Vec::new() };
        Ok(Self { place: folder.display().to_string(), packs, calendars })
    }

    /// Names of the packs there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.packs.keys().map(String::as_str)
    }

    /// The files of a pack, by name and text.
    pub fn files(&self, name: &str) -> Result<&[(String, String)], PackLibraryError> {
        self.packs.get(name).map(Vec::as_slice).ok_or_else(|| PackLibraryError::Unknown {
            name: name.to_owned(),
            place: self.place.clone(),
            known: self.packs.keys().cloned().collect(),
        })
    }

    /// A pack, read and checked.
    pub fn pack(&self, name: &str) -> Result<Pack, PackLibraryError> {
        let files: Vec<(&str, &str)> =
            self.files(name)?.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Pack::parse(&files).map_err(|errors| PackLibraryError::Invalid { name: name.to_owned(), errors })
    }

    /// The texts of the official calendar years, in order of their files' names.
    pub fn calendar_texts(&self) -> impl Iterator<Item = &str> {
        self.calendars.iter().map(|(_, text)| text.as_str())
    }

    /// All official calendar years together.
    pub fn calendar(&self) -> Result<Calendar, PackLibraryError> {
        self.calendars.iter().try_fold(Calendar::weekends_only(), |calendar, (name, text)| {
            let year = CalendarYear::read(name, text)
                .map_err(|source| PackLibraryError::Calendar { name: name.clone(), source })?;
            Ok(calendar.with_year(year))
        })
    }
}

/// The YAML files of one pack's folder, by name and text.
pub fn pack_folder(folder: &Path) -> Result<Vec<(String, String)>, PackLibraryError> {
    yaml_files(folder)
}

fn yaml_files(folder: &Path) -> Result<Vec<(String, String)>, PackLibraryError> {
    let files = entries(folder)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
        Ok((file_name(&path), text))
    };
    files.map(read).collect()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, PackLibraryError> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
    });
    let mut paths = listed.map_err(|source| unreadable(folder, source))?;
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path, source: io::Error) -> PackLibraryError {
    PackLibraryError::Unreadable { path: path.to_owned(), source }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn known_words(known: &[String]) -> String {
    match known {
        [] => "are none".to_owned(),
        [one] => format!("is {one}"),
        many => format!("are {}", many.join(", ")),
    }
}

fn lines(errors: &[PackError]) -> String {
    errors.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_of_the_program_reads_and_bears_its_folders_name() {
        let library = PackLibrary::embedded();
        for name in library.names() {
            assert_eq!(library.pack(name).expect(name).identity.id, name);
        }
        assert!(library.calendar().expect("reads").year(2026).is_some());
    }

    #[test]
    fn an_unknown_pack_is_answered_with_those_there_are() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["hunan-2026", "zhejiang-2026"] {
            fs::create_dir(folder.path().join(name)).expect("made");
            fs::write(folder.path().join(name).join("identity.yaml"), "").expect("written");
        }
        let library = PackLibrary::of_folder(folder.path()).expect("reads");
        assert_eq!(
            library.files("hunan-2062").expect_err("unknown").to_string(),
            format!(
                "there is no pack \"hunan-2062\" in {}; there are hunan-2026, zhejiang-2026",
                folder.path().display()
            )
        );
    }

    #[test]
    fn a_missing_folder_is_named_with_its_setting() {
        let error = PackLibrary::of_folder("no/such/folder".as_ref()).expect_err("missing");
        assert_eq!(error.to_string(), "policies.dir: no/such/folder cannot be read");
    }
}
