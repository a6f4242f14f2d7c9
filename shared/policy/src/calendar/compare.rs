//! A schedule beside one of the same year that is already there.
//!
//! Owns the answer to "may this year be loaded": new, known already, an amendment that says so, or a
//! contradiction. Never decides to load.

use guohe_clock::Date;

use super::{Calendar, CalendarYear};

/// What a schedule is to a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loading {
    /// Its year is not loaded.
    New,
    /// The same days are loaded already: there is nothing to do.
    Known,
    /// It replaces the loaded version, which it names; these days change.
    Amendment(Vec<Date>),
}

/// A schedule whose days differ from the loaded ones without saying that it replaces them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{offered} contradicts {loaded}, which is loaded: {day} is {} there and {} here (days that differ: {differing}); a \
     corrected notice names the version it replaces with `amends: {version}`",
    word(*.loaded_works), word(!*.loaded_works)
)]
pub struct Contradiction {
    /// The schedule loaded.
    pub loaded: String,
    /// Its version, to be named in `amends`.
    pub version: String,
    /// The schedule offered.
    pub offered: String,
    /// The first day on which they differ.
    pub day: Date,
    /// Whether that day is worked by the loaded schedule.
    pub loaded_works: bool,
    /// How many days differ.
    pub differing: usize,
}

fn word(worked: bool) -> &'static str {
    if worked { "a working day" } else { "a rest day" }
}

impl CalendarYear {
    /// The days that are worked in one of two schedules of the same year and not in the other.
    pub fn differing_days(&self, other: &CalendarYear) -> Vec<Date> {
        self.days().filter(|day| self.is_worked(*day) != other.is_worked(*day)).collect()
    }
}

impl Calendar {
    /// What a schedule is to the years already here. Two versions with the same days are the same schedule.
    pub fn loading(&self, offered: &CalendarYear) -> Result<Loading, Contradiction> {
        let Some(loaded) = self.year(offered.year) else { return Ok(Loading::New) };
        let differing = offered.differing_days(loaded);
        let Some(day) = differing.first() else { return Ok(Loading::Known) };
        if offered.amends.as_ref() == Some(&loaded.version) {
            return Ok(Loading::Amendment(differing));
        }
        Err(Contradiction {
            loaded: loaded.reference(),
            version: loaded.version.clone(),
            offered: offered.reference(),
            day: *day,
            loaded_works: loaded.is_worked(*day),
            differing: differing.len(),
        })
    }
}
