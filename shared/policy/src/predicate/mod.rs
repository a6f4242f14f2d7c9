//! Conditions as typed predicates, and their three-valued test.
//!
//! Owns the language of conditions (serde enums, no expressions), the evaluation under every reading that
//! is open, and the report that explains each result. A fact that is missing is unknown, never "no"; edge
//! days and diverging readings need a ruling (rules.md 0b.5, rule 1.9).
//!
//! # Theory of operation
//!
//! A condition's predicate is evaluated once for every combination of the readings its switches leave open
//! (`readings`). One such evaluation is a *trial* (`trial`; single facts in `leaf`, lists in `items`,
//! measures over lists in `measures`, the R&D share in `intensity`): it gives true, false or unknown and
//! notes the facts it used, what is missing and what it found. The trials are then merged (`evaluate`): all
//! true is a pass, all false a fail, everything else needs a ruling, and where the trials diverge each
//! reading's result is shown.

mod evaluate;
mod explain;
mod filter;
mod intensity;
mod items;
mod language;
mod leaf;
mod measures;
mod needed;
mod notes;
mod op;
mod readings;
mod references;
mod report;
mod trial;
mod truth;
mod unstated;
mod walk;
mod wording;
mod words;

pub use filter::Filter;
pub use language::{Predicate, ReadingCase};
pub use op::Op;
pub(crate) use readings::{MAX_COMBINATIONS, combinations_of, known_options};
pub use references::References;
pub use report::{ConditionResult, EligibilityReport, Outcome, ReadingResult};

#[cfg(test)]
mod tests;

#[cfg(test)]
mod tests_language;

#[cfg(test)]
mod tests_measures;
