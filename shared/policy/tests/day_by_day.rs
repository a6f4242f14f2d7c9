//! Statutory arithmetic against counting day by day, and bans against what the articles say.
//!
//! Owns a second arithmetic of dates that only knows how long months are. Periods are tried from every day of
//! 1950 to 2100, rest days and working days on drawn ones.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Datelike;
use guohe_policy::{Calendar, Date, Pack, Period, PeriodUnit};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A day as year, month and day.
type Day = (i32, u32, u32);

fn days_in(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn after((year, month, day): Day) -> Day {
    if day < days_in(year, month) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

fn plain(date: Date) -> Day {
    (date.year(), date.month(), date.day())
}

fn date((year, month, day): Day) -> Date {
    Date::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The last day of a period, found by walking: the day with the same number in the end month, or its last.
fn walked(start: Day, months: u32) -> Day {
    let (mut here, mut begun) = (start, 0);
    loop {
        let next = after(here);
        if next.2 == 1 {
            begun += 1;
        }
        let in_end_month = begun == months;
        if in_end_month && (next.2 == start.2 || next.2 == days_in(next.0, next.1) && next.2 < start.2) {
            return next;
        }
        here = next;
    }
}

fn every_day(from: i32, to: i32) -> impl Iterator<Item = Day> {
    std::iter::successors(Some((from, 1, 1)), |day| Some(after(*day))).take_while(move |day| day.0 <= to)
}

#[test]
fn periods_of_months_and_years_end_where_walking_day_by_day_ends() {
    for start in every_day(1950, 2100) {
        for months in [1, 12] {
            let end = Period::months(months).add_to(date(start)).expect("in range");
            assert_eq!(plain(end), walked(start, months), "{start:?} + {months} months");
        }
        let years = Period::years(1).add_to(date(start)).expect("in range");
        assert_eq!(years, Period::months(12).add_to(date(start)).expect("in range"));
    }
}

#[test]
fn long_periods_end_where_walking_day_by_day_ends() {
    let days: Vec<Day> = every_day(1950, 2095).filter(|day| day.2 > 26 || day.2 == 1).collect();
    for start in days {
        for years in [3, 5] {
            let end = Period::years(years).add_to(date(start)).expect("in range");
            assert_eq!(plain(end), walked(start, years * 12), "{start:?} + {years} years");
        }
    }
}

#[test]
fn a_look_back_begins_on_the_first_day_whose_period_reaches_its_end() {
    for end in every_day(1955, 2100) {
        let first = Period::years(3).back_from(date(end)).expect("in range");
        let reaches = |day: Date| Period::years(3).add_to(day).expect("in range") >= date(end);
        // From a 28 February the same day three years before; from a 29th the month's last.
        assert_eq!((first.year(), first.month()), (end.0 - 3, end.1));
        assert_eq!(first.day(), end.2.min(days_in(end.0 - 3, end.1)));
        assert!(reaches(first.succ_opt().expect("in range")), "{end:?}");
    }
}

#[test]
fn days_are_counted_one_by_one() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let days: Vec<Day> = every_day(1950, 2099).collect();
    for _ in 0..2_000 {
        let start = days[random.next_u32() as usize % days.len()];
        let count = random.next_u32() % 365;
        let end = (0..count).fold(start, |day, _| after(day));
        assert_eq!(Period::days(count).add_to(date(start)).expect("in range"), date(end));
        assert_eq!(Period::days(count).back_from(date(end)).expect("in range"), date(start));
    }
}

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The official years of the repository together.
fn calendar() -> Calendar {
    let mut calendar = Calendar::weekends_only();
    for entry in fs::read_dir(policies().join("calendar")).expect("official years") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let year = Calendar::parse(&fs::read_to_string(path).expect("text")).expect("a year");
            calendar = calendar.and(year);
        }
    }
    calendar
}

#[test]
fn rolling_and_working_days_agree_with_looking_at_each_day() {
    let (calendar, mut random) = (calendar(), ChaCha8Rng::seed_from_u64(11));
    let days: Vec<Day> = every_day(2020, 2030).collect();
    for _ in 0..10_000 {
        let start = date(days[random.next_u32() as usize % days.len()]);
        let works = |day: &Date| calendar.is_working_day(*day).0;
        let rolled = start.iter_days().find(works).expect("a working day");
        assert_eq!(calendar.roll(start).date, rolled, "{start}");
        let count = 1 + random.next_u32() % 15;
        let nth = start.iter_days().skip(1).filter(works).nth(count as usize - 1).expect("a working day");
        assert_eq!(calendar.add_working_days(start, count, &[]).date, nth, "{start} + {count}");
    }
}

/// The packs of the repository.
fn packs() -> Vec<Pack> {
    let folders = fs::read_dir(policies()).expect("packs").map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for folder in folders.filter(|folder| folder.join("identity.yaml").is_file()) {
        let texts: Vec<(String, String)> = fs::read_dir(&folder)
            .expect("files")
            .map(|file| file.expect("a file").path())
            .map(|path| {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, fs::read_to_string(&path).expect("text"))
            })
            .collect();
        let files: Vec<(&str, &str)> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        found
            .push(Pack::parse(&files).unwrap_or_else(|errors| panic!("{}: {}", folder.display(), errors[0])));
    }
    found
}

#[test]
fn a_ban_is_never_a_day_shorter_or_longer_than_its_article_says() {
    let mut random = ChaCha8Rng::seed_from_u64(13);
    let days: Vec<Day> = every_day(2010, 2090).collect();
    let leap_days = (2012..2090).step_by(4).map(|year| (year, 2, 29)).filter(|day| days_in(day.0, 2) == 29);
    let drawn = (0..500).map(|_| days[random.next_u32() as usize % days.len()]);
    let documents: Vec<Day> = leap_days.chain(drawn).collect();
    let mut tried = 0;
    for pack in packs() {
        for ground in &pack.grounds {
            let Some(period) = ground.exclusion else { continue };
            assert_eq!(period.unit(), PeriodUnit::Years, "{}", ground.id);
            for document in &documents {
                let ban = pack.exclusion(&ground.id, date(*document)).expect("a ban");
                let last = walked(*document, period.count() * 12);
                assert_eq!(plain(ban.last_banned), last, "{} on {document:?}", ground.id);
                assert_eq!(plain(ban.free_from), after(last), "{} on {document:?}", ground.id);
                assert!(ban.bans(date(last)) && !ban.bans(date(after(last))));
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried} bans");
}
