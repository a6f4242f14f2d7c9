//! What recommendation tells people: one template code a notice, with the values its text may use.
//!
//! Values are ids, codes and dates, never personal data and never the words of an opinion: those stand with the
//! case.

use guohe_api::notices::{
    Party::{self, Officials, Unit},
    Template,
};
pub(crate) use guohe_api::notices::{officials, unit};

/// Values every notice carries; `subject_kind` is application or change.
pub const COMMON_VALUES: &[&str] =
    &["subject", "subject_kind", "unit", "institution", "call", "category", "base", "revision", "due_on"];

const fn template(code: &'static str, recipients: &'static [Party]) -> Template {
    Template { code, recipients, common: COMMON_VALUES, values: &[] }
}

/// A case came to its unit, first or after a correction.
pub const WANTED: Template = template("opinion_wanted", &[Unit]);
/// The day passed without an opinion.
pub const OVERDUE: Template = template("opinion_overdue", &[Unit, Officials]);
/// A case names a unit that is not registered.
pub const UNIT_UNKNOWN: Template = template("opinion_unit_unknown", &[Officials]);
/// The case ended elsewhere; no opinion is wanted any more.
pub const CLOSED: Template = template("opinion_closed", &[Unit]);

/// Every template.
pub const TEMPLATES: &[Template] = &[WANTED, OVERDUE, UNIT_UNKNOWN, CLOSED];

/// Every deadline people are reminded of: a unit's opinion.
pub const DEADLINES: &[Template] = &[template("recommendation_opinion", &[Unit])];
