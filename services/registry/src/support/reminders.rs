//! Deadlines people must be reminded of: notification does the reminding.

use guohe_api::notification::v1::{DeadlineCleared, DeadlineSet, Recipient};
use guohe_flow::Outgoing;
use guohe_policy::{Deadline, TimedRule};

use crate::{SERVICE, notices};

/// The id of a deadline, unique in the department.
fn deadline_id(kind: &str, id: &str, name: &str) -> String {
    format!("{kind}.{id}.{name}")
}

/// Sets a deadline's reminders by the rule's ladder.
pub(crate) fn remind(
    (kind, id, name): (&str, &str, &str),
    recipients: Vec<Recipient>,
    rule: &TimedRule,
    deadline: &Deadline,
    values: &[(&str, &str)],
) -> Outgoing {
    let mut days: Vec<_> = rule.reminders().iter().map(|rung| rung.date(deadline.due)).collect();
    days.sort_unstable();
    days.dedup();
    guohe_api::deadline_set(
        SERVICE,
        &DeadlineSet {
            deadline: deadline_id(kind, id, name),
            name: name.to_owned(),
            subject: format!("{kind}/{id}"),
            recipients,
            due_on: deadline.due.to_string(),
            remind_on: days.iter().map(ToString::to_string).collect(),
            rules: guohe_api::rule_refs(&[rule.rule()]),
            values: notices::values(values.iter().copied()),
        },
    )
}

/// Ends a deadline's reminders.
pub(crate) fn clear((kind, id, name): (&str, &str, &str), reason: &str) -> Outgoing {
    guohe_api::deadline_cleared(
        SERVICE,
        &DeadlineCleared { deadline: deadline_id(kind, id, name), reason: reason.to_owned() },
    )
}
