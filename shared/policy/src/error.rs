//! What can go wrong once a pack is loaded.
//!
//! Owns the crate's error for callers. Errors of loading carry places in files and live in `load`.

use crate::period::PeriodError;

/// A question a pack cannot answer, or an answer that would break a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The pack has no such category.
    #[error("pack {pack} has no category {code:?}; it has {known}")]
    UnknownCategory {
        /// The pack asked.
        pack: String,
        /// The code asked for.
        code: String,
        /// The codes it has, joined by commas.
        known: String,
    },
    /// The pack has no such rule of the wanted sort.
    #[error("pack {pack} has no {what} {id:?}")]
    UnknownRule {
        /// The pack asked.
        pack: String,
        /// What sort of rule was wanted.
        what: &'static str,
        /// The id asked for.
        id: String,
    },
    /// The rule states no date that could be computed from a start.
    #[error("rule {rule} sets no deadline; {hint}")]
    NotADeadline {
        /// The rule.
        rule: String,
        /// What to use instead.
        hint: &'static str,
    },
    /// The ground carries no exclusion.
    #[error("ground {rule} carries no exclusion in the text; a person has to decide")]
    NoExclusion {
        /// The ground.
        rule: String,
    },
    /// A date fell outside the range of the calendar, or a working-day period met no calendar.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// A base's field cannot stand in its name.
    #[error("the field {field:?} cannot stand in a base's name: {reason}")]
    BadField {
        /// The field given.
        field: String,
        /// Why it was refused.
        reason: &'static str,
    },
    /// Two packs of one department with one id.
    #[error("pack {id} is already in the book; give the new version its own id")]
    DuplicatePack {
        /// The id.
        id: String,
    },
    /// Two packs in force on the same day.
    #[error("packs {first} and {second} would both be in force on {on}; end one before the other begins")]
    OverlappingPacks {
        /// The pack in the book.
        first: String,
        /// The pack refused.
        second: String,
        /// The first day both would be in force.
        on: guohe_clock::Date,
    },
    /// Canonical JSON that is too large or does not describe a pack.
    #[error("stored pack cannot be read: {reason}")]
    StoredPack {
        /// What is wrong with it.
        reason: String,
    },
}
