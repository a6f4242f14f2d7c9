//! The packs and the calendar of this repository, each read once.

use std::{fs, path::PathBuf, sync::LazyLock};

use guohe_policy::{Calendar, Pack, PolicyBook, SwitchValue};

/// Guangdong's call for funding of 2020.
pub const GUANGDONG_CALL: &str = "guangdong-2020-call";

/// Hunan's measures of 2026.
pub const HUNAN: &str = "hunan-2026";

fn policies() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies"))
}

/// The pack in a folder of `policies/`.
pub fn pack(folder: &str) -> Pack {
    let entries = fs::read_dir(policies().join(folder)).expect("a pack's folder");
    let mut files: Vec<(String, String)> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("reads"))
        })
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

/// Hunan's measures of 2026 as a pack.
pub fn hunan() -> Pack {
    static PACK: LazyLock<Pack> = LazyLock::new(|| pack(HUNAN));
    PACK.clone()
}

/// The official calendar of 2026.
pub fn calendar() -> Calendar {
    let year = fs::read_to_string(policies().join("calendar/2026.yaml")).expect("reads");
    Calendar::parse(&year).expect("a calendar")
}

/// Hunan 2026 alone, with the calendar of 2026.
pub fn book() -> PolicyBook {
    static BOOK: LazyLock<PolicyBook> = LazyLock::new(|| book_of(|_| ()));
    BOOK.clone()
}

/// The same with some of the department's choices changed.
pub fn book_of(change: impl FnOnce(&mut Pack)) -> PolicyBook {
    let mut pack = hunan();
    change(&mut pack);
    PolicyBook::new(calendar()).with_pack(pack).expect("one pack")
}

/// Guangdong's call of 2020, declared in force from 1 June 2020 for a training tenant, with the guide published on
/// 30 June 2020, and with some of the department's choices changed.
pub fn call_book(change: impl FnOnce(&mut Pack)) -> PolicyBook {
    let mut pack = pack(GUANGDONG_CALL);
    choose(&mut pack, "declared_in_force", SwitchValue::Flag(true));
    choose(&mut pack, "effective_from", SwitchValue::Word("2020-06-01".into()));
    choose(&mut pack, "guide_publication_date", SwitchValue::Word("2020-06-30".into()));
    change(&mut pack);
    PolicyBook::new(calendar()).with_pack(pack).expect("one pack")
}

/// Sets a switch as a department chose it.
pub fn choose(pack: &mut Pack, name: &str, value: SwitchValue) {
    let switch = pack.switches.iter_mut().find(|switch| switch.name == name).expect("a switch of the pack");
    switch.chosen = Some(value);
}
