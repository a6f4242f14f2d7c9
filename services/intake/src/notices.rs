//! What intake tells people: one template code a notice, with the values its text may use.
//!
//! Values are ids, codes, dates and names of institutions, never personal data and never the words of a reason:
//! those stand with the case.

use std::collections::BTreeMap;

use guohe_api::{
    common::v1::Role as WireRole,
    notification::v1::{NoticeRequested, Recipient},
};
use guohe_flow::Outgoing;
use guohe_policy::RuleRef;

/// The desk of the department that officials' notices go to.
pub const DESK: &str = "bases";

/// Values every notice on an application carries.
pub const COMMON_VALUES: &[&str] =
    &["application", "call", "institution", "institution_name", "category", "unit", "status"];

/// A notice's template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Code, as in `NoticeRequested.template`.
    pub code: &'static str,
    /// Who is told, for the reader of this table: `host`, `unit`, `desk`.
    pub recipients: &'static [&'static str],
    /// Values besides [`COMMON_VALUES`].
    pub values: &'static [&'static str],
}

const fn template(
    code: &'static str,
    recipients: &'static [&'static str],
    values: &'static [&'static str],
) -> Template {
    Template { code, recipients, values }
}

/// The application was received.
pub const RECEIVED: Template =
    template("application_received", &["host"], &["received_at", "received_on", "revision", "policy"]);
/// Admission needs an official's ruling; `cause` is no_version, standing, ban_overtook or recognised_after_end.
pub const NEEDS_RULING: Template =
    template("application_needs_ruling", &["desk", "host"], &["cause", "received_on"]);
/// An official ruled; `admitted` is true or false.
pub const RULED: Template = template("application_ruled", &["host"], &["admitted", "cause"]);
/// Refused at submission: the institution is barred.
pub const REFUSED_BARRED: Template =
    template("application_refused_barred", &["host"], &["received_on", "banned_until", "free_from", "base"]);
/// Returned for correction; `by` is the unit's id or `department`.
pub const RETURNED: Template = template("application_returned", &["host"], &["by", "correct_by", "revision"]);
/// The day for a correction passed.
pub const CORRECTION_MISSED: Template =
    template("application_correction_missed", &["desk", "host"], &["correct_by"]);
/// Recommended; acceptance by the department is due.
pub const RECOMMENDED: Template = template("application_recommended", &["desk", "host"], &["accept_by"]);
/// Not recommended.
pub const NOT_RECOMMENDED: Template = template("application_not_recommended", &["host"], &["given_on"]);
/// Accepted for review.
pub const ACCEPTED: Template = template("application_accepted", &["host", "unit"], &[]);
/// Not accepted.
pub const NOT_ACCEPTED: Template = template("application_not_accepted", &["host", "unit"], &[]);
/// Recognised: a base exists.
pub const RECOGNISED: Template = template(
    "application_recognised",
    &["host", "unit"],
    &["base", "base_name_zh", "base_name_en", "document_number", "document_on"],
);
/// Not recognised.
pub const NOT_RECOGNISED: Template =
    template("application_not_recognised", &["host", "unit"], &["decided_on"]);
/// Lapsed: not lodged before the call closed.
pub const LAPSED: Template = template("application_lapsed", &["host"], &["submit_until"]);
/// More time was given; for a lapsed draft it is open again.
pub const EXTENDED: Template = template("application_extended", &["host"], &["until"]);
/// Taken back by the applicant.
pub const WITHDRAWN: Template = template("application_withdrawn", &["host", "desk"], &[]);
/// Voided for false information.
pub const VOID: Template = template("application_void", &["host", "unit"], &["found_on"]);

/// Every template.
pub const TEMPLATES: &[Template] = &[
    RECEIVED,
    NEEDS_RULING,
    RULED,
    REFUSED_BARRED,
    RETURNED,
    CORRECTION_MISSED,
    RECOMMENDED,
    NOT_RECOMMENDED,
    ACCEPTED,
    NOT_ACCEPTED,
    RECOGNISED,
    NOT_RECOGNISED,
    LAPSED,
    EXTENDED,
    WITHDRAWN,
    VOID,
];

/// Names of the deadlines intake sets: name, what is due, values besides the application's id.
pub const DEADLINES: &[(&str, &str)] = &[
    ("application_submission", "lodging a draft before the call closes; reminds the host"),
    ("application_correction", "correcting a returned application; reminds the host"),
    ("application_acceptance", "accepting a recommended application; reminds the desk"),
];

/// A host institution as a recipient.
pub(crate) fn host(institution: &str) -> Recipient {
    Recipient { role: WireRole::Host as i32, id: institution.to_owned() }
}

/// A recommending unit as a recipient.
pub(crate) fn unit(unit: &str) -> Recipient {
    Recipient { role: WireRole::Recommender as i32, id: unit.to_owned() }
}

/// The department's desk as a recipient.
pub(crate) fn desk() -> Recipient {
    Recipient { role: WireRole::Official as i32, id: DESK.to_owned() }
}

/// Builds a notice.
pub(crate) fn notice(
    template: Template,
    recipients: Vec<Recipient>,
    subject: String,
    values: BTreeMap<String, String>,
    rules: &[RuleRef],
) -> Outgoing {
    let payload = NoticeRequested {
        template: template.code.to_owned(),
        recipients,
        subject,
        values,
        rules: guohe_api::rule_refs(rules),
    };
    guohe_api::notice(crate::SERVICE, &payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_has_its_own_code_and_known_recipients() {
        for (index, template) in TEMPLATES.iter().enumerate() {
            assert!(TEMPLATES[..index].iter().all(|other| other.code != template.code), "{}", template.code);
            assert!(template.recipients.iter().all(|who| ["host", "unit", "desk"].contains(who)));
        }
    }
}
