//! The notices this service asks for, with the values each carries.
//!
//! Owns template codes and their values' names, so that whoever writes the words knows what there is. Never the
//! words, and never personal data: people are ids, and what somebody wrote (reasons) stays with the case.

use std::collections::BTreeMap;

use guohe_api::notices::{
    Party::{Expert, Officials},
    Template,
};
pub(crate) use guohe_api::notices::{expert, officials, values};
use guohe_api::notification::v1 as wire;
use guohe_clock::Date;
use guohe_flow::Outgoing;
use guohe_policy::RuleRef;

use crate::SERVICE;

/// An expert is asked to sit on a panel.
pub const INVITATION_SENT: &str = "invitation_sent";
/// An invitation ended by the department.
pub const INVITATION_WITHDRAWN: &str = "invitation_withdrawn";
/// An invitation passed without an answer.
pub const INVITATION_EXPIRED: &str = "invitation_expired";
/// Every seat of a panel is taken.
pub const PANEL_COMPLETED: &str = "panel_completed";
/// A panel has an open seat and no candidate left.
pub const PANEL_EXHAUSTED: &str = "panel_exhausted";

/// Every template with its recipients and the names of its values.
pub const TEMPLATES: &[Template] = &[
    Template::new(INVITATION_SENT, &[Expert], &["panel", "subject", "answer_due_on"]),
    Template::new(INVITATION_WITHDRAWN, &[Expert], &["panel", "subject"]),
    Template::new(INVITATION_EXPIRED, &[Expert], &["panel", "subject", "answer_due_on"]),
    Template::new(PANEL_COMPLETED, &[Officials], &["panel", "subject", "experts", "review_due_on"]),
    Template::new(PANEL_EXHAUSTED, &[Officials], &["panel", "subject", "open_seats"]),
];

/// Every deadline with reminders, whom it reminds, and the names of its values.
pub const DEADLINES: &[Template] = &[Template::new("invitation_answer", &[Expert], &["panel", "subject"])];

/// A notice to one recipient.
pub(crate) fn notice(
    template: &str,
    to: wire::Recipient,
    subject: String,
    values: BTreeMap<String, String>,
    rules: &[RuleRef],
) -> Outgoing {
    let payload = wire::NoticeRequested {
        template: template.to_owned(),
        recipients: vec![to],
        subject,
        values,
        rules: guohe_api::rule_refs(rules),
    };
    guohe_api::notice(SERVICE, &payload)
}

/// The deadline of an expert's answer, with its ladder.
pub(crate) fn answer_deadline(
    invitation: &str,
    to: wire::Recipient,
    due: Date,
    remind_on: &[Date],
    rules: &[RuleRef],
    values: BTreeMap<String, String>,
) -> Outgoing {
    let payload = wire::DeadlineSet {
        deadline: answer_deadline_id(invitation),
        name: "invitation_answer".to_owned(),
        subject: format!("invitation/{invitation}"),
        recipients: vec![to],
        due_on: due.to_string(),
        remind_on: remind_on.iter().map(ToString::to_string).collect(),
        rules: guohe_api::rule_refs(rules),
        values,
    };
    guohe_api::deadline_set(SERVICE, &payload)
}

/// The end of that deadline.
pub(crate) fn answer_deadline_cleared(invitation: &str, reason: &str) -> Outgoing {
    let payload =
        wire::DeadlineCleared { deadline: answer_deadline_id(invitation), reason: reason.to_owned() };
    guohe_api::deadline_cleared(SERVICE, &payload)
}

fn answer_deadline_id(invitation: &str) -> String {
    format!("invitation.{invitation}.answer")
}
