//! The real packs and the real calendar, for tests in this crate.

use std::sync::LazyLock;

use crate::{Calendar, Date, Pack, PolicyBook};

/// The files of a pack's folder.
macro_rules! folder {
    ($folder:literal, $($file:literal),*) => {
        [$(($file, include_str!(concat!("../../../policies/", $folder, "/", $file)))),*]
    };
}

/// The files of Hunan's measures.
pub(crate) fn hunan_files() -> Vec<(&'static str, &'static str)> {
    folder!(
        "hunan-2026",
        "categories.yaml",
        "conditions.yaml",
        "department-settings.yaml",
        "documents.yaml",
        "evaluation.yaml",
        "grounds.yaml",
        "identity.yaml",
        "migration.yaml",
        "naming.yaml",
        "procedure.yaml",
        "roles.yaml",
        "switches.yaml",
        "timers.yaml"
    )
    .to_vec()
}

/// The files of the invented successor.
pub(crate) fn successor_files() -> Vec<(&'static str, &'static str)> {
    folder!(
        "hunan-2031-sample",
        "categories.yaml",
        "conditions.yaml",
        "department-settings.yaml",
        "documents.yaml",
        "evaluation.yaml",
        "grounds.yaml",
        "identity.yaml",
        "naming.yaml",
        "procedure.yaml",
        "roles.yaml",
        "switches.yaml",
        "timers.yaml"
    )
    .to_vec()
}

fn parse(files: &[(&str, &str)]) -> Pack {
    match Pack::parse(files) {
        Ok(pack) => pack,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"))
        }
    }
}

/// Hunan's measures of 2026.
pub(crate) fn hunan() -> Pack {
    static PACK: LazyLock<Pack> = LazyLock::new(|| parse(&hunan_files()));
    PACK.clone()
}

/// Hunan's measures with one text changed in one file.
pub(crate) fn hunan_with(file: &str, from: &str, to: &str) -> Result<Pack, Vec<crate::PackError>> {
    let changed: Vec<(&str, String)> = hunan_files()
        .into_iter()
        .map(|(name, text)| {
            assert!(name != file || text.contains(from), "{file} does not hold {from}");
            (name, if name == file { text.replacen(from, to, 1) } else { text.to_owned() })
        })
        .collect();
    let files: Vec<(&str, &str)> = changed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Pack::parse(&files)
}

/// Hunan's measures with one more file.
pub(crate) fn hunan_and(extra: &str) -> Result<Pack, Vec<crate::PackError>> {
    let mut files = hunan_files();
    files.push(("extra.yaml", extra));
    Pack::parse(&files)
}

/// Hunan's measures with one more condition for the featured category, given by its check, and what else a
/// file may hold.
pub(crate) fn with_check(check: &str, more: &str) -> Pack {
    let extra = format!(
        "conditions:\n  - id: H26-T-X\n    article: 第五条\n    text: {{zh: 试, en: trial}}\n    scope: all\n    \
         kind: fields\n    check: {check}\n{more}"
    );
    match hunan_and(&extra) {
        Ok(pack) => pack,
        Err(errors) => panic!("{extra}\n{}", errors.iter().map(|e| format!("{e}\n")).collect::<String>()),
    }
}

/// A timed rule conditions are measured by, as a list entry of a file.
pub(crate) fn measure(id: &str, span: &str, start: &str) -> String {
    format!(
        "  - {{id: {id}, article: 第五条, purpose: measure, source: text, class: look_back, text: {{zh: 试, en: trial}}, \
         span: {span}, start: {{key: {start}, zh: 基准日, en: the reference}}}}\n"
    )
}

/// The invented successor.
pub(crate) fn successor() -> Pack {
    parse(&successor_files())
}

/// The calendar of 2026.
pub(crate) fn calendar() -> Calendar {
    Calendar::parse(include_str!("../../../policies/calendar/2026.yaml")).expect("the calendar of 2026")
}

/// Both packs and the calendar.
pub(crate) fn book() -> PolicyBook {
    let book = PolicyBook::new(calendar()).with_pack(hunan()).expect("one pack");
    book.with_pack(successor()).expect("a successor")
}

/// A date.
pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}
