//! The calendar: rest days, swapped weekends, provisional years.

use super::*;

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn official() -> Calendar {
    Calendar::parse(include_str!("../../../../policies/calendar/2026.yaml")).expect("the calendar of 2026")
}

#[test]
fn holidays_weekends_and_swapped_weekends_of_2026_are_known() {
    let calendar = official();
    for (day, working) in [
        ("2026-01-01", false),
        ("2026-01-04", true),
        ("2026-02-14", true),
        ("2026-02-15", false),
        ("2026-02-23", false),
        ("2026-02-24", true),
        ("2026-02-28", true),
        ("2026-03-09", true),
        ("2026-05-09", true),
        ("2026-09-20", true),
        ("2026-09-25", false),
        ("2026-10-08", true),
        ("2026-10-10", true),
        ("2026-10-11", false),
    ] {
        assert_eq!(calendar.is_working_day(date(day)), (working, false), "{day}");
    }
}

#[test]
fn a_year_that_is_not_loaded_is_answered_from_weekends_and_marked_provisional() {
    assert_eq!(official().is_working_day(date("2027-10-01")), (true, true));
    assert_eq!(official().is_working_day(date("2027-10-02")), (false, true));
    assert_eq!(official().version_for(date("2027-10-02")), "2027@weekends-only");
}

#[test]
fn a_day_in_the_national_day_holiday_rolls_to_the_eighth() {
    let rolled = official().roll(date("2026-10-01"));
    assert_eq!(rolled.date, date("2026-10-08"));
    assert_eq!(rolled.skipped.len(), 7);
    assert!(!rolled.provisional);
}

#[test]
fn rolling_over_the_year_end_asks_both_years() {
    let rolled = official().roll(date("2026-12-31"));
    assert_eq!(rolled.date, date("2026-12-31"));
    let next = official().roll(date("2027-01-02"));
    assert_eq!((next.date, next.provisional), (date("2027-01-04"), true));
}

#[test]
fn working_days_skip_holidays_and_count_swapped_weekends() {
    let count = official().add_working_days(date("2026-09-30"), 3, &[]);
    assert_eq!(count.date, date("2026-10-10"), "8, 9 and the worked Saturday 10 October");
    let plain = official().add_working_days(date("2026-03-09"), 5, &[]);
    assert_eq!(plain.date, date("2026-03-16"));
}

#[test]
fn a_pause_holds_the_count_of_working_days() {
    let pause =
        Pause { from: date("2026-03-11"), to: date("2026-03-12"), reason: "material requested".to_owned() };
    let count = official().add_working_days(date("2026-03-09"), 5, &[pause]);
    assert_eq!(count.date, date("2026-03-18"));
}

#[test]
fn rolling_twice_is_rolling_once_and_never_goes_back() {
    let calendar = official();
    let mut day = date("2026-01-01");
    while day < date("2027-06-01") {
        let once = calendar.roll(day).date;
        assert!(once >= day);
        assert_eq!(calendar.roll(once).date, once);
        assert!(calendar.is_working_day(once).0);
        day = day.succ_opt().expect("in range");
    }
}

#[test]
fn a_calendar_survives_its_canonical_form() {
    let text = serde_jcs::to_string(&official()).expect("json");
    assert_eq!(serde_json::from_str::<Calendar>(&text).expect("a calendar"), official());
}
