//! When a last day ends.
//!
//! Owns rule 1.2 with its switch: 24:00 in Beijing, or the department's close of business where it has chosen
//! so and said when that is (Civil Code 203(2)). Never looks at which day is the last.

use guohe_clock::{Date, Timestamp, end_of_day, start_of_day};

use crate::model::{Pack, SwitchValue};

/// Switch: 24:00 or the close of business.
const END_OF_DAY: &str = "end_of_day";

/// Switch: the hour of the close of business, `17:30`.
const CLOSE_OF_BUSINESS_AT: &str = "close_of_business_at";

impl Pack {
    /// The instant at which a last day is over. A department that chooses its close of business without stating the
    /// hour stays at 24:00: nothing is filled in.
    pub fn end_of(&self, day: Date) -> Timestamp {
        let chosen = self.switch(END_OF_DAY).and_then(SwitchValue::word);
        let hour = self.switch(CLOSE_OF_BUSINESS_AT).and_then(SwitchValue::word);
        match (chosen, hour.and_then(minutes)) {
            (Some("close_of_business"), Some(minutes)) => {
                start_of_day(day) + chrono::Duration::minutes(i64::from(minutes))
            }
            _ => end_of_day(day),
        }
    }
}

/// Minutes after midnight of an hour such as `17:30`; nothing for what is no such hour.
fn minutes(hour: &str) -> Option<u32> {
    let (hours, minutes) = hour.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{date, hunan, hunan_with};

    fn with_close_of_business(hour: &str) -> Pack {
        let pack = hunan_with(
            "switches.yaml",
            "name: end_of_day",
            "chosen: close_of_business\n    name: end_of_day",
        );
        let mut pack = pack.expect("a pack");
        let hour_switch = pack.switches.iter_mut().find(|switch| switch.name == CLOSE_OF_BUSINESS_AT);
        hour_switch.expect("a switch").chosen = Some(SwitchValue::Word(hour.to_owned()));
        pack
    }

    #[test]
    fn a_day_ends_at_midnight_in_beijing_unless_the_department_closes_earlier() {
        let day = date("2026-05-29");
        assert_eq!(hunan().end_of(day).to_rfc3339(), "2026-05-29T16:00:00+00:00");
        assert_eq!(with_close_of_business("17:30").end_of(day).to_rfc3339(), "2026-05-29T09:30:00+00:00");
        assert_eq!(
            with_close_of_business("later").end_of(day),
            hunan().end_of(day),
            "no hour, nothing filled in"
        );
    }
}
