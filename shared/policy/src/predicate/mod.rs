//! Conditions as typed predicates, and their three-valued test.
//!
//! Owns the language of conditions (serde enums, no expressions), the evaluation under every reading that
//! is open, and the report that explains each result. A fact that is missing is unknown, never "no"; edge
//! days and diverging readings need a ruling (rules.md 0b.5, rule 1.9).

mod evaluate;
mod language;
mod report;

pub use language::{Filter, Op, Predicate, ReadingCase};
pub use report::{ConditionResult, EligibilityReport, Outcome, ReadingResult};
