//! What recommendation tells people: one template code a notice, with the values its text may use.
//!
//! Values are ids, codes and dates, never personal data and never the words of an opinion: those stand with the
//! case.

use guohe_api::{common::v1::Role as WireRole, notification::v1::Recipient};

/// The desk of the department that officials' notices go to.
pub const DESK: &str = "bases";

/// Values every notice carries; `subject_kind` is application or change.
pub const COMMON_VALUES: &[&str] =
    &["subject", "subject_kind", "unit", "institution", "call", "category", "base", "revision", "due_on"];

/// A notice's template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Code, as in `NoticeRequested.template`.
    pub code: &'static str,
    /// Who is told: `unit`, `desk`.
    pub recipients: &'static [&'static str],
    /// Values besides [`COMMON_VALUES`].
    pub values: &'static [&'static str],
}

/// A case came to its unit, first or after a correction.
pub const WANTED: Template = Template { code: "opinion_wanted", recipients: &["unit"], values: &[] };
/// The day passed without an opinion.
pub const OVERDUE: Template =
    Template { code: "opinion_overdue", recipients: &["unit", "desk"], values: &[] };
/// A case names a unit that is not registered.
pub const UNIT_UNKNOWN: Template =
    Template { code: "opinion_unit_unknown", recipients: &["desk"], values: &[] };
/// The case ended elsewhere; no opinion is wanted any more.
pub const CLOSED: Template = Template { code: "opinion_closed", recipients: &["unit"], values: &[] };

/// Every template.
pub const TEMPLATES: &[Template] = &[WANTED, OVERDUE, UNIT_UNKNOWN, CLOSED];

/// Names of the deadlines recommendation sets, and whom they remind.
pub const DEADLINES: &[(&str, &str)] = &[("recommendation_opinion", "a unit's opinion; reminds the unit")];

/// A recommending unit as a recipient.
pub(crate) fn unit(unit: &str) -> Recipient {
    Recipient { role: WireRole::Recommender as i32, id: unit.to_owned() }
}

/// The department's desk as a recipient.
pub(crate) fn desk() -> Recipient {
    Recipient { role: WireRole::Official as i32, id: DESK.to_owned() }
}
