//! The yearly reports of 2026 to 2034.

use super::writer::Writer;
use crate::scenario::{act::Act, outcome::Outcome, population::Life, step::words};

pub(super) fn write(w: &mut Writer<'_>) {
    let late = w.base(Life::LateReport);
    let omitting = w.base(Life::ChangeLate);
    first_year(w, &late, omitting);
    saturday(w, &late);
    for year in 2028..=2034 {
        file(w, year, Vec::new(), &[]);
        accept(w, year, "01-20");
    }
}

fn file(w: &mut Writer<'_>, year: i32, except: Vec<String>, shows: &[Outcome]) {
    w.step(
        &format!("{}-01-08 10:00", year + 1),
        format!("reports-{year}"),
        words(format!("报送{year}年度报告和下年计划"), format!("Reports of {year} are filed")),
        Act::FileReports(year, except),
        shows,
    );
}

fn accept(w: &mut Writer<'_>, year: i32, day: &str) {
    w.step(
        &format!("{}-{day} 10:00", year + 1),
        format!("accept-reports-{year}-{day}"),
        words(format!("接收{year}年度报告"), format!("Reports of {year} are accepted")),
        Act::AcceptReports(year),
        &[],
    );
}

/// 2026: one host files late; one leaves a change out and is sent back at the door.
fn first_year(w: &mut Writer<'_>, late: &str, omitting: String) {
    let except = vec![late.to_owned(), omitting.clone()];
    file(w, 2026, except, &[Outcome::ReportOnTime, Outcome::ReportWithChange]);
    w.step(
        "2027-01-12 10:00",
        "report-incomplete",
        words("年度报告未说明当年变更", "A report leaves the change of its year out"),
        Act::TryReport(omitting.clone(), 2026),
        &[Outcome::ReportIncomplete],
    );
    w.step(
        "2027-01-13 10:00",
        "report-completed",
        words("补充说明变更后报送", "Filed with the change"),
        Act::FileReport(omitting, 2026),
        &[],
    );
    accept(w, 2026, "01-20");
    w.step(
        "2027-02-09 10:00",
        "report-late",
        words("逾期的年度报告报送", "A late report is filed"),
        Act::FileReport(late.to_owned(), 2026),
        &[Outcome::ReportLate],
    );
    accept(w, 2026, "02-16");
}

/// 2027: 15 January 2028 is a Saturday; a report on Monday is not late, one on Tuesday is.
fn saturday(w: &mut Writer<'_>, monday: &str) {
    let tuesday = w.base(Life::ChangeFiled);
    file(w, 2027, vec![monday.to_owned(), tuesday.clone()], &[]);
    w.step(
        "2028-01-17 10:00",
        "report-monday",
        words("1月15日逢周六，周一报送", "15 January is a Saturday; filed on Monday"),
        Act::FileReport(monday.to_owned(), 2027),
        &[Outcome::ReportNextWorkingDay],
    );
    w.step(
        "2028-01-18 10:00",
        "report-tuesday",
        words("周二报送，已逾期", "Filed on Tuesday, late"),
        Act::FileReport(tuesday, 2027),
        &[Outcome::ReportLate],
    );
    accept(w, 2027, "01-20");
}
