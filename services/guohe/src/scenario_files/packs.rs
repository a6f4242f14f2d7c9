//! Packs and calendar years as scenario files choose them: with switches turned, and some years left out.

use std::collections::BTreeMap;

use guohe_policy::{Calendar, Pack};
use serde_json::{Value, json};

use crate::policies::PackLibrary;

/// The file of a pack that holds its switches.
const SWITCHES: &str = "switches.yaml";

/// A pack's files with some switches chosen otherwise. A switch that the pack does not have is left to the others
/// of the department; one that none has is an error where packs are computed with.
pub fn files(
    library: &PackLibrary,
    pack: &str,
    switches: &BTreeMap<String, Value>,
) -> Result<Vec<(String, String)>, String> {
    let mut files = library.files(pack).map_err(|error| error.to_string())?.to_vec();
    if switches.is_empty() {
        return Ok(files);
    }
    for (name, text) in files.iter_mut().filter(|(name, _)| name == SWITCHES) {
        let mut read: Value = serde_saphyr::from_str(text).map_err(|error| format!("{name}: {error}"))?;
        for switch in read["switches"].as_array_mut().into_iter().flatten() {
            if let Some(chosen) = switch["name"].as_str().and_then(|name| switches.get(name)) {
                switch["chosen"] = chosen.clone();
            }
        }
        // JSON is YAML.
        *text = read.to_string();
    }
    Ok(files)
}

/// A pack, read and checked, with some switches chosen otherwise.
pub fn pack(library: &PackLibrary, name: &str, switches: &BTreeMap<String, Value>) -> Result<Pack, String> {
    if switches.is_empty() {
        return library.pack(name).map_err(|error| error.to_string());
    }
    let known = library.pack(name).map_err(|error| error.to_string())?;
    if let Some(unknown) = switches.keys().find(|switch| known.switch(switch).is_none()) {
        return Err(format!("{name} has no switch {unknown:?}"));
    }
    let files = files(library, name, switches)?;
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

/// The texts of some calendar years; of all where none are named.
pub fn calendars(library: &PackLibrary, years: Option<&[i32]>) -> Vec<String> {
    let wanted = |text: &&str| {
        let Some(years) = years else { return true };
        Calendar::parse(text).is_ok_and(|calendar| calendar.years().all(|year| years.contains(&year.year)))
    };
    library.calendar_texts().filter(wanted).map(str::to_owned).collect()
}

/// The text of one calendar year.
pub fn calendar_year(library: &PackLibrary, year: i32) -> Result<String, String> {
    let found = calendars(library, Some(&[year])).into_iter().next();
    found.ok_or_else(|| format!("there is no official calendar of {year}; give its text under calendar:"))
}

/// Some calendar years together; all where none are named.
pub fn calendar(library: &PackLibrary, years: Option<&[i32]>) -> Result<Calendar, String> {
    let read = |text: String| Calendar::parse(&text).map_err(|error| error.to_string());
    calendars(library, years)
        .into_iter()
        .try_fold(Calendar::weekends_only(), |all, text| Ok(all.and(read(text)?)))
}

/// Anything that can be written as JSON, as JSON.
pub fn as_json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| json!({ "error": error.to_string() }))
}
