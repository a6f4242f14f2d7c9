//! `guohe calendar show`: the years there are, or one year as a picture of its months.

use chrono::Datelike;
use guohe_policy::{Calendar, CalendarYear};
use guohe_runtime::config::Settings;
use serde::Serialize;

use super::{CalendarCommandError, draw, place::Place};
use crate::{
    cli::CalendarShowArgs,
    lang::Lang,
    operate::show::{print_json, table},
    policies::PackLibrary,
};

/// A year as the list shows it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    year: i32,
    version: &'a str,
    document_number: &'a str,
    issued_on: String,
    working_days: usize,
    worked_weekends: usize,
}

/// A year as a program reads it.
#[derive(Debug, Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    schedule: &'a CalendarYear,
    days: Vec<Day<'a>>,
}

/// A day of it.
#[derive(Debug, Serialize)]
struct Day<'a> {
    date: String,
    weekday: u32,
    worked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    holiday: Option<&'a guohe_policy::Text>,
}

/// Shows the program's years, or those that a system has in force.
pub(super) async fn show(
    args: &CalendarShowArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<(), CalendarCommandError> {
    let calendar = if args.place.is_named() {
        let place = Place::open(&args.place, settings).await?;
        let calendar = place.calendar().await;
        place.close().await;
        calendar?
    } else {
        own(settings)?
    };
    match args.year {
        None => list(&calendar, args.place.json, lang),
        Some(year) => {
            let known = || calendar.years().map(|year| year.year).collect();
            let schedule =
                calendar.year(year).ok_or_else(|| CalendarCommandError::NoYear { year, known: known() })?;
            if args.place.json {
                print_json(&whole(schedule))
            } else {
                print!("{}", draw::year(schedule, lang))
            }
        }
    }
    Ok(())
}

fn own(settings: &Settings) -> Result<Calendar, CalendarCommandError> {
    let library = match &settings.policies.dir {
        Some(folder) => PackLibrary::of_folder(folder)?,
        None => PackLibrary::embedded(),
    };
    Ok(library.calendar()?)
}

fn whole(schedule: &CalendarYear) -> Whole<'_> {
    let days = schedule.days().map(|date| Day {
        date: date.to_string(),
        weekday: date.weekday().number_from_monday(),
        worked: schedule.is_worked(date),
        holiday: schedule.holiday(date).map(|holiday| &holiday.name),
    });
    Whole { schedule, days: days.collect() }
}

fn list(calendar: &Calendar, json: bool, lang: Lang) {
    let lines: Vec<Line<'_>> = calendar
        .years()
        .map(|year| Line {
            year: year.year,
            version: &year.version,
            document_number: year.document_number.as_deref().unwrap_or_default(),
            issued_on: year.issued_on.to_string(),
            working_days: year.days().filter(|day| year.is_worked(*day)).count(),
            worked_weekends: year.working_weekends.len(),
        })
        .collect();
    if json {
        print_json(&lines);
        return;
    }
    let header = lang.pick(
        ["年度", "版本", "通知文号", "通知日期", "工作日", "调休上班"],
        ["year", "version", "notice", "issued", "working days", "worked weekends"],
    );
    let mut table = table(header);
    for line in &lines {
        table.add_row([
            line.year.to_string(),
            line.version.to_owned(),
            line.document_number.to_owned(),
            line.issued_on.clone(),
            line.working_days.to_string(),
            line.worked_weekends.to_string(),
        ]);
    }
    println!("{table}");
    println!(
        "{}",
        lang.pick(
            "未列出的年度只按周末计算，结果为暂定。",
            "A year that is not listed is answered from weekends alone; its dates are provisional."
        )
    );
}
