//! What an application tells others: messages, notices, deadlines with their reminders.

use std::collections::BTreeMap;

use guohe_api::{
    deadline_cleared, deadline_set,
    intake::v1::{
        ApplicationAccepted, ApplicationClosed, ApplicationPresented, ApplicationSubmitted, FalsehoodFound,
        application_closed::Ending,
    },
    notices::{Party, Template},
    notification::v1::{DeadlineCleared, DeadlineSet, Recipient},
    outgoing, rule_refs, written,
};
use guohe_clock::{Date, Timestamp};
use guohe_flow::Outgoing;
use guohe_policy::{RuleRef, TimedRule};

use super::state::ApplicationState;
use crate::{SERVICE, notices};

/// Deadline of a draft: the call's close.
pub(super) const SUBMISSION: &str = "application_submission";
/// Deadline of a correction.
pub(super) const CORRECTION: &str = "application_correction";
/// Deadline of the department's acceptance.
pub(super) const ACCEPTANCE: &str = "application_acceptance";

impl ApplicationState {
    pub(super) fn submitted(&self, policy: &str, received_at: Timestamp, revision: u32) -> Outgoing {
        outgoing(&ApplicationSubmitted {
            application: self.application.clone(),
            call: self.call.call.clone(),
            institution: self.institution.clone(),
            category: self.category.clone(),
            policy: policy.to_owned(),
            received_at: Some(guohe_api::timestamp(received_at)),
            revision,
        })
    }

    /// Hands the case to its unit. `revision` and `submitted_by` are those of the submission being presented.
    pub(super) fn presented(&self, due_on: Option<Date>) -> Outgoing {
        let (failed, open) =
            self.report.as_ref().map(|report| (report.failed(), report.open())).unwrap_or_default();
        outgoing(&ApplicationPresented {
            application: self.application.clone(),
            call: self.call.call.clone(),
            institution: self.institution.clone(),
            category: self.category.clone(),
            unit: self.unit.clone(),
            policy: self.policy_id().to_owned(),
            submitted_by: self.submitted_by.clone(),
            revision: self.revision,
            due_on: written(due_on),
            failed: rule_refs(&failed),
            open: rule_refs(&open),
        })
    }

    pub(super) fn accepted(&self, review_due_on: Option<Date>) -> Outgoing {
        let form = self.form.clone().unwrap_or_default();
        let (failed, mut open) =
            self.report.as_ref().map(|report| (report.failed(), report.open())).unwrap_or_default();
        open.retain(|rule| self.rulings.iter().all(|ruling| ruling.rule != rule.rule));
        outgoing(&ApplicationAccepted {
            application: self.application.clone(),
            call: self.call.call.clone(),
            institution: self.institution.clone(),
            institution_name: self.institution_name().to_owned(),
            category: self.category.clone(),
            policy: self.policy_id().to_owned(),
            field: form.field,
            unit: self.unit.clone(),
            leader: form.leader,
            partners: form.partners,
            review_due_on: written(review_due_on),
            countries: form.countries,
            failed: rule_refs(&failed),
            open: rule_refs(&open),
        })
    }

    pub(super) fn closed(&self, ending: Ending, reason: &str, rules: &[RuleRef]) -> Outgoing {
        outgoing(&ApplicationClosed {
            application: self.application.clone(),
            institution: self.institution.clone(),
            ending: ending as i32,
            reason: reason.to_owned(),
            rules: rule_refs(rules),
        })
    }

    pub(super) fn falsehood(&self, facts: &str, found_on: Date) -> Outgoing {
        outgoing(&FalsehoodFound {
            application: self.application.clone(),
            institution: self.institution.clone(),
            facts: facts.to_owned(),
            found_on: found_on.to_string(),
            policy: self.policy_id().to_owned(),
        })
    }

    /// A notice on this case. Recipients follow the template's table.
    pub(super) fn notice(
        &self,
        template: Template,
        values: &[(&str, String)],
        rules: &[RuleRef],
    ) -> Outgoing {
        // Measures without recommending units leave nobody to tell there.
        let told = template.recipients.iter().filter(|who| **who != Party::Unit || !self.unit.is_empty());
        let recipients = told.map(|who| match who {
            Party::Unit => notices::unit(&self.unit),
            Party::Officials => notices::officials(),
            Party::Host | Party::Expert => notices::host(&self.institution),
        });
        let own = guohe_api::notices::values(values.iter().map(|(name, value)| (*name, value.as_str())));
        let values = self.values().into_iter().chain(own).collect();
        notices::notice(template, recipients.collect(), self.subject(), values, rules)
    }

    /// Sets a deadline with the ladder of its rule.
    pub(super) fn remind(
        &self,
        name: &str,
        recipient: Recipient,
        due_on: Date,
        rule: Option<&TimedRule>,
    ) -> Outgoing {
        let ladder = rule.map(TimedRule::reminders).unwrap_or_default();
        let payload = DeadlineSet {
            deadline: self.deadline_id(name),
            name: name.to_owned(),
            subject: self.subject(),
            recipients: vec![recipient],
            due_on: due_on.to_string(),
            remind_on: ladder.iter().map(|rung| rung.date(due_on).to_string()).collect(),
            rules: rule.map(|rule| rule_refs(&[rule.rule()])).unwrap_or_default(),
            values: self.values(),
        };
        deadline_set(SERVICE, &payload)
    }

    /// Takes a deadline back.
    pub(super) fn forget(&self, name: &str, reason: &str) -> Outgoing {
        deadline_cleared(
            SERVICE,
            &DeadlineCleared { deadline: self.deadline_id(name), reason: reason.to_owned() },
        )
    }

    fn deadline_id(&self, name: &str) -> String {
        format!("application.{}.{name}", self.application)
    }

    fn subject(&self) -> String {
        format!("application/{}", self.application)
    }

    fn values(&self) -> BTreeMap<String, String> {
        guohe_api::notices::values([
            ("application", self.application.as_str()),
            ("call", &self.call.call),
            ("institution", &self.institution),
            ("institution_name", self.institution_name()),
            ("category", &self.category),
            ("unit", &self.unit),
            ("status", self.status().name()),
        ])
    }
}
