//! What intake tells people: one template code a notice, with the values its text may use.
//!
//! Values are ids, codes, dates and names of institutions, never personal data and never the words of a reason:
//! those stand with the case.

use std::collections::BTreeMap;

use guohe_api::notices::{
    Party::{self, Host, Officials, Unit},
    Template,
};
pub(crate) use guohe_api::notices::{host, officials, unit};
use guohe_api::notification::v1::{NoticeRequested, Recipient};
use guohe_flow::Outgoing;
use guohe_policy::RuleRef;

/// Values every notice on an application carries.
pub const COMMON_VALUES: &[&str] =
    &["application", "call", "institution", "institution_name", "category", "unit", "status"];

const fn template(
    code: &'static str,
    recipients: &'static [Party],
    values: &'static [&'static str],
) -> Template {
    Template { code, recipients, common: COMMON_VALUES, values }
}

/// The application was received.
pub const RECEIVED: Template =
    template("application_received", &[Host], &["received_at", "received_on", "revision", "policy"]);
/// Admission needs an official's ruling; `cause` is no_version, standing, ban_overtook or recognised_after_end.
pub const NEEDS_RULING: Template =
    template("application_needs_ruling", &[Officials, Host], &["cause", "received_on"]);
/// An official ruled; `admitted` is true or false.
pub const RULED: Template = template("application_ruled", &[Host], &["admitted", "cause"]);
/// Refused at submission: the institution is barred.
pub const REFUSED_BARRED: Template =
    template("application_refused_barred", &[Host], &["received_on", "banned_until", "free_from", "base"]);
/// Returned for correction; `by` is the unit's id or `department`.
pub const RETURNED: Template = template("application_returned", &[Host], &["by", "correct_by", "revision"]);
/// The day for a correction passed.
pub const CORRECTION_MISSED: Template =
    template("application_correction_missed", &[Officials, Host], &["correct_by"]);
/// Recommended; acceptance by the department is due.
pub const RECOMMENDED: Template = template("application_recommended", &[Officials, Host], &["accept_by"]);
/// Handed to the department, whose acceptance is due: the measures name nobody who recommends.
pub const AWAITS_ACCEPTANCE: Template =
    template("application_awaits_acceptance", &[Officials, Host], &["accept_by"]);
/// Not recommended.
pub const NOT_RECOMMENDED: Template = template("application_not_recommended", &[Host], &["given_on"]);
/// Accepted for review.
pub const ACCEPTED: Template = template("application_accepted", &[Host, Unit], &[]);
/// Not accepted.
pub const NOT_ACCEPTED: Template = template("application_not_accepted", &[Host, Unit], &[]);
/// Recognised: a base exists.
pub const RECOGNISED: Template = template(
    "application_recognised",
    &[Host, Unit],
    &["base", "base_name_zh", "base_name_en", "document_number", "document_on"],
);
/// Admitted; `destination` is library or funding.
pub const ADMITTED: Template =
    template("application_admitted", &[Host, Unit], &["destination", "decided_on"]);
/// Not recognised.
pub const NOT_RECOGNISED: Template = template("application_not_recognised", &[Host, Unit], &["decided_on"]);
/// Lapsed: not lodged before the call closed.
pub const LAPSED: Template = template("application_lapsed", &[Host], &["submit_until"]);
/// More time was given; for a lapsed draft it is open again.
pub const EXTENDED: Template = template("application_extended", &[Host], &["until"]);
/// Taken back by the applicant.
pub const WITHDRAWN: Template = template("application_withdrawn", &[Host, Officials], &[]);
/// Voided for false information.
pub const VOID: Template = template("application_void", &[Host, Unit], &["found_on"]);

/// Every template.
pub const TEMPLATES: &[Template] = &[
    RECEIVED,
    NEEDS_RULING,
    RULED,
    REFUSED_BARRED,
    RETURNED,
    CORRECTION_MISSED,
    RECOMMENDED,
    AWAITS_ACCEPTANCE,
    NOT_RECOMMENDED,
    ACCEPTED,
    NOT_ACCEPTED,
    RECOGNISED,
    ADMITTED,
    NOT_RECOGNISED,
    LAPSED,
    EXTENDED,
    WITHDRAWN,
    VOID,
];

/// Every deadline people are reminded of.
pub const DEADLINES: &[Template] = &[
    // Lodging a draft before the call closes.
    template("application_submission", &[Host], &[]),
    // Correcting a returned application.
    template("application_correction", &[Host], &[]),
    // Accepting a recommended application.
    template("application_acceptance", &[Officials], &[]),
];

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
            assert!(template.recipients.iter().all(|who| [Host, Unit, Officials].contains(who)));
        }
    }
}
