//! `guohe calendar check`: what is wrong and what is doubtful in files of calendar years.

use std::{fs, path::Path};

use guohe_policy::{CalendarYear, PackError, inspect};
use serde::Serialize;

use super::CalendarCommandError;
use crate::{
    cli::CalendarCheckArgs,
    lang::Lang,
    operate::show::{print_json, table},
    policies::PackLibrary,
};

/// What was found in a file.
#[derive(Debug, Serialize)]
struct Found {
    file: String,
    year: Option<i32>,
    errors: Vec<PackError>,
    doubts: Vec<PackError>,
    /// Where it differs from the program's own schedule of the year.
    #[serde(skip_serializing_if = "Option::is_none")]
    contradicts: Option<String>,
}

/// Checks the files; true where none has an error.
pub(super) fn check(args: &CalendarCheckArgs, lang: Lang) -> Result<bool, CalendarCommandError> {
    let own = PackLibrary::embedded().calendar()?;
    let mut found = Vec::new();
    let mut read: Vec<(String, CalendarYear)> = Vec::new();
    for path in &args.files {
        let file = path.display().to_string();
        let text = text_of(path)?;
        let inspection = inspect(&file, &text);
        let mut contradicts = None;
        if let Some(year) = inspection.year.as_ref().filter(|_| inspection.errors.is_empty()) {
            let twice = read
                .iter()
                .find(|(_, other)| other.year == year.year && !other.differing_days(year).is_empty());
            contradicts = match twice {
                Some((other, _)) => Some(format!("{other} has other days for {}", year.year)),
                None => own.loading(year).err().map(|error| error.to_string()),
            };
            read.push((file.clone(), year.clone()));
        }
        found.push(Found {
            file,
            year: inspection.year.map(|year| year.year),
            errors: inspection.errors,
            doubts: inspection.doubts,
            contradicts,
        });
    }
    if args.json {
        print_json(&found)
    } else {
        print(&found, lang)
    }
    Ok(found.iter().all(|found| found.errors.is_empty() && found.contradicts.is_none()))
}

/// The text of a file.
pub(super) fn text_of(path: &Path) -> Result<String, CalendarCommandError> {
    fs::read_to_string(path).map_err(|source| CalendarCommandError::File { path: path.to_owned(), source })
}

fn print(found: &[Found], lang: Lang) {
    let header = lang.pick(["文件", "年度", "错误", "疑点"], ["file", "year", "errors", "doubts"]);
    let mut table = table(header);
    for one in found {
        let errors = one.errors.len() + usize::from(one.contradicts.is_some());
        table.add_row([
            one.file.clone(),
            one.year.map(|year| year.to_string()).unwrap_or_default(),
            errors.to_string(),
            one.doubts.len().to_string(),
        ]);
    }
    println!("{table}");
    for one in found {
        for error in &one.errors {
            println!("{}: {error}", lang.pick("错误", "error"));
        }
        if let Some(contradiction) = &one.contradicts {
            println!("{}: {}: {contradiction}", lang.pick("错误", "error"), one.file);
        }
        for doubt in &one.doubts {
            println!("{}: {doubt}", lang.pick("请核对", "look at this"));
        }
    }
}
