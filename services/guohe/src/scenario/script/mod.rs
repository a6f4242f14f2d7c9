//! The script: every dated step from the opening of the call to the last consequence, about ten years later.
//!
//! Planned whole before anything is played; a test reads it as a table of outcomes.

mod applications;
pub mod changes;
mod matters;
mod opening;
mod recognition;
mod reports;
mod rounds;
mod validity;
mod writer;

use super::{
    act::App,
    calls::{self, CallPlan},
    population::{Case, Population},
    step::Step,
};

pub use writer::instant;

use writer::Writer;

/// A script with the population that plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Who plays.
    pub population: Population,
    /// What happens, in order of time.
    pub steps: Vec<Step>,
}

impl Script {
    /// Writes the script of a seed.
    pub fn write(seed: u64) -> Self {
        let population = Population::draw(seed);
        let mut writer = Writer::new(&population);
        opening::write(&mut writer);
        applications::write(&mut writer);
        recognition::write(&mut writer);
        changes::write(&mut writer);
        reports::write(&mut writer);
        rounds::write(&mut writer);
        matters::write(&mut writer);
        validity::write(&mut writer);
        let steps = writer.finish();
        Self { population, steps }
    }
}

/// The main call's application of a case.
pub(super) fn app(case: &Case) -> App {
    App {
        id: case.id.clone(),
        case: case.id.clone(),
        call: calls::MAIN.id.to_owned(),
        base: case.base.clone(),
    }
}

/// A later application of a case's host.
fn later(case: &Case, call: &CallPlan, number: u32) -> App {
    let suffix = call.id.trim_start_matches("c-");
    App {
        id: format!("a-{suffix}-{number:03}"),
        case: case.id.clone(),
        call: call.id.to_owned(),
        base: format!("b-{suffix}-{number:03}"),
    }
}

#[cfg(test)]
mod tests;
