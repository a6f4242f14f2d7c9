//! A year as a picture of its months.
//!
//! Owns the drawing. A rest day of the schedule, a worked weekend and a plain weekend each have their mark.

use std::fmt::Write;

use chrono::Datelike;
use guohe_clock::Date;
use guohe_policy::CalendarYear;

use crate::lang::Lang;

/// Columns of one day: two digits and a mark as wide as a Chinese character.
const CELL: usize = 4;

/// Months side by side.
const ACROSS: u32 = 3;

/// Space between months.
const GAP: &str = "   ";

/// The picture, with its notice, holidays and worked weekends.
pub(super) fn year(year: &CalendarYear, lang: Lang) -> String {
    let mut out = String::new();
    let number = year.document_number.as_deref().unwrap_or_default();
    let _ = writeln!(out, "{}  {}  {number}", year.year, lang.pick(&year.source.zh, &year.source.en));
    for notice in &year.later_notices {
        let number = notice.document_number.as_deref().unwrap_or_default();
        let _ = writeln!(out, "      {}  {number}", lang.pick(&notice.source.zh, &notice.source.en));
    }
    let legend = lang
        .pick("休 放假   班 周末上班   · 周末", "*  rest day by the notice   +  worked weekend   .  weekend");
    let _ = writeln!(out, "{legend}\n");
    for first in (1..=12).step_by(ACROSS as usize) {
        let months: Vec<Vec<String>> = (first..first + ACROSS).map(|m| month(year, m, lang)).collect();
        for row in 0..months[0].len() {
            let line: Vec<&str> = months.iter().map(|month| month[row].as_str()).collect();
            let line = line.join(GAP);
            if !line.trim().is_empty() {
                let _ = writeln!(out, "{}", line.trim_end());
            }
        }
        out.push('\n');
    }
    for holiday in &year.holidays {
        let days = (holiday.to - holiday.from).num_days() + 1;
        let name = lang.pick(&holiday.name.zh, &holiday.name.en);
        let words = lang.pick(format!("共{days}天"), format!("{days} days"));
        let _ = writeln!(out, "{}  {} – {}  {words}  {name}", lang.pick("休", "*"), holiday.from, holiday.to);
    }
    let worked: Vec<String> = year.working_weekends.iter().map(ToString::to_string).collect();
    let _ = writeln!(out, "{}  {}", lang.pick("班", "+"), worked.join(", "));
    let count = year.days().filter(|day| year.is_worked(*day)).count();
    let words = lang.pick(format!("全年工作日{count}天"), format!("{count} working days in the year"));
    let _ = writeln!(out, "   {words}");
    out
}

/// A month: its name, the weekdays, and always six weeks, so that neighbours stay in line.
fn month(year: &CalendarYear, month: u32, lang: Lang) -> Vec<String> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let width = CELL * 7;
    let name = lang.pick(format!("{month}月"), NAMES[month as usize - 1].to_owned());
    // A Chinese character is two columns wide and one character long.
    let wide = name.chars().filter(|c| !c.is_ascii()).count();
    let mut rows = vec![format!("{name:<pad$}", pad = width - wide)];
    let weekdays =
        lang.pick(["一", "二", "三", "四", "五", "六", "日"], ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]);
    rows.push(weekdays.iter().map(|day| lang.pick(format!("{day}  "), format!("{day}  "))).collect());
    let days: Vec<Date> = year.days().filter(|day| day.month() == month).collect();
    let lead = days.first().map_or(0, |day| day.weekday().num_days_from_monday() as usize);
    let mut cells = vec![" ".repeat(CELL); lead];
    cells.extend(days.iter().map(|day| cell(year, *day, lang)));
    cells.resize(42, " ".repeat(CELL));
    rows.extend(cells.chunks(7).map(<[String]>::concat));
    rows
}

fn cell(year: &CalendarYear, day: Date, lang: Lang) -> String {
    let weekend = day.weekday().number_from_monday() > 5;
    let mark = if year.working_weekends.contains(&day) {
        lang.pick("班", "+ ")
    } else if year.holiday(day).is_some() {
        lang.pick("休", "* ")
    } else if weekend {
        lang.pick("· ", ". ")
    } else {
        "  "
    };
    format!("{:>2}{mark}", day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::PackLibrary;

    fn october(lang: Lang) -> String {
        let calendar = PackLibrary::embedded().calendar().expect("reads");
        month(calendar.year(2026).expect("is there"), 10, lang).join("\n")
    }

    #[test]
    fn a_month_marks_rest_days_worked_weekends_and_weekends() {
        let drawn = october(Lang::En);
        assert!(drawn.contains(" 1*  2*  3*  4* "), "{drawn}");
        assert!(drawn.contains(" 5*  6*  7*  8   9  10+ 11. "), "{drawn}");
        assert!(october(Lang::Zh).contains(" 8   9  10班11· "));
    }

    #[test]
    fn every_month_of_a_row_has_as_many_lines() {
        let calendar = PackLibrary::embedded().calendar().expect("reads");
        let year = calendar.year(2020).expect("is there");
        assert!((1..=12).all(|m| month(year, m, Lang::En).len() == 8));
        assert!(super::year(year, Lang::Zh).contains("国办发明电〔2020〕1号"));
    }
}
