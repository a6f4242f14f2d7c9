//! The notices the register asks for: template codes with the names of their values, and how one is built.
//!
//! Owns the table that notification writes its texts for. Values are ids, dates, codes and names of
//! institutions, never personal data.

use std::collections::BTreeMap;

use guohe_api::{
    common::v1::Role,
    notification::v1::{NoticeRequested, Recipient},
};
use guohe_flow::Outgoing;
use guohe_policy::RuleRef;

use crate::SERVICE;

/// Template codes with the names of their values.
pub const TEMPLATES: &[(&str, &[&str])] = &[
    ("base_entered", &["base", "category", "recognised_on", "document_number"]),
    ("base_objection_decided", &["base", "granted", "category"]),
    ("base_rectification_begun", &["base", "notice_on", "due_on"]),
    ("base_rectification_ended", &["base", "due_on", "performance"]),
    ("base_restored", &["base", "performance"]),
    ("base_re_evaluation_failed", &["base", "performance", "notice_on"]),
    ("base_revoked", &["base", "institution", "document_number", "effective_on", "ground"]),
    ("base_exited_national", &["base", "institution", "document_number", "effective_on"]),
    ("base_departure_disputed", &["base", "document_number", "effective_on"]),
    ("report_opened", &["base", "report", "year", "due_on", "late_from"]),
    ("report_filed", &["base", "report", "year", "filed_on"]),
    ("report_returned", &["base", "report", "year"]),
    ("report_accepted", &["base", "report", "year"]),
    ("report_late", &["base", "report", "year", "due_on", "late_from"]),
    ("change_recorded", &["base", "change", "kind", "happened_on"]),
    ("change_overdue", &["base", "change", "kind", "happened_on", "due_on"]),
    ("change_consented", &["base", "change", "kind", "unit"]),
    ("change_returned", &["base", "change", "kind"]),
    ("change_refused", &["base", "change", "kind"]),
    ("change_registered", &["base", "change", "kind"]),
    ("matter_opened", &["matter", "base", "ground"]),
    ("matter_notice_served", &["matter", "base", "ground", "served_on", "due_on"]),
    ("matter_clock_stopped", &["matter", "base"]),
    ("matter_clock_resumed", &["matter", "base", "due_on"]),
    ("matter_decidable", &["matter", "base", "ground"]),
    ("matter_dismissed", &["matter", "base"]),
    ("matter_cancelled", &["matter", "base", "ground", "document_number", "document_on"]),
    ("matter_decision_served", &["matter", "base", "document_number", "served_on"]),
    ("matter_moot", &["matter", "base", "effective_on"]),
    ("institution_excluded", &["institution", "source", "document_on", "banned_until", "free_from"]),
    ("institution_freed", &["institution", "free_from"]),
    ("institution_ban_quashed", &["institution", "source", "document_number", "document_on"]),
    ("institution_ban_overtook", &["institution", "application", "banned_from", "banned_until"]),
    ("falsehood_ban_proposed", &["institution", "application", "found_on"]),
    ("falsehood_ban_dropped", &["institution", "application"]),
];

/// Names of the deadlines the register sets, with the names of their values.
pub const DEADLINES: &[(&str, &[&str])] = &[
    ("annual_report", &["base", "report", "year"]),
    ("change_filing", &["base", "change", "kind"]),
    ("rectification", &["base", "performance"]),
    ("hearing", &["base", "matter"]),
];

/// The desk of officials who look after bases.
pub(crate) fn desk() -> Recipient {
    Recipient { role: Role::Official.into(), id: "bases".to_owned() }
}

/// A host institution.
pub(crate) fn host(institution: &str) -> Recipient {
    Recipient { role: Role::Host.into(), id: institution.to_owned() }
}

/// A recommending unit.
pub(crate) fn unit(unit: &str) -> Recipient {
    Recipient { role: Role::Recommender.into(), id: unit.to_owned() }
}

/// Values of a template.
pub(crate) fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Asks notification to tell `recipients`. Recipients without an id are left out: a legacy base may have no
/// recommending unit.
pub(crate) fn tell(
    template: &str,
    recipients: impl IntoIterator<Item = Recipient>,
    subject: String,
    pairs: &[(&str, &str)],
    rules: &[RuleRef],
) -> Outgoing {
    debug_assert!(
        TEMPLATES
            .iter()
            .any(|(code, names)| *code == template && names.iter().eq(pairs.iter().map(|(n, _)| n))),
        "{template} is not declared with these values"
    );
    let recipients = recipients.into_iter().filter(|recipient| !recipient.id.is_empty()).collect();
    guohe_api::notice(
        SERVICE,
        &NoticeRequested {
            template: template.to_owned(),
            recipients,
            subject,
            values: values(pairs),
            rules: guohe_api::rule_refs(rules),
        },
    )
}
