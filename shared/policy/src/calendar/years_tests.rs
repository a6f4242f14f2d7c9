//! The official years, the checks of a file, and a year beside the same year.

use super::*;

/// The schedules of the program, by year.
const YEARS: [(i32, &str); 7] = [
    (2020, include_str!("../../../../policies/calendar/2020.yaml")),
    (2021, include_str!("../../../../policies/calendar/2021.yaml")),
    (2022, include_str!("../../../../policies/calendar/2022.yaml")),
    (2023, include_str!("../../../../policies/calendar/2023.yaml")),
    (2024, include_str!("../../../../policies/calendar/2024.yaml")),
    (2025, include_str!("../../../../policies/calendar/2025.yaml")),
    (2026, include_str!("../../../../policies/calendar/2026.yaml")),
];

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn text_of(year: i32) -> &'static str {
    YEARS.iter().find(|(known, _)| *known == year).expect("a year").1
}

fn official() -> Calendar {
    YEARS.iter().fold(Calendar::default(), |calendar, (_, text)| {
        calendar.with_year(CalendarYear::parse(text).expect("a schedule"))
    })
}

#[test]
fn every_official_year_reads_without_error_or_doubt_and_names_its_notice() {
    for (year, text) in YEARS {
        let inspection = inspect("calendar", text);
        assert_eq!((inspection.errors, inspection.doubts), (vec![], vec![]), "{year}");
        let read = inspection.year.expect("a schedule");
        assert_eq!(read.year, year);
        assert!(read.document_number.is_some_and(|number| number.starts_with("国办发明电")), "{year}");
    }
}

#[test]
fn each_year_has_the_working_days_that_two_collections_count() {
    // As `chinesecalendar` and `holidays` (PyPI) count them, day by day.
    let expected =
        [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)];
    let calendar = official();
    for (year, worked) in expected {
        let year = calendar.year(year).expect("loaded");
        assert_eq!(year.days().filter(|day| year.is_worked(*day)).count(), worked, "{}", year.year);
    }
}

#[test]
fn swapped_weekends_and_holidays_of_every_year_answer_as_published() {
    let calendar = official();
    for (day, worked) in [
        ("2020-01-19", true),
        ("2020-01-31", false),
        ("2020-02-01", false),
        ("2020-02-03", true),
        ("2021-02-20", true),
        ("2021-09-18", true),
        ("2021-09-20", false),
        ("2022-01-30", true),
        ("2022-12-31", false),
        ("2023-01-02", false),
        ("2023-06-25", true),
        ("2023-10-06", false),
        ("2024-02-09", true),
        ("2024-02-18", true),
        ("2024-09-16", false),
        ("2025-01-26", true),
        ("2025-10-08", false),
        ("2025-10-11", true),
    ] {
        assert_eq!(calendar.is_working_day(date(day)), (worked, false), "{day}");
    }
}

#[test]
fn the_extended_spring_festival_of_2020_names_both_notices() {
    let calendar = official();
    let year = calendar.year(2020).expect("loaded");
    assert_eq!(year.version, "sc-2020-01-26");
    assert_eq!(year.later_notices[0].document_number.as_deref(), Some("国办发明电〔2020〕1号"));
    assert_eq!(calendar.roll(date("2020-01-24")).date, date("2020-02-03"));
}

/// The error or doubt that one change of 2026 makes: code, line and column.
fn found(from: &str, to: &str) -> Vec<(String, u64, u64)> {
    let text = text_of(2026);
    assert!(text.contains(from), "{from}");
    let Inspection { errors, doubts, .. } = inspect("2026.yaml", &text.replacen(from, to, 1));
    errors.into_iter().chain(doubts).map(|error| (error.code, error.line, error.column)).collect()
}

#[test]
fn each_error_of_a_file_is_named_with_line_and_column() {
    let line = |part: &str| {
        let before = text_of(2026).lines().position(|line| line.contains(part)).expect("the part");
        u64::try_from(before).expect("small") + 1
    };
    for (from, to, code, at) in [
        ("year: 2026", "year: 3026", "year_out_of_range", line("year: 2026")),
        ("version: sc-2025-11-04", "version: a@b", "bad_version", line("version:")),
        ("issued_on:", "amends: sc-2025-11-04\nissued_on:", "amends_itself", line("issued_on:")),
        ("to: 2026-01-03", "to: 2027-01-03", "wrong_year", line("2026-01-03")),
        ("from: 2026-01-01", "from: 2026-01-09", "backwards_holiday", line("2026-01-03")),
        ("from: 2026-10-01", "from: 2026-09-27", "overlapping_holidays", line("from: 2026-10-01")),
        ("- 2026-01-04", "- 2026-01-05", "not_a_weekend", line("- 2026-01-04")),
        ("- 2026-01-04", "- 2026-01-03", "worked_in_a_holiday", line("- 2026-01-04")),
        ("- 2026-02-28", "- 2026-02-14", "worked_twice", line("- 2026-02-28")),
        ("version:", "verzion:", "unreadable", line("version:")),
        ("- 2026-02-28", "- 2026-02-30", "unreadable", line("- 2026-02-28")),
    ] {
        let found = found(from, to);
        assert!(found.iter().any(|(found, line, _)| found == code && *line == at), "{code} {at}: {found:?}");
    }
}

#[test]
fn what_looks_wrong_is_asked_about_and_can_be_used_all_the_same() {
    for (from, to, code) in [
        ("  - 2026-01-04\n", "", "unbalanced"),
        ("from: 2026-05-01, to: 2026-05-05", "from: 2026-05-02, to: 2026-05-05", "statutory_day_worked"),
        ("to: 2026-02-23", "to: 2026-02-26", "long_holiday"),
        ("- 2026-05-09", "- 2026-08-01", "worked_without_holiday"),
        ("issued_on: 2025-11-04", "issued_on: 2027-11-04", "issued_out_of_season"),
    ] {
        let codes: Vec<String> = found(from, to).into_iter().map(|(code, ..)| code).collect();
        assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
        assert!(CalendarYear::parse(&text_of(2026).replacen(from, to, 1)).is_ok(), "{code}");
    }
}

#[test]
fn a_year_is_new_known_an_amendment_or_a_contradiction() {
    let calendar = official();
    let year = |text: &str| CalendarYear::parse(text).expect("a schedule");
    let same = year(text_of(2026));
    assert_eq!(Calendar::default().loading(&same), Ok(Loading::New));
    assert_eq!(calendar.loading(&same), Ok(Loading::Known));
    let renamed = text_of(2026).replace("version: sc-2025-11-04", "version: again");
    assert_eq!(calendar.loading(&year(&renamed)), Ok(Loading::Known), "the days are what counts");
    let other = text_of(2026).replace("to: 2026-10-07", "to: 2026-10-08");
    let contradiction = calendar.loading(&year(&other)).expect_err("contradicts");
    assert_eq!((contradiction.day, contradiction.loaded_works), (date("2026-10-08"), true));
    assert_eq!(
        contradiction.to_string(),
        "2026@sc-2025-11-04 contradicts 2026@sc-2025-11-04, which is loaded: 2026-10-08 is a working day there and \
         a rest day here (days that differ: 1); a corrected notice names the version it replaces with `amends: \
         sc-2025-11-04`"
    );
    let amended = other.replace("version: sc-2025-11-04", "version: sc-2026-03-01\namends: sc-2025-11-04");
    assert_eq!(calendar.loading(&year(&amended)), Ok(Loading::Amendment(vec![date("2026-10-08")])));
}
