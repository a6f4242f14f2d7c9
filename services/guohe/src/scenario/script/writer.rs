//! Writes steps down and puts them in order.

use chrono::NaiveTime;
use guohe_api::common::v1::Text;
use guohe_clock::{Date, Timestamp, start_of_day};

use crate::scenario::{
    act::{Act, App},
    outcome::Outcome,
    population::{Case, Fate, Life, Population},
    step::Step,
};

/// A script in the making.
pub(super) struct Writer<'a> {
    pub(super) population: &'a Population,
    steps: Vec<Step>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(population: &'a Population) -> Self {
        Self { population, steps: Vec::new() }
    }

    /// Writes a step. `at` is Beijing time, "2026-03-09 09:00" or "2026-05-06 23:59:59".
    pub(super) fn step(
        &mut self,
        at: &str,
        name: impl Into<String>,
        title: Text,
        act: Act,
        shows: &[Outcome],
    ) {
        self.steps.push(Step { name: name.into(), at: instant(at), title, act, shows: shows.to_vec() });
    }

    /// The applications of the main call whose case is wanted, in order of id.
    pub(super) fn apps(&self, wanted: impl Fn(&Case) -> bool) -> Vec<App> {
        self.population.cases.iter().filter(|case| wanted(case)).map(super::app).collect()
    }

    /// Those of a fate.
    pub(super) fn fated(&self, fate: Fate) -> Vec<App> {
        self.apps(|case| case.fate == fate)
    }

    /// The base whose life is this; the parts name each once, and a test holds it.
    pub(super) fn base(&self, life: Life) -> String {
        self.population.living(life).map(|case| case.base.clone()).unwrap_or_default()
    }

    /// The case whose base's life is this.
    pub(super) fn case(&self, life: Life) -> Option<&'a Case> {
        self.population.living(life)
    }

    /// The steps in order of time; those of one instant in the order of writing.
    pub(super) fn finish(mut self) -> Vec<Step> {
        self.steps.sort_by_key(|step| step.at);
        self.steps
    }
}

/// An instant in Beijing, "2026-03-09 09:00" or with seconds. What is no instant becomes the first of time, which
/// the tests notice.
pub fn instant(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let time =
        NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"));
    match (day.parse::<Date>(), time) {
        (Ok(day), Ok(time)) => start_of_day(day) + time.signed_duration_since(NaiveTime::MIN),
        _ => Timestamp::UNIX_EPOCH,
    }
}

/// A day; what is no day becomes the first of time, which the tests notice.
pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap_or_default()
}
