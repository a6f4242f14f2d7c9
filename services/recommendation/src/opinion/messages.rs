//! What a case before its unit tells others.

use std::collections::BTreeMap;

use guohe_api::{
    common::v1 as common,
    deadline_cleared, deadline_set,
    notices::{Party, Template},
    notification::v1::{DeadlineCleared, DeadlineSet, NoticeRequested},
    outgoing_as,
    recommendation::v1::{OpinionGiven, opinion_given},
    rule_refs,
};
use guohe_clock::Date;
use guohe_flow::Outgoing;
use guohe_policy::TimedRule;

use super::{
    event::Verdict,
    state::{OpinionState, SubjectKind},
};
use crate::{SERVICE, notices};

/// Deadline of a unit's opinion.
const OPINION: &str = "recommendation_opinion";

impl OpinionState {
    /// The opinion, for where the case lives. Called on the state after it was given.
    pub(super) fn opined(&self, verdict: Verdict, given_on: Date) -> Outgoing {
        let kind = self.case.as_ref().map_or(SubjectKind::Application, |case| case.kind);
        let (event_type, subject_kind) = match kind {
            SubjectKind::Application => {
                ("recommendation.application.opined", common::SubjectKind::Application)
            }
            SubjectKind::Change => ("recommendation.change.opined", common::SubjectKind::Change),
        };
        let verdict = match verdict {
            Verdict::Recommended => opinion_given::Verdict::Recommended,
            Verdict::NotRecommended => opinion_given::Verdict::NotRecommended,
            Verdict::Returned => opinion_given::Verdict::Returned,
        };
        let payload = OpinionGiven {
            subject_kind: subject_kind as i32,
            subject: self.subject.clone(),
            unit: self.unit().to_owned(),
            verdict: verdict as i32,
            opinion: self.opinion.clone(),
            given_on: given_on.to_string(),
            signed_by: self.signed_by.clone(),
            revision: self.revision(),
            rules: rule_refs(&self.rules),
        };
        outgoing_as(event_type, &payload)
    }

    pub(super) fn notice(&self, template: Template) -> Outgoing {
        let recipients = template.recipients.iter().map(|who| match who {
            Party::Officials => notices::officials(),
            Party::Unit | Party::Host | Party::Expert => notices::unit(self.unit()),
        });
        let payload = NoticeRequested {
            template: template.code.to_owned(),
            recipients: recipients.collect(),
            subject: self.notice_subject(),
            values: self.values(),
            rules: vec![],
        };
        guohe_api::notice(SERVICE, &payload)
    }

    /// Reminds the unit of its day, by the ladder of its rule; nothing without a day.
    pub(super) fn remind(&self, rule: Option<&TimedRule>) -> Option<Outgoing> {
        let due_on = self.case.as_ref()?.due_on?;
        let ladder = rule.map(TimedRule::reminders).unwrap_or_default();
        let payload = DeadlineSet {
            deadline: self.deadline_id(),
            name: OPINION.to_owned(),
            subject: self.notice_subject(),
            recipients: vec![notices::unit(self.unit())],
            due_on: due_on.to_string(),
            remind_on: ladder.iter().map(|rung| rung.date(due_on).to_string()).collect(),
            rules: rule.map(|rule| rule_refs(&[rule.rule()])).unwrap_or_default(),
            values: self.values(),
        };
        Some(deadline_set(SERVICE, &payload))
    }

    pub(super) fn forget(&self, reason: &str) -> Outgoing {
        deadline_cleared(
            SERVICE,
            &DeadlineCleared { deadline: self.deadline_id(), reason: reason.to_owned() },
        )
    }

    fn deadline_id(&self) -> String {
        format!("opinion.{}.{OPINION}", self.subject)
    }

    fn notice_subject(&self) -> String {
        let kind = self.case.as_ref().map_or(SubjectKind::Application, |case| case.kind);
        format!("{}/{}", kind.code(), self.subject)
    }

    fn values(&self) -> BTreeMap<String, String> {
        let mut values = BTreeMap::from([("subject".to_owned(), self.subject.clone())]);
        if let Some(case) = &self.case {
            let due_on = case.due_on.map(|day| day.to_string()).unwrap_or_default();
            for (name, value) in [
                ("subject_kind", case.kind.code()),
                ("unit", &case.unit),
                ("institution", &case.institution),
                ("call", &case.call),
                ("category", &case.category),
                ("base", &case.base),
                ("revision", &case.revision.to_string()),
                ("due_on", &due_on),
            ] {
                values.insert(name.to_owned(), value.to_owned());
            }
        }
        values
    }
}
