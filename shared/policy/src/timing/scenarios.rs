//! The dates of the worked scenarios, each computed by hand and compared here.
//!
//! A line reads: scenario, operation, arguments, result. `add` gives a period's last day, `next` the day
//! after, `roll` the next working day, `back` the first day of a look-back, `dow` the weekday, `full` whether
//! a period is complete on a day, `pct` a share in per cent with two decimals.

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::Period;
use crate::samples::{calendar, date};

const LINES: &[&str] = &[
    "S-01 add 2026-09-01 P1Y 2027-09-01",
    "S-01 dow 2028-01-31 Mon",
    "S-01 dow 2027-01-15 Fri",
    "S-03 dow 2032-01-31 Sat",
    "S-03 roll 2032-01-31 2032-02-02",
    "S-03 dow 2032-02-02 Mon",
    "S-05 dow 2028-01-15 Sat",
    "S-05 roll 2028-01-15 2028-01-17",
    "S-05 dow 2028-01-31 Mon",
    "S-07 add 2028-01-31 P1M 2028-02-29",
    "S-07 dow 2028-02-29 Tue",
    "S-07 roll 2028-02-29 2028-02-29",
    "S-09 add 2026-09-01 P1M 2026-10-01",
    "S-09 roll 2026-10-01 2026-10-08",
    "S-09 dow 2026-10-08 Thu",
    "S-11 add 2026-09-11 P1M 2026-10-11",
    "S-11 roll 2026-10-11 2026-10-12",
    "S-11 add 2026-08-25 P1M 2026-09-25",
    "S-11 roll 2026-09-25 2026-09-28",
    "S-13 add 2026-07-10 P1M 2026-08-10",
    "S-13 dow 2026-08-10 Mon",
    "S-13 roll 2026-08-10 2026-08-10",
    "S-15 dow 2029-09-17 Mon",
    "S-17 add 2029-09-20 P1Y 2030-09-20",
    "S-17 dow 2030-09-20 Fri",
    "S-17 add 2030-10-31 P5Y 2035-10-31",
    "S-17 next 2035-10-31 2035-11-01",
    "S-17 add 2030-10-31 P3Y 2033-10-31",
    "S-17 next 2033-10-31 2033-11-01",
    "S-19 add 2015-06-30 P3Y 2018-06-30",
    "S-19 next 2018-06-30 2018-07-01",
    "S-25 dow 2031-03-08 Sat",
    "S-25 dow 2031-02-12 Wed",
    "S-29 back 2028-02-29 P3Y 2025-02-28",
    "S-29 back 2028-02-29 P5Y 2023-02-28",
    "S-33 pct 6 21 28.57",
    "S-33 pct 7 21 33.33",
    "S-33 pct 1.5 5.2 28.85",
    "S-33 pct 4 10 40.0",
    "S-35 add 2018-03-01 P3Y 2021-03-01",
    "S-35 next 2021-02-28 2021-03-01",
    "S-37 add 2020-11-16 P1Y 2021-11-16",
    "S-37 dow 2021-11-16 Tue",
    "S-37 next 2021-11-16 2021-11-17",
    "S-37 add 2021-12-20 P1Y 2022-12-20",
    "S-37 add 2021-12-20 P2Y 2023-12-20",
    "S-37 add 2021-12-20 P3Y 2024-12-20",
    "S-37 add 2020-02-29 P1Y 2021-02-28",
    "S-39 full 2017-08-01 P3Y 2020-07-31 false",
];

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn result(operation: &str, arguments: &[&str]) -> String {
    match (operation, arguments) {
        ("add", [day, length]) => period(length).add_to(date(day)).expect("in range").to_string(),
        ("next", [day]) => date(day).succ_opt().expect("in range").to_string(),
        ("roll", [day]) => calendar().roll(date(day)).date.to_string(),
        ("back", [day, length]) => period(length).back_from(date(day)).expect("in range").to_string(),
        ("dow", [day]) => date(day).weekday().to_string(),
        ("full", [start, length, on]) => {
            period(length).is_complete_on(date(start), date(on)).expect("in range").to_string()
        }
        ("pct", [part, whole]) => {
            (decimal(part) / decimal(whole) * Decimal::ONE_HUNDRED).round_dp(2).normalize().to_string()
        }
        _ => panic!("unknown operation {operation} {arguments:?}"),
    }
}

#[test]
fn every_date_of_the_worked_scenarios_comes_out_as_computed_by_hand() {
    for line in LINES {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, operation, arguments @ .., expected] = &words[..] else { panic!("{line}") };
        let expected = if *operation == "pct" {
            decimal(expected).normalize().to_string()
        } else {
            (*expected).to_owned()
        };
        assert_eq!(result(operation, arguments), expected, "{line}");
    }
}
