//! What several resources share on the wire: dates with receipts, rules.

use guohe_api::{common::v1 as common, registry::v1 as wire};
use guohe_policy::{Deadline, Receipt, RuleRef};

/// One rule.
pub(super) fn rule(rule: &RuleRef) -> common::RuleRef {
    common::RuleRef { rule: rule.rule.clone(), article: rule.article.clone() }
}

/// A deadline with its receipt.
pub(super) fn deadline(deadline: &Deadline) -> wire::Deadline {
    wire::Deadline {
        due_on: deadline.due.to_string(),
        late_from: deadline.late_from.to_string(),
        provisional: deadline.provisional,
        receipt: Some(receipt(&deadline.receipt)),
    }
}

/// How a date came about.
pub(super) fn receipt(receipt: &Receipt) -> wire::Receipt {
    let pauses = receipt.pauses.iter().map(|pause| wire::Pause {
        from: pause.from.to_string(),
        to: pause.to.to_string(),
        reason: pause.reason.clone(),
    });
    wire::Receipt {
        rule: Some(rule(&receipt.rule)),
        start: receipt.start.to_string(),
        start_event: receipt.start_event.clone(),
        period: receipt.period.clone().unwrap_or_default(),
        nominal: receipt.nominal.to_string(),
        due_on: receipt.due.to_string(),
        calendar_versions: receipt.calendar_versions.clone(),
        skipped_days: receipt.skipped_days.iter().map(ToString::to_string).collect(),
        pauses: pauses.collect(),
        arithmetic: Some(guohe_api::text(&receipt.arithmetic)),
    }
}
