//! Beijing time: UTC+8 the whole year (China has kept no summer time since 1991).

use chrono::{FixedOffset, NaiveTime, TimeZone, Utc};

use crate::{Date, Timestamp};

/// Seconds by which Beijing is ahead of UTC.
const BEIJING_OFFSET_SECONDS: i32 = 8 * 3600;

fn beijing() -> FixedOffset {
    FixedOffset::east_opt(BEIJING_OFFSET_SECONDS).expect("eight hours is a valid offset")
}

/// The date in Beijing at an instant.
pub fn beijing_date(instant: Timestamp) -> Date {
    instant.with_timezone(&beijing()).date_naive()
}

/// 00:00 Beijing time of a date, the first instant that belongs to it.
pub fn start_of_day(date: Date) -> Timestamp {
    beijing()
        .from_local_datetime(&date.and_time(NaiveTime::MIN))
        .single()
        .expect("a fixed offset maps every local time to one instant")
        .with_timezone(&Utc)
}

/// 24:00 Beijing time of a date: the first instant after it (rule 1.2). A deadline on `date` is missed from
/// this instant on.
pub fn end_of_day(date: Date) -> Timestamp {
    start_of_day(date.succ_opt().expect("dates stay far from the calendar's end"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn a_day_in_beijing_begins_at_four_in_the_afternoon_utc() {
        assert_eq!(start_of_day(date("2026-03-09")).to_rfc3339(), "2026-03-08T16:00:00+00:00");
    }

    #[test]
    fn the_last_microsecond_belongs_to_the_day_and_the_end_does_not() {
        let end = end_of_day(date("2029-09-15"));
        assert_eq!(beijing_date(end - chrono::Duration::microseconds(1)), date("2029-09-15"));
        assert_eq!(beijing_date(end), date("2029-09-16"));
    }
}
