//! The notices the register asks for: template codes with the names of their values, and how one is built.
//!
//! Owns the table that notification writes its texts for. Values are ids, dates, codes and names of
//! institutions, never personal data.

use guohe_api::notices::{
    Party::{Host, Officials, Unit},
    Template,
};
pub(crate) use guohe_api::notices::{host, officials, unit, values};
use guohe_api::notification::v1::{NoticeRequested, Recipient};
use guohe_flow::Outgoing;
use guohe_policy::RuleRef;

use crate::SERVICE;

/// Every template with its recipients and the names of its values; some are told by how the case stands.
pub const TEMPLATES: &[Template] = &[
    Template::new(
        "base_entered",
        &[Host, Unit, Officials],
        &["base", "category", "recognised_on", "document_number"],
    ),
    Template::new("base_objection_decided", &[Host, Unit], &["base", "granted", "category"]),
    Template::new("base_rectification_begun", &[Host, Unit, Officials], &["base", "notice_on", "due_on"]),
    Template::new("base_rectification_ended", &[Host, Unit, Officials], &["base", "due_on", "performance"]),
    Template::new("base_restored", &[Host, Unit, Officials], &["base", "performance"]),
    Template::new(
        "base_re_evaluation_failed",
        &[Host, Unit, Officials],
        &["base", "performance", "notice_on"],
    ),
    Template::new(
        "base_revoked",
        &[Host, Unit, Officials],
        &["base", "institution", "document_number", "effective_on", "ground"],
    ),
    Template::new(
        "base_exited_national",
        &[Host, Unit, Officials],
        &["base", "institution", "document_number", "effective_on"],
    ),
    Template::new("base_departure_disputed", &[Officials], &["base", "document_number", "effective_on"]),
    Template::new("base_rectification_ordered", &[Host, Unit, Officials], &["base", "notice_on"]),
    Template::new("base_rectification_limit_passed", &[Host, Unit, Officials], &["base", "due_on"]),
    Template::new("base_marked", &[Host, Unit, Officials], &["base", "mark", "since", "document_number"]),
    Template::new("base_mark_ruled", &[Host, Unit], &["base", "mark", "kept"]),
    Template::new("base_commended", &[Host, Unit, Officials], &["base", "document_number"]),
    Template::new("base_exit_requested", &[Unit, Officials], &["base"]),
    Template::new("base_exit_refused", &[Host, Unit], &["base"]),
    Template::new(
        "base_exited",
        &[Host, Unit, Officials],
        &["base", "institution", "document_number", "effective_on"],
    ),
    Template::new("base_national_recognised", &[Officials], &["base", "document_number", "effective_on"]),
    Template::new("report_lateness_excused", &[Host], &["base", "report", "year"]),
    Template::new("report_opened", &[Host, Unit], &["base", "report", "year", "due_on", "late_from"]),
    Template::new("report_filed", &[Unit, Officials], &["base", "report", "year", "filed_on"]),
    Template::new("report_returned", &[Host], &["base", "report", "year"]),
    Template::new("report_accepted", &[Host, Unit], &["base", "report", "year"]),
    Template::new(
        "report_late",
        &[Host, Unit, Officials],
        &["base", "report", "year", "due_on", "late_from"],
    ),
    Template::new("change_recorded", &[Host], &["base", "change", "kind", "happened_on"]),
    Template::new("change_overdue", &[Host, Officials], &["base", "change", "kind", "happened_on", "due_on"]),
    Template::new("change_consented", &[Host, Officials], &["base", "change", "kind", "unit"]),
    Template::new("change_returned", &[Host], &["base", "change", "kind"]),
    Template::new("change_refused", &[Host, Unit, Officials], &["base", "change", "kind"]),
    Template::new("change_registered", &[Host, Unit], &["base", "change", "kind"]),
    Template::new("matter_opened", &[Officials], &["matter", "base", "ground"]),
    Template::new("matter_notice_served", &[Host], &["matter", "base", "ground", "served_on", "due_on"]),
    Template::new("matter_clock_stopped", &[Host], &["matter", "base"]),
    Template::new("matter_clock_resumed", &[Host], &["matter", "base", "due_on"]),
    Template::new("matter_decidable", &[Officials], &["matter", "base", "ground"]),
    Template::new("matter_dismissed", &[Host, Officials], &["matter", "base"]),
    Template::new(
        "matter_cancelled",
        &[Host, Unit, Officials],
        &["matter", "base", "ground", "document_number", "document_on"],
    ),
    Template::new("matter_decision_served", &[Host], &["matter", "base", "document_number", "served_on"]),
    Template::new("matter_moot", &[Host, Officials], &["matter", "base", "effective_on"]),
    Template::new(
        "institution_excluded",
        &[Host, Officials],
        &["institution", "source", "document_on", "banned_until", "free_from"],
    ),
    Template::new("institution_freed", &[Host, Officials], &["institution", "free_from"]),
    Template::new(
        "institution_ban_quashed",
        &[Host, Officials],
        &["institution", "source", "document_number", "document_on"],
    ),
    Template::new(
        "institution_ban_overtook",
        &[Officials],
        &["institution", "application", "banned_from", "banned_until"],
    ),
    Template::new("falsehood_ban_proposed", &[Officials], &["institution", "application", "found_on"]),
    Template::new("library_entered", &[Host, Officials], &["project", "call", "entered_on"]),
    Template::new("follow_up_begun", &[Officials, Host], &["project", "entered_on", "due_on"]),
    Template::new("follow_up_ended", &[Officials, Host], &["project", "due_on"]),
    Template::new("follow_up_passed", &[Host, Officials], &["project", "call"]),
    Template::new("project_not_funded", &[Host, Officials], &["project", "call", "topic"]),
    Template::new("project_left", &[Host, Officials], &["project", "call", "topic"]),
    Template::new(
        "project_funded",
        &[Host, Officials],
        &["project", "amount_cny", "document_number", "document_on"],
    ),
    Template::new("progress_report_filed", &[Officials], &["project", "number", "filed_on"]),
    Template::new("progress_report_accepted", &[Host], &["project", "number"]),
    Template::new("progress_report_returned", &[Host], &["project", "number"]),
    Template::new("progress_report_late", &[Host, Officials], &["project", "number", "due_on"]),
    Template::new("project_closed", &[Host, Officials], &["project", "closed_on"]),
    Template::new("falsehood_ban_dropped", &[Host, Officials], &["institution", "application"]),
];

/// Every deadline with reminders, whom it reminds, and the names of its values.
pub const DEADLINES: &[Template] = &[
    Template::new("annual_report", &[Host, Unit], &["base", "report", "year"]),
    Template::new("change_filing", &[Host], &["base", "change", "kind"]),
    Template::new("rectification", &[Host, Unit, Officials], &["base", "performance"]),
    Template::new("hearing", &[Host], &["base", "matter"]),
    Template::new("follow_up", &[Officials, Host], &["project", "call"]),
    Template::new("progress_report", &[Host], &["project", "number"]),
];

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
            .any(|known| known.code == template && known.names().eq(pairs.iter().map(|(name, _)| *name))),
        "{template} is not declared with these values"
    );
    let recipients = recipients.into_iter().filter(|recipient| !recipient.id.is_empty()).collect();
    guohe_api::notice(
        SERVICE,
        &NoticeRequested {
            template: template.to_owned(),
            recipients,
            subject,
            values: values(pairs.iter().copied()),
            rules: guohe_api::rule_refs(rules),
        },
    )
}
